"""Pages from templates, and the door where a reader chooses language, size and colours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.ui.context import ELDER, THEME, THEMES
from linli.kernel.ui.middleware import LANGUAGE

YEAR = 365 * 24 * 3600
SIGNED_OUT = gettext_noop("You have signed out.")  # the sign-in library says it; its Chinese is ours


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """A page of ours, rendered by Jinja2."""
    return HttpResponse(render_to_string(template, context or {}, request, using="house"), status=status)


def back(request: HttpRequest, to: str, otherwise: str = "/") -> str:
    """`to` if it stays in this house, else `otherwise`: never a door to elsewhere."""
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if safe and "/" in to else otherwise  # a bare word would be taken for the name of a page


def _from_here(request: HttpRequest) -> bool:
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(said).netloc == request.get_host()


@door("public")
@csrf_exempt
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Choose `language` (zh-hans, en), `elder` (1, 0), `theme` (light, dark, empty for the device's), and go back.

    The switches stand on every public page. A token would make those pages differ at every request, so that none
    could be answered with 304; where the request comes from is checked instead.
    """
    if not _from_here(request):
        raise Problem(403, "elsewhere", _("You may not do this"))
    response = HttpResponseRedirect(back(request, request.POST.get("next", "")))
    language, elder, theme = (request.POST.get(name) for name in ("language", "elder", "theme"))
    if language in dict(settings.LANGUAGES):
        _keep(request, response, LANGUAGE, str(language))
        _remember(request, str(language))
    if elder in ("0", "1"):
        _keep(request, response, ELDER, elder)
    if theme is not None and theme in (*THEMES, ""):
        _keep(request, response, THEME, theme)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())


def _remember(request: HttpRequest, language: str) -> None:
    """Messages and the API's `Me` speak the language that the account last chose."""
    if isinstance(request.user, User) or request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).exclude(language=language).update(language=language)
