"""Every POST can be repeated: same Idempotency-Key and body, same effect, answered again.

The key's row is inserted first in the verb's own transaction, so a twin waits for it. Only committed effects are
remembered, as status and reference: the answer is rendered anew. A refusal rolls the key back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg import errors

from linli.kernel.access.models import Key, User
from linli.kernel.api.problems import Problem, Wrong, answer
from linli.kernel.secrets import mac
from linli.kernel.sweeps import sweep

KEY = re.compile(r"[\x21-\x7e]{1,255}")
LIFE = "48 hours"
Run = Callable[..., HttpResponse]
RENDERERS: dict[str, Callable[[HttpRequest, str], Any]] = {}


def renders(kind: str) -> Callable[[Callable[[HttpRequest, str], Any]], Callable[[HttpRequest, str], Any]]:
    """Register how the subject of a remembered effect is shown again: `f(request, id)` -> JSON."""

    def mark(render: Callable[[HttpRequest, str], Any]) -> Callable[[HttpRequest, str], Any]:
        RENDERERS[kind] = render
        return render

    return mark


def refer(request: HttpRequest, kind: str, subject: str) -> None:
    """Say what this request brought about, so that its key can be answered again."""
    request.effect = f"{kind}:{subject}"  # type: ignore[attr-defined]


def asked(user: User, method: str, path: str, content: bytes) -> bytes:
    """The fingerprint of a request: an HMAC, because bodies hold identity numbers."""
    return mac("idempotency", b"\0".join([str(user.pk).encode(), method.encode(), path.encode(), content]))


def claim(user: User, key: str, fingerprint: bytes) -> Key | None:
    """Insert the key's row, waiting up to two seconds for a twin; None when it is ours, else the twin's row.

    Needs a transaction. Raises OperationalError (LockNotAvailable) when the twin doesn't end in time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(
            "INSERT INTO kernel_key (user_id, key, asked, status, reference, created) "
            "VALUES (%s, %s, %s, 0, '', clock_timestamp()) ON CONFLICT (user_id, key) DO UPDATE "
            "SET asked = excluded.asked, status = 0, reference = '', created = excluded.created "
            f"WHERE kernel_key.created < clock_timestamp() - interval '{LIFE}' RETURNING id",
            [user.pk, key, fingerprint],
        )
        if cursor.fetchone():
            return None
    return Key.objects.get(user=user, key=key)


def remember(user: User, key: str, status: int, reference: str) -> None:
    """Keep what the claimed key brought about."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_key SET status = %s, reference = %s WHERE user_id = %s AND key = %s",
            [status, reference, user.pk, key],
        )


@sweep
def forget_old() -> int:
    """Delete keys that have outlived their 48 hours."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM kernel_key WHERE created < clock_timestamp() - interval '{LIFE}'")
        return int(cursor.rowcount)


def once(run: Run) -> Run:
    """Decorator for ninja's mode="view"."""

    @wraps(run)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from linli.kernel.api.house import caller  # house imports this module

        key = request.headers.get("Idempotency-Key")
        user = caller(request) if request.method == "POST" and key is not None else None
        if key is None or user is None:
            return run(request, *args, **kwargs)
        request.user = user  # a repetition is answered without the operation, which would have named the caller
        if not KEY.fullmatch(key):
            title = _("Idempotency-Key must have 1 to 255 visible ASCII characters.")
            return answer(request, Problem(422, "idempotency-key", title, errors=[Wrong("", "format", title)]))
        try:
            with transaction.atomic():
                return _first_or_again(run, request, user, key, args, kwargs)
        except OperationalError as error:
            if isinstance(error.__cause__, errors.LockNotAvailable):
                return answer(request, _busy())
            raise

    return wrapper


def _busy() -> Problem:
    title = _("The same request is still being worked on.")
    return Problem(409, "in-progress", title, headers={"Retry-After": "2"})


def _content(request: HttpRequest) -> bytes:
    """What was sent. No body is `{}`; a multipart one is taken by its parts: its boundary differs at every try."""
    if request.content_type != "multipart/form-data":
        return request.body.strip() or b"{}"
    parts = [repr((name, values)).encode() for name, values in sorted(request.POST.lists())]
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            parts.append(repr((name, file.name)).encode() + b"".join(file.chunks()))
            file.seek(0)
    return b"\0".join(parts)


def _first_or_again(run: Run, request: HttpRequest, user: User, key: str, args: Any, kwargs: Any) -> HttpResponse:
    fingerprint = asked(user, str(request.method), request.get_full_path(), _content(request))
    if twin := claim(user, key, fingerprint):
        if bytes(twin.asked) != fingerprint:
            title = _("This Idempotency-Key was used for another request.")
            reused = Problem(422, "idempotency-key-reused", title, errors=[Wrong("", "choice", title)])
            return answer(request, reused)
        return _again(request, twin)
    response = run(request, *args, **kwargs)
    reference = getattr(request, "effect", "")
    if response.status_code >= 400 or not reference:
        Key.objects.filter(user=user, key=key).delete()
        if response.status_code >= 400:
            transaction.set_rollback(True)  # nothing happened, so the key stays free
    else:
        remember(user, key, response.status_code, reference)
    return response


def _again(request: HttpRequest, twin: Key) -> HttpResponse:
    kind, _sep, subject = twin.reference.partition(":")
    shown = json.dumps(RENDERERS[kind](request, subject), ensure_ascii=False)
    headers = {"Idempotency-Replayed": "true"}
    return HttpResponse(shown, status=twin.status, content_type="application/json; charset=utf-8", headers=headers)
