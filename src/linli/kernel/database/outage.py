"""A database that is away makes a 503 with Retry-After, and the pool is checked once so that the next request works."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

BUSY = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


def is_outage(error: BaseException) -> bool:
    """True for a lost, refused or overloaded server and for transactions that lost a lock: all can be tried again."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)  # none: pool time-out, broken socket
    return state is None or state[:2] in ("08", "53", "57", "58") or state in BUSY


def unavailable(request: HttpRequest) -> HttpResponse:
    """A problem document for a program, a page that asks the database nothing for a person."""
    title = _("Not ready. Please try again in a moment.")
    headers = {"Retry-After": "2"}
    if request.path.startswith("/api/"):
        problem = {"type": "/problems/not-ready", "title": title, "status": 503}
        return JsonResponse(problem, status=503, content_type="application/problem+json", headers=headers)
    context = {"status": 503, "title": title, "advice": _("What you have already filed is safe.")}
    return HttpResponse(render_to_string("ui/error_alone.html", context, using="house"), status=503, headers=headers)


def check_pool() -> None:
    """Let the pool drop dead connections, beside the request."""
    pool = getattr(connection, "pool", None)
    if pool is not None:
        Thread(target=pool.check, daemon=True).start()


class Outage:
    """Middleware: database away -> 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (InterfaceError, OperationalError) as error:
            if not is_outage(error):
                raise
            check_pool()
            return unavailable(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_outage(error):
            return None
        check_pool()
        return unavailable(request)
