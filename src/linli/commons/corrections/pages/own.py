"""One's own side: something kept of me, or of my ward, is wrong; what I asked, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.commons.corrections import actions, forms
from linli.commons.corrections.queries import WITH, due, terms, words
from linli.commons.corrections.queries import mine as own_rows
from linli.commons.corrections.queries.shown import shown
from linli.commons.corrections.queries.subjects import kinds, named, offered
from linli.commons.corrections.states import SEEN_AT_WINDOWS
from linli.commons.mandates.forms.signed import check, served, window_of
from linli.commons.mandates.queries import guardianships
from linli.commons.mandates.rules import acts_freely
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.people.queries.held import Holding
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.paging import page as one_page
from linli.kernel.api.problems import Problem
from linli.kernel.files.doors import take
from linli.kernel.texts import said as in_words
from linli.kernel.ui import hooks
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

FIELDS = ("id", "wrong", "right")
TEMPLATES = {"check": "corrections/check.html", "print": "corrections/print.html"}


@dataclass(frozen=True)
class Whom:
    """Of whom something is wrong. `ward`: the guardianship, "" for oneself; `name`: of somebody else; `here`: the form;
    `window`: it is written down and signed at a window."""

    user: User
    person: Person
    here: str
    home: str
    ward: str = ""
    name: str = ""
    window: bool = False

    @property
    def guarded(self) -> bool:
        """Whether a guardian speaks."""
        return bool(self.ward) or (self.window and not acts_freely(self.person))

    def names(self, held: Holding) -> bool:
        """Whether single things of this kind are shown to choose from."""
        return not self.window or held.key in SEEN_AT_WINDOWS


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door lets only accounts in
    return request.user


@door("signed_in")
def mine(request: HttpRequest) -> HttpResponse:
    """What I said is wrong, newest first, and what was answered; of my wards too."""
    user = _user(request)
    found, mark = one_page(own_rows(user).select_related(*WITH), request.GET.get("cursor", ""))
    said, until = words(found), due(found)
    person = person_of(user)
    context = {
        "requests": [shown(one, said[one.pk], until.get(one.pk), own=_is(one.person, user)) for one in found],
        "more": f"{request.path}?cursor={mark}" if mark else None,
        "first": "cursor" not in request.GET,
        "resident": person is not None and person.community_id is not None,
    }
    return page(request, "corrections/mine.html", context)


def _is(person: Person, user: User) -> bool:
    return person.account_id == user.pk


@door("signed_in")
def new(request: HttpRequest) -> HttpResponse:
    """Of oneself."""
    user = _user(request)
    person, _mandate = actions.concerned(user)
    return _new(request, Whom(user, person, reverse("my_corrections:new"), reverse("people:data")))


@door("signed_in")
def ward(request: HttpRequest, id: str) -> HttpResponse:
    """Of one's ward; `id` is the guardianship."""
    user = _user(request)
    person, _mandate = actions.concerned(user, id)
    opened(user, person.account_id, "person", str(person.pk))
    here, home = reverse("my_corrections:ward", args=[id]), reverse("mandates:ward", args=[id])
    return _new(request, Whom(user, person, here, home, id, person.name))


@door("people.make")
def window(request: HttpRequest, id: int) -> HttpResponse:
    """Of who stands at the window and has no account: written down, printed, signed."""
    user = _user(request)
    person = served(str(id), user)
    check(person)
    opened(user, person.account_id, "person", str(person.pk))
    home = reverse(hooks.person(), args=[person.pk])
    here = reverse("corrections:of", args=[person.pk])
    return _new(request, Whom(user, person, here, home, name=person.name, window=True))


def _new(request: HttpRequest, whom: Whom) -> HttpResponse:
    """What kind; then what is wrong and right; then all of it once more, and sent."""
    asked = request.POST.get("about") or request.GET.get("about", "")
    held = next((one for one in kinds(whom.guarded) if one.key == asked), None)
    if held is None:
        return page(request, "corrections/kinds.html", {"whom": whom, "kinds": kinds(whom.guarded)})
    given = {name: request.POST.get(name, "").strip() for name in FIELDS} | {"about": held.key}
    given["id"] = given["id"] or (request.GET.get("id", "") if request.method == "GET" else "")
    if not whom.names(held):
        given["id"] = ""  # its single things are not the window's to read
    raw = {"subject": {"kind": held.key, "id": given["id"]}, "wrong": given["wrong"], "right": given["right"]}
    do = request.POST.get("do", "check") if request.method == "POST" else ""
    try:
        if do == "send":
            return _sent(request, whom, raw)
        if do in ("check", "print"):
            forms.asking(raw)
            if about := named(whom.person, held.key, given["id"], whom.guarded):
                return _check(request, whom, held, given, about, template=TEMPLATES[do])
            raise Problem(422, "invalid", _("This is not kept of you here."))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        if do == "send" and whom.window and (about := named(whom.person, held.key, given["id"], whom.guarded)):
            return _check(request, whom, held, given, about, problem)
        return _form(request, whom, held, given, problem)
    return _form(request, whom, held, given)


def _sent(request: HttpRequest, whom: Whom, raw: dict[str, Any]) -> HttpResponse:
    if whom.window:
        once(request, lambda: _signed(request, whom, raw))
        messages.success(request, _("Written down. The station answers, and tells %(name)s.") % {"name": whom.name})
        return redirect(whom.home)
    more = {"ward": whom.ward} if whom.ward else {}
    once(request, lambda: str(forms.ask(raw | more, by=whom.user).pk))
    messages.success(request, _("We have it. You are told as soon as it is answered."))
    return redirect("my_corrections:list")


def _signed(request: HttpRequest, whom: Whom, raw: dict[str, Any]) -> str:
    upload, guardian = request.FILES.get("file"), request.POST.get("guardian", "")
    sheet = {"file": take(whom.user, upload).pk if upload else ""} | ({"guardian": guardian} if guardian else {})
    return str(forms.ask_signed(str(whom.person.pk), raw | sheet, by=whom.user).pk)


def _check(
    request: HttpRequest,
    whom: Whom,
    held: Holding,
    given: dict[str, str],
    about: dict[str, Any],
    problem: Problem | None = None,
    template: str = TEMPLATES["check"],
) -> HttpResponse:
    """All of it once more, on the screen or on the sheet to sign; nothing is sent yet."""
    wrong = {e.pointer.split("/")[1]: str(e.message) for e in problem.errors} if problem else {}
    context = {
        "whom": whom, "held": held, "given": given, "once": new_key(), "limit": terms(whom.person.community_id),
        "what": in_words(about["title"]) if given["id"] else "", "text": in_words(about["text"]),
        "wrong": wrong, "refused": problem if problem and not wrong else None,
    }  # fmt: skip
    if whom.window:
        unit = network().unit_by_id(window_of(whom.user, whom.person).unit_id)
        guardians = list(guardianships(whom.person.pk)) if whom.guarded else []
        context |= {"guardians": guardians, "chosen": request.POST, "station": in_words(unit.names) or unit.name}
    return page(request, template, context, status=problem.status if problem else 200)


def _form(
    request: HttpRequest, whom: Whom, held: Holding, given: dict[str, str], problem: Problem | None = None
) -> HttpResponse:
    wrong = {e.pointer.split("/")[1]: str(e.message) for e in problem.errors} if problem else {}
    context = {
        "whom": whom, "held": held, "given": given, "wrong": wrong,
        "rows": offered(held, whom.person) if whom.names(held) else [],
        "refused": problem if problem and not wrong else None,
    }  # fmt: skip
    return page(request, "corrections/new.html", context, status=problem.status if problem else 200)
