"""What anybody may ask of a printed decision: who issued it, when, and whether it still holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.capabilities.services.pages.decided import readable
from linli.capabilities.services.queries.results import check, plain
from linli.kernel.access.doors import door
from linli.kernel.api.problems import Problem
from linli.kernel.ui.views import page

LENGTH, MOST = 16, 24


@door("public")
def ask(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in; `code` leads to its page."""
    code = plain(request.GET.get("code", ""))
    sound = code.isascii() and code.isalnum()
    if sound and len(code) == LENGTH:
        return redirect("services:verify", code)
    wrong = _("Please enter the check code.") if not code and "code" in request.GET else ""
    if code:
        wrong = _("A code has 16 letters and digits.")
    if sound and len(code) <= MOST:
        wrong = _("A check code has 16 letters and digits; you entered %(n)d.") % {"n": len(code)}
    return page(request, "services/verify.html", {"found": None, "typed": code[:MOST], "wrong": wrong})


@door("public")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What a result says of itself; nothing personal."""
    try:
        found = check(code)
    except Problem as problem:
        wrong = _("Nobody issued a paper with this code. Please compare it letter by letter.")
        context = {"found": None, "typed": plain(code)[:MOST], "wrong": wrong}
        return page(request, "services/verify.html", context, status=problem.status)
    return page(
        request, "services/verify.html", {"found": found, "typed": "", "wrong": "", "code": readable(found.code)}
    )
