"""Who stands at the window wants to be forgotten: what becomes of each thing, the sheet to sign, and the deed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.capabilities.services.queries.fates import seen
from linli.commons.mandates.forms.signed import erase, served, unsigned, window_of
from linli.commons.mandates.queries import guardianships
from linli.commons.mandates.rules import acts_freely
from linli.commons.people.models import Person
from linli.commons.people.pages.erasing import grouped
from linli.commons.people.pages.words import kept_by_will
from linli.commons.people.queries.erasing import fates, forgettable, wishes
from linli.commons.people.states import Fate
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.files.doors import take
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page


def _met(request: HttpRequest, id: int) -> Person:
    """Who stands there; opening leaves a line. Raises Problem 404, 403."""
    assert isinstance(request.user, User)
    person = served(str(id), request.user)
    opened(request.user, person.account_id, "person", str(person.pk))
    return person


@door("people.make")
def erasing(request: HttpRequest, id: int) -> HttpResponse:
    """What would become of it; once it is signed, the deed. Never one's own, nor of whom one acts for."""
    who, user = _met(request, id), request.user
    assert isinstance(user, User)
    wrong: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        if request.POST.get("sure") != "yes":
            wrong, status = {"sure": _("Please tick this first.")}, 422
        else:
            try:
                once(request, lambda: _erase(request, who, user))
            except Problem as problem:
                if problem.status in (403, 404):
                    raise
                wrong = {e.pointer.strip("/"): str(e.message) for e in problem.errors}
                wrong, status = wrong or {"": str(problem.detail or problem.title)}, problem.status
            else:
                messages.success(request, _("Done. What is left stands here, with the reason."))
                return redirect("services:person-erase", who.pk)
    context = _told(who, user) | {"wrong": wrong, "given": request.POST, "once": new_key()}
    return _private(page(request, "services/person_erase.html", context, status=status))


def _erase(request: HttpRequest, who: Person, user: User) -> str:
    upload, guardian = request.FILES.get("file"), request.POST.get("guardian", "")
    raw = {"file": take(user, upload).pk if upload else ""} | ({"guardian": guardian} if guardian else {})
    erase(str(who.pk), raw, by=user)
    return str(who.pk)


def _told(who: Person, user: User) -> dict[str, Any]:
    """What becomes of what is held: named as far as this worker sees it, counted whole."""
    lines = fates(who)
    unit = network().unit_by_id(window_of(user, who).unit_id)
    forgotten = kept_by_will(forgettable(who, lines))
    return {
        "who": who,
        "groups": grouped(lines, seen(user, lines)),
        "forgotten": forgotten,
        "can": forgotten or any(line.fate != Fate.KEPT and not line.done for line in lines),
        "ward": not acts_freely(who),
        "guardians": list(guardianships(who.pk)),
        "unsigned": unsigned(who),
        "wishes": wishes(who),
        "station": said(unit.names) or unit.name,
    }


@door("people.make")
def sheet(request: HttpRequest, id: int) -> HttpResponse:
    """The same on paper, to be signed; `large=1` in large letters."""
    who, user = _met(request, id), request.user
    assert isinstance(user, User)
    context = _told(who, user) | {"large": request.GET.get("large") == "1"}
    return _private(page(request, "services/print_erase.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
