"""The keeper of the doors: a page without a declared rule is closed to all; what a person sees is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.kernel.access.doors import may_pass
from linli.kernel.access.grants import Somebody, waits_for_step

# Views of libraries, which cannot carry a mark of ours. The API checks its own doors, by token.
LIBRARIES = {"allauth.account.views": "public", "ninja.operation": "public", "ninja.openapi.views": "public"}


def rule_of(view: Callable[..., Any]) -> str | None:
    """The declared rule of a view, or None."""
    while isinstance(view, partial):  # ninja's document
        view = view.func
    rule = getattr(view, "door", None)
    return rule if isinstance(rule, str) else LIBRARIES.get(view.__module__)


def led_to(user: Somebody) -> str | None:
    """The page where an account has to do something before any other opens; None: all is well."""
    if getattr(user, "first_until", None):
        return str(settings.PASSWORD_PAGE)
    return str(settings.SECOND_STEP_PAGE) if waits_for_step(user) else None


class Private:
    """Middleware: an answer to somebody who signed in is kept by no browser and no proxy: windows share machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class NoNul:
    """Middleware: NUL has no place in an address or a form, and PostgreSQL keeps it in no text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info and not request.path_info.startswith(("/api/", "/verify/")):  # they say it better
            raise Http404
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """What programs send is judged by the API, in its own words."""
        if request.path_info.startswith("/api/"):
            return
        given = (*request.GET.lists(), *request.POST.lists())
        if any("\0" in text for name, values in given for text in (name, *values)):
            raise BadRequest("NUL")


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
        if rule == "public":  # what is broken asks the database nothing
            return None
        first = led_to(request.user)
        if first and getattr(view, "early", "") != first:
            return redirect(first)
        if may_pass(rule, request.user):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
