"""The window's side: what a parent asks is checked, and who acts for whom is written down with the signed letter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.commons.duties.models import Duty
from linli.commons.mandates import actions, forms
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.pages.shown import OPEN_FIRST, shown
from linli.commons.mandates.queries import covered, detail, words
from linli.commons.mandates.rules import may_check, reads, window
from linli.commons.mandates.states import GROUNDS, Ground, State
from linli.commons.people.actions.persons import find
from linli.commons.people.models import Person
from linli.commons.people.queries import visible_to as people_of
from linli.commons.people.rules import asked, compact
from linli.kernel import clock
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, not_found, wrong
from linli.kernel.files.doors import served
from linli.kernel.files.doors import take as take_file
from linli.kernel.forms.kinds import check_date
from linli.kernel.texts import fold, mask, said
from linli.kernel.ui import hooks
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

TO_COMPARE = gettext_lazy("To compare it with the paper")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the doors let only accounts in
    return request.user


def _asking(mandate: Mandate, user: User) -> dict[str, Any]:
    """What a parent asks: who, for which child, with which paper; and whether this user checks it."""
    said_of = words([mandate]).get(mandate.pk, {})
    own = mandate.agent is not None and mandate.agent.account_id == user.pk
    return {
        "one": mandate,
        "child": said_of.get("name", "") or (mandate.principal.name if mandate.principal else ""),
        "number": mask("identity", said_of["identity_number"]) if "identity_number" in said_of else "",
        "reason": said_of.get("reason", ""),
        "ground": str(mandate.get_ground_display()),
        "may_check": may_check(user, mandate),
        "own": own,
        "once": new_key(),
    }


def panel(duty: Duty, user: User) -> tuple[str, dict[str, Any]]:
    """What the desk's reading pane shows of an asking."""
    mandate = detail(user, duty.subject_id)
    opened(user, mandate.agent.account_id if mandate.agent else None, "mandate", duty.subject_id)
    return "mandates/asking.html", _asking(mandate, user) | {"wrong": {}}


@door("signed_in")
def one(request: HttpRequest, id: str) -> HttpResponse:
    """An asking as a page, for the window; whom it concerns is led to their own page."""
    user = _user(request)
    mandate = detail(user, id)
    if window(user, mandate) is None:
        return redirect("mandates:mine")
    opened(user, mandate.agent.account_id if mandate.agent else None, "mandate", id)
    return page(request, "mandates/one.html", _asking(mandate, user) | {"wrong": {}})


@door("signed_in")
def paper(request: HttpRequest, id: str) -> HttpResponse:
    """What was shown for it, for whoever sees it."""
    user = _user(request)
    mandate = detail(user, id)
    if mandate.evidence is None or not reads(user, mandate):
        raise not_found()
    if mandate.evidence.owner_id == user.pk:  # for everybody else the file's own door leaves the line
        opened(user, mandate.agent.account_id if mandate.agent else None, "mandate", id)
    return served(mandate.evidence, user)


@require_POST
@door("mandates.record")
def check(request: HttpRequest, id: str) -> HttpResponse:
    """Confirmed, or not and why."""
    user = _user(request)
    mandate, confirmed = detail(user, id), request.POST.get("do") == "confirm"

    def do() -> str:
        if confirmed:
            actions.confirm(id, by=user)
        else:
            raw = {"reason": request.POST.get("reason", "")}
            actions.refuse(id, by=user, reason=forms.reason(raw, required=True))
        return id

    try:
        once(request, do)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        told = [str(error.message) for error in problem.errors] or [f"{problem.title} {problem.detail}"]
        context = _asking(mandate, user) | {"wrong": {"reason": " ".join(told)}}
        return page(request, "mandates/one.html", context, status=problem.status)
    messages.success(request, _("Confirmed.") if confirmed else _("Not confirmed; the parent is told why."))
    return redirect("duties:desk")


@require_POST
@door("mandates.record")
def unmask(request: HttpRequest, id: str) -> HttpResponse:
    """The child's number in full, once, to be compared with the paper."""
    user = _user(request)
    mandate, number = forms.unmasked(id, {"reason": str(TO_COMPARE)}, by=user)
    return page(request, "mandates/one.html", _asking(mandate, user) | {"wrong": {}, "number": number, "full": True})


@door("mandates.record")
def of_person(request: HttpRequest, id: int) -> HttpResponse:
    """Who acts for a person; the letter to sign; and what was signed or shown, written down."""
    user = _user(request)
    person = people_of(user).filter(pk=id).first()
    if person is None:
        raise not_found()
    opened(user, person.account_id, "person", str(person.pk))
    names = ("agent_name", "agent_number", "ground", "until", "scope")
    given: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in names}
    given["ticked"] = request.POST.getlist("items")
    given["items"] = forms.chosen(given["scope"], given["ticked"])
    wrong_at: dict[str, str] = {}
    status = 200
    if request.method == "POST" and request.POST.get("do") == "letter":
        wrong_at = _unwritten(given)
        if not wrong_at:
            return _letter(request, person, given)
        status = 422
    elif request.method == "POST":
        try:
            once(request, lambda: _record(request, user, person, given))
        except Problem as problem:
            wrong_at = {e.pointer.split("/")[1]: str(e.message) for e in problem.errors}
            wrong_at = wrong_at or {"": f"{problem.title} {problem.detail}"}
            status = problem.status
        else:
            messages.success(request, _("Written down."))
            return redirect("mandates:of", person.pk)
    return page(request, "mandates/of.html", _of(person, user, given, wrong_at), status=status)


def _of(person: Person, user: User, given: dict[str, Any], wrong_at: dict[str, str]) -> dict[str, Any]:
    rows = Mandate.objects.select_related("principal", "agent").filter(principal=person).exclude(state=State.OFFERED)
    grounds = [ground for kind in GROUNDS.values() for ground in kind if ground != Ground.SELF]
    today = clock.today()
    return {
        "who": person,
        "acting": shown(list(rows.order_by(OPEN_FIRST, "-id")[:50]), user, acting=False),
        "grounds": [(str(ground), str(ground.label)) for ground in sorted(grounds, key=lambda g: g != Ground.WRITTEN)],
        "items": [(code, said(name)) for code, name in covered().items()],
        "first": today.isoformat(),
        "last": (today + forms.LONGEST).isoformat(),
        "own": person.account_id == user.pk,
        "given": given,
        "wrong": wrong_at,
        "back": reverse(hooks.person(), args=[person.pk]) if hooks.person() else "",
        "once": new_key(),
    }


def _record(request: HttpRequest, user: User, person: Person, given: dict[str, Any]) -> str:
    agent = _agent(user, given["agent_name"], given["agent_number"])
    upload = request.FILES.get("file")
    raw: dict[str, Any] = {
        "principal": str(person.pk), "agent": str(agent.pk), "ground": given["ground"], "items": given["items"],
        "until": given["until"], "file": take_file(user, upload).pk if upload else "",
    }  # fmt: skip
    if given["ground"] != Ground.WRITTEN:
        raw["items"] = []
    return str(forms.record(raw, by=user).pk)


def _agent(user: User, name: str, number: str) -> Person:
    """Who is to act, found by their own document's or telephone's number, and of this name. Raises Problem 422."""
    question = asked(compact(number))
    found = find(number, user) if question.document or question.phone else []
    fitting = [one for one in found if fold(one.name).replace(" ", "") == fold(name).replace(" ", "")]
    if len(fitting) != 1:
        told = _("Nobody of this name and number is known. Find them, or write them down first.")
        raise wrong([Wrong("/agent", "choice", told)])
    return fitting[0]


def _unwritten(given: dict[str, Any]) -> dict[str, str]:
    """What a letter must say before it is signed (民法典 165): who, in what, until when."""
    found = {}
    if not given["agent_name"]:
        found["agent"] = _("Please fill this in.")
    if given["items"] == [""]:
        found["items"] = str(forms.UNCLEAR)
    if not given["until"] or check_date(given["until"]):
        found["until"] = _("Please enter a date like 2026-06-08.")
    return found


def _letter(request: HttpRequest, person: Person, given: dict[str, Any]) -> HttpResponse:
    """The letter of authority, to be signed: who, in what, until when (民法典 165)."""
    names = covered()
    context = {
        "who": person,
        "given": given,
        "until": date.fromisoformat(given["until"]),
        "about": [said(names[code]) for code in given["items"] if code in names],
        "today": clock.today(),
        "large": request.GET.get("large") == "1",
    }
    return page(request, "mandates/letter.html", context)
