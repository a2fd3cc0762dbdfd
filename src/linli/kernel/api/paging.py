"""Lists: one page by key, with an opaque cursor; the number of queries doesn't depend on the number of rows."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field

from linli.kernel.api.problems import Problem

M = TypeVar("M", bound=Model)
T = TypeVar("T")
LIMIT = 20


def whole(value: Any) -> Any:
    """Digits and nothing else: 1.0 is no number of rows."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("a whole number is needed")
    return value


Limit = Annotated[int, BeforeValidator(whole), Field(ge=1, le=100)]  # how an operation declares its `limit`


def page(rows: QuerySet[M], cursor: str, by: Sequence[str] = ("-id",), limit: int = LIMIT) -> tuple[list[M], str]:
    """Rows after the cursor, and the next cursor or "".

    `by` has one direction and ends in a unique column that is never null. Raises Problem 400 for a cursor that is
    not ours.
    """
    names = [name.lstrip("-") for name in by]
    down = by[0].startswith("-")
    if cursor:
        at = key(rows, cursor, names)
        beyond = TupleLessThan if down else TupleGreaterThan
        rows = rows.filter(beyond(Tuple(*map(F, names)), at) if len(names) > 1 else _single(names[0], down, at[0]))
    found = list(rows.order_by(*by)[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], _mark([getattr(last, name) for name in names])


def _single(name: str, down: bool, key: Any) -> Any:
    from django.db.models import Q  # only here

    return Q(**{f"{name}__{'lt' if down else 'gt'}": key})


def _mark(values: Sequence[Any]) -> str:
    plain = [v if isinstance(v, int | str) else str(v) for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def key(rows: QuerySet[M], cursor: str, names: Sequence[str]) -> list[Any]:
    """The values of these fields at which the cursor stands. Raises Problem 400 for a cursor that is not ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [rows.model._meta.get_field(name) for name in names]
        if not isinstance(values, list) or len(values) != len(names):
            raise ValueError
        found = [field.to_python(value) for field, value in zip(fields, values, strict=True)]  # type: ignore[union-attr]
        if any(value is None or "\0" in str(value) for value in found):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, OverflowError, RecursionError) as error:
        raise _bad() from error
    except Exception as error:  # Django's ValidationError, from to_python
        if type(error).__name__ != "ValidationError":
            raise
        raise _bad() from error
    return found


def _bad() -> Problem:
    return Problem(400, "cursor", _("This page mark is not valid."))


def listing(request: HttpRequest, rows: Sequence[T], mark: str, show: Callable[[T], Any]) -> dict[str, Any]:
    """The contract's list: `{"items": [...], "next": URL or null}`."""
    following = None
    if mark:
        query = request.GET.copy()
        query["cursor"] = mark
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {"items": [show(row) for row in rows], "next": following}
