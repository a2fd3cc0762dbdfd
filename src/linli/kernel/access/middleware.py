"""The keeper of the doors: a page without a declared rule is closed to all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from linli.kernel.access.doors import may_pass

# Views of libraries, which cannot carry a mark of ours. The API checks its own doors, by token.
LIBRARIES = {"allauth.account.views": "public", "ninja.operation": "public", "ninja.openapi.views": "public"}


def rule_of(view: Callable[..., Any]) -> str | None:
    """The declared rule of a view, or None."""
    while isinstance(view, partial):  # ninja's document
        view = view.func
    rule = getattr(view, "door", None)
    return rule if isinstance(rule, str) else LIBRARIES.get(view.__module__)


class Doors:
    """Middleware: sign-in page for the unknown, 404 for the stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        rule = rule_of(view)
        if rule is None:
            raise Http404(f"{view!r} declares no door")
        if rule == "public" or may_pass(rule, request.user):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
