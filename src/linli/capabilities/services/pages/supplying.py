"""What comes with a file: the promise and the withdrawal, at the window on a signed sheet, and papers that follow."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.capabilities.services import forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.pages.matter import show
from linli.capabilities.services.queries import detail
from linli.capabilities.services.rules import offered
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.files.doors import take
from linli.kernel.ui.once import once

DONE = {
    "promise": gettext_noop("Promised. It goes on now."),
    "supply": gettext_noop("Handed in."),
    "withdraw": gettext_noop("Withdrawn."),
}


@door("signed_in")
def following(request: HttpRequest, number: str) -> HttpResponse:
    """`do`: promise (`agreed`) or withdraw (`reason`), at the window with the signed `file`; or supply (`file-CODE`,
    `seen-CODE` or `use-CODE` of each)."""
    assert isinstance(request.user, User)
    if request.method != "POST":  # a page with what was wrong stands at this address
        return redirect("services:matter", detail(request.user, number).number)
    user, asked = request.user, request.POST.get("do", "")
    verb = asked if asked in DONE else "supply"
    application = detail(user, number).application

    def do() -> str:
        body = _supply(request, user, application) if verb == "supply" else _signed(request, user, verb)
        return forms.perform(verb, number, body, by=user).number

    try:
        once(request, do)
    except Problem as problem:
        if problem.status == 404:
            raise
        return show(request, number, problem=problem, verb=verb, status=problem.status)
    messages.success(request, _(DONE[verb]))
    return redirect("services:matter", number)


def _signed(request: HttpRequest, user: User, verb: str) -> dict[str, Any]:
    body: dict[str, Any] = {"reason": request.POST.get("reason", "")} if verb == "withdraw" else {}
    if verb == "promise" and request.POST.get("agreed"):
        body["agreed"] = True
    if upload := request.FILES.get("file"):
        body["file"] = take(user, upload).pk
    return body


def _supply(request: HttpRequest, user: User, application: Application) -> dict[str, Any]:
    papers: list[dict[str, Any]] = []
    for code in application.to_follow:
        if upload := request.FILES.get(f"file-{code}"):
            papers.append({"code": code, "file": take(user, upload).pk})
        elif f"use-{code}" in request.POST and (offer := offered(user, application).get(code)):
            papers.append(offer.given)
        elif request.POST.get(f"seen-{code}"):
            papers.append({"code": code, "seen": True})
    return {"materials": papers}
