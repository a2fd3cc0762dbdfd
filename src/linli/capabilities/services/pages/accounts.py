"""Who stands at the window gets an account, or a new password for it: a sheet to take home, shown once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.commons.mandates.forms.accounts import give, why_not
from linli.commons.mandates.forms.signed import served
from linli.commons.people.actions.accounts import FIRST_LASTS
from linli.commons.people.actions.residents import Handed
from linli.commons.people.actions.signing import by_phone_too
from linli.commons.people.models import Person
from linli.commons.people.queries import masked_profile
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.access.second_step import steps_of
from linli.kernel.api.problems import Problem
from linli.kernel.clock import today
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page


@door("people.make")
def account(request: HttpRequest, id: int) -> HttpResponse:
    """What they get, and the look at the identity document; then the sheet."""
    user = request.user
    assert isinstance(user, User)
    who = served(str(id), user)
    opened(user, who.account_id, "person", str(who.pk))
    wrong, status = "", 200
    if request.method == "POST":
        try:
            handed = _given(request, who, user)
        except Problem as problem:
            if problem.status in (403, 404):
                raise
            wrong, status = str(problem.detail or problem.errors[0].message), problem.status
        else:
            if handed:
                return _private(_sheet(request, who, handed))
            messages.warning(request, _("This sheet was shown already. If it is lost, print a new one."))
            return redirect("services:person", who.pk)
    context = {
        "who": who,
        "account": who.account,
        "why_not": why_not(who),
        "steps": bool(who.account and steps_of(who.account)),
        "wrong": wrong,
        "once": new_key(),
    }
    return _private(page(request, "services/person_account.html", context, status=status))


def _given(request: HttpRequest, who: Person, user: User) -> Handed | None:
    """What is handed over; None where the same form came before, for its sheet was shown."""
    found: list[Handed] = []
    raw = {"document_seen": request.POST.get("seen") == "yes", "second_step_lost": "lost" in request.POST}

    def do() -> str:
        found.append(give(str(who.pk), raw, by=user))
        return str(who.pk)

    once(request, do)
    return found[0] if found else None


def _sheet(request: HttpRequest, who: Person, handed: Handed) -> HttpResponse:
    phone = masked_profile(who).get("phone") if by_phone_too(handed.account) else ""
    slip: dict[str, Any] = {"name": who.name, "account": handed.account.username, "word": handed.word, "phone": phone}
    context = {
        "slips": [slip], "address": request.build_absolute_uri("/"), "lasts": FIRST_LASTS.days, "today": today(),
        "back": reverse("services:person", args=[who.pk]),
    }  # fmt: skip
    return page(request, "staff/slips.html", context)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
