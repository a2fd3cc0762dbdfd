"""Public pages that have not changed answer 304 after one query."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language

import linli
from linli.kernel import clock
from linli.kernel.database.generation import generation
from linli.kernel.ui.context import is_elder, theme

View = Callable[..., HttpResponse]
OWN = (settings.SESSION_COOKIE_NAME, "messages")  # with these a page may speak to somebody in particular


def unchanged(view: View) -> View:
    """The page depends only on its address, the generation, the day, how it is read, and what is installed.

    Whoever is signed in gets it made anew, never kept by anybody on the way.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or any(name in request.COOKIES for name in OWN):
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            return response
        etag = quote_etag(_tag(request))
        kept = get_conditional_response(request, etag=etag)
        response = kept or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            patch_cache_control(response, public=True, no_cache=True)
        return response

    return answer


def _tag(request: HttpRequest) -> str:
    parts = (
        request.get_full_path(),
        request.get_host(),
        generation(),
        clock.today(),
        clock.offset(),
        get_language(),
        is_elder(request),
        theme(request),
        _installed(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@cache
def _installed() -> str:
    """What templates, texts, styles and code are on this disk: they change with an update only."""
    seen = hashlib.sha256()
    for file in sorted(Path(linli.__file__).parent.rglob("*")):
        if file.suffix in (".html", ".mo", ".css", ".js", ".svg", ".py"):
            seen.update(f"{file}{file.stat().st_mtime_ns}".encode())
    return seen.hexdigest()
