"""Filing several items as one, and taking them back: each pressed once, however often it is sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.capabilities.services import forms
from linli.capabilities.services.pages.apply import show_check
from linli.capabilities.services.pages.joint import show
from linli.capabilities.services.pages.preparing import begin
from linli.capabilities.services.pages.verbs import raw
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.ui.once import once


@require_POST
@door("signed_in")
def file(request: HttpRequest, number: str) -> HttpResponse:
    """File a bundle's draft; wrong values lead back to the last look."""
    assert isinstance(request.user, User)
    user, body = request.user, raw(request.POST)

    def do() -> str:
        if "fit" in request.POST and (made := begin(user, number)):
            made.fit(user)
        return forms.perform_together(number, body, by=user).number

    try:
        once(request, do)
    except Problem as problem:
        made = begin(user, number) if problem.status in (409, 422) else None
        if made is None:
            raise
        return show_check(request, made, problem, problem.status)
    return redirect(reverse("services:matter", args=[number]) + "?filed=1")


@require_POST
@door("signed_in")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take back all that can be taken back."""
    assert isinstance(request.user, User)
    user, body = request.user, raw(request.POST)
    try:
        once(request, lambda: forms.withdraw_together(number, body, by=user).number)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return show(request, number, problem, problem.status)
    messages.success(request, _("Withdrawn."))
    return redirect("services:matter", number)
