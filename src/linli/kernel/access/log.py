"""Who opened whose file: for the auditor, without what was in it.

What somebody looked at at a door is written once the request is answered, whatever became of it: a refusal takes back
what a verb wrote, and not that its caller has seen the reason. Outside a request a line is written at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from linli.kernel import clock
from linli.kernel.access.grants import posts
from linli.kernel.access.models import AccessLog, User

_lines: ContextVar[dict[tuple[object, ...], AccessLog] | None] = ContextVar("access_lines", default=None)


def opened(user: User, owner: int | None, kind: str, subject: str, what: str = "open", reason: str = "") -> None:
    """Note that the user opened the file of somebody else; one's own leaves no line. `owner`: account, or None."""
    if owner == user.pk:
        return
    post = next(iter(posts(user)), None)
    looked(
        AccessLog(
            at=clock.now(), user=user, unit=post.unit if post else "", role=post.role if post else "",
            subject_kind=kind, subject_id=subject, what=what, reason=reason,
        )
    )  # fmt: skip


def looked(*seen: AccessLog) -> None:
    """Keep lines of what somebody saw; of the same in one request, one."""
    lines = _lines.get()
    if lines is None:
        AccessLog.objects.bulk_create(seen)
        return
    for line in seen:
        lines.setdefault((line.user_id, line.subject_kind, line.subject_id, line.what, line.reason), line)


class Traces:
    """Middleware: nobody gets an answer before what they saw for it is written down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lines: dict[tuple[object, ...], AccessLog] = {}
        before = _lines.set(lines)
        try:
            response = self.get_response(request)
        finally:
            _lines.reset(before)
        if lines:
            AccessLog.objects.bulk_create(lines.values())
        return response
