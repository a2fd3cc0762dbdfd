"""`/ratings`: the published figures, for anybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from linli.commons.places.queries import network
from linli.commons.ratings.queries.figures import chosen, figures, months
from linli.commons.ratings.queries.sums import Sum, Table
from linli.commons.ratings.states import Level
from linli.kernel.access.doors import door
from linli.kernel.api.problems import Problem
from linli.kernel.api.schema import TEXT, WHOLE, Schema, component, documented, many, maybe, shape

router = Router(tags=["ratings"])
NUMBER = {"type": "number"}
LEVELS = {"type": "object", "additionalProperties": WHOLE, "description": "How many of each level, 1 to 5."}
COUNTED: dict[str, Schema] = {"number": WHOLE, "average": NUMBER, "satisfied": WHOLE, "levels": LEVELS}
SUM = component("RatingSum", shape((), **COUNTED))
ROW = component("RatingRow", shape(("unit", "item"), unit=maybe(TEXT), item=maybe(TEXT), **COUNTED))
FIGURES = component(
    "Ratings",
    shape(
        month=maybe(TEXT), months=many(TEXT), total=maybe(SUM), stations=many(ROW), items=many(ROW), struck=WHOLE
    ),
)  # fmt: skip


@router.get("", auth=None, summary="How residents rate", openapi_extra=documented(answer=FIGURES))
@door("public")
def ratings(request: HttpRequest, month: str = "") -> dict[str, Any]:
    """A month that is over (`YYYY-MM`; the newest with enough ratings, where none is asked for).

    No row of fewer than five; `unit` and `item` are null for the others together.
    """
    offered = months()
    try:
        of = chosen(month, offered)
    except (LookupError, ValueError):
        raise Problem(400, "month", _("Nothing is published of this month.")) from None
    told = [f"{one:%Y-%m}" for one in offered]
    if of is None:
        return {"month": None, "months": told, "total": None, "stations": [], "items": [], "struck": 0}
    found, places = figures(of), network()
    return {
        "month": f"{of:%Y-%m}",
        "months": told,
        "total": _sum(found.total),
        "stations": _rows("unit", found.stations, lambda key: places.unit_by_id(int(key)).code),
        "items": _rows("item", found.topics, str),
        "struck": found.struck,
    }


def _rows(name: str, table: Table, code: Any) -> list[dict[str, Any]]:
    rows = [{name: code(key), **_sum(one)} for key, one in table.rows]
    return [*rows, {name: None, **_sum(table.others)}] if table.others else rows


def _sum(one: Sum) -> dict[str, Any]:
    levels = {str(level.value): one.counts.get(level, 0) for level in Level}
    return {"number": one.number, "average": one.average, "satisfied": one.satisfied, "levels": levels}
