"""The language of a request, refusals shown as pages, and who has tried too often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.access.tries import begin, judged, tried_at
from linli.kernel.api.house import caller
from linli.kernel.api.problems import Problem
from linli.kernel.ui import errors
from linli.kernel.ui.words import clock_time

LANGUAGE = "linli-language"
Handler = Callable[[HttpRequest], HttpResponse]


def language_of(request: HttpRequest) -> str:
    """A page: what was chosen, else what the browser asks for. The API: what the caller asks for."""
    chosen = request.COOKIES.get(LANGUAGE)
    if chosen in dict(settings.LANGUAGES) and not errors.is_api(request):
        return str(chosen)
    for wanted, _quality in _accepted(request):
        if wanted == "*":
            break
        try:
            return translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _accepted(request: HttpRequest) -> tuple[tuple[str, float], ...]:
    from django.utils.translation.trans_real import parse_accept_lang_header

    return parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())


class Language:
    """Middleware: activates the language before anything speaks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",) if errors.is_api(request) else ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response


class Refusals:
    """Middleware: a Problem raised below a page, or a method that it doesn't take, becomes the house's error page; the
    API answers its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return errors.no_such_method(request, response) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.refused(request, error) if isinstance(error, Problem) else None


class Tries:
    """Middleware: whoever has tried a code wrongly too often waits, whatever they try next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        what = tried_at(request.path) if request.method == "POST" else ""
        user = (caller(request) if errors.is_api(request) else request.user) if what else None
        if not isinstance(user, User):
            return self.get_response(request)
        kept = begin(user, what)
        if isinstance(kept, int):
            return errors.refused(request, _wait(kept))
        response = self.get_response(request)
        judged(kept, response.status_code)
        return response


def _wait(seconds: int) -> Problem:
    at = {"time": clock_time(clock.now() + timedelta(seconds=seconds))}
    detail = _("Please try again after %(time)s.") % at
    headers = {"Retry-After": str(seconds)}
    return Problem(429, "slow-down", _("Tried too often"), detail=detail, headers=headers)
