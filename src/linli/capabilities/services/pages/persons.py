"""Whoever comes to the window: found in one search box or written down, with all that is under way for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.capabilities.services.forms.question import question
from linli.capabilities.services.models import Application
from linli.capabilities.services.pages.numbers import of_person, unmask_form
from linli.capabilities.services.queries import catalogue, visible_to
from linli.capabilities.services.queries.joint import joints_visible_to
from linli.capabilities.services.states import OVER, Outcome, State
from linli.commons.mandates.queries import tied
from linli.commons.people.actions.persons import Twin, find, make_person
from linli.commons.people.forms import person as person_forms
from linli.commons.people.models import Person
from linli.commons.people.pages.words import about
from linli.commons.people.queries import masked_household, masked_profile, reach_of
from linli.commons.people.queries import visible_to as people_of
from linli.commons.people.rules import asked, identity_flaw
from linli.commons.people.states import Document, Gender
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden, not_found
from linli.kernel.numbers import heard
from linli.kernel.texts import initials, said
from linli.kernel.ui.views import page
from linli.kernel.ui.words import day_full

LATEST = 20
IDENTITY_LONG = 18  # a number of this length that is no right identity number was mistyped
FIELDS = ("name", "identity_number", "community", "phone", "address", "bank_card")
INSTEAD = ("document_kind", "document_number", "birth_date", "gender")  # without an identity number


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the doors let only staff in
    return request.user


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


@door("people.find")
def search(request: HttpRequest) -> HttpResponse:
    """The one search box: by POST, so that no number stands in an address; the answer is kept nowhere."""
    if request.method != "POST":
        return _private(page(request, "services/find.html", {"asked": "", "people": [], "error": "", "new": False}))
    return _private(_found(request, _user(request)))


def _found(request: HttpRequest, user: User) -> HttpResponse:
    try:
        q = person_forms.question({"q": request.POST.get("q", "").strip()})
    except Problem as problem:
        context = {"asked": "", "people": [], "error": str(problem.errors[0].message), "new": False}
        return page(request, "services/find.html", context, status=422)
    number = heard(q)
    if number and (visible_to(user).filter(number=number).exists() or joints_visible_to(user).filter(number=number)):
        return redirect("services:matter", number)
    people = find(q, user)
    if len(people) == 1:
        return redirect("services:person", people[0].pk)
    counts = _open_matters(user, people)
    rows = [(one, _known(one), counts.get(one.pk, 0)) for one in people]
    return page(request, "services/find.html", {"asked": q, "people": rows, "error": "", "new": bool(_makes(user))})


def _makes(user: User) -> Sequence[object]:
    return held(user, "people.make")


def _open_matters(user: User, people: Sequence[Person]) -> dict[int, int]:
    """How many matters of each are under way, in one query."""
    rows = visible_to(user).filter(person__in=people).exclude(state__in=OVER).values_list("person_id", flat=True)
    found = list(rows) if people else []
    return {person.pk: found.count(person.pk) for person in people}


def _known(person: Person) -> dict[str, Any]:
    place = network().place_by_id(person.community_id) if person.community_id else None
    told = {**masked_profile(person), "place": (said(place.names) or place.name) if place else ""}
    if born := told.get("birth_date"):
        told["birth_date"] = day_full(date.fromisoformat(born))
    return told


def met(request: HttpRequest, id: int) -> Person:
    """A person within reach, or found by number or written down today; else 404. Opening leaves a line."""
    user = _user(request)
    found = people_of(user).filter(pk=id).select_related("account").first()
    if found is None:
        raise not_found()
    opened(user, found.account_id, "person", str(found.pk))
    return found


@door("people.find")
def person(request: HttpRequest, id: int) -> HttpResponse:
    """Who it is, what is under way and put aside for them, and where a new matter begins."""
    return _private(_person(request, met(request, id)))


def _person(request: HttpRequest, who: Person, shown: tuple[str, str] | None = None) -> HttpResponse:
    user = _user(request)
    rows = visible_to(user).filter(person=who).order_by("-id")[:LATEST]
    matters = [_line(a) for a in rows]
    within, own = who.community_id in reach_of(user), who.account_id == user.pk or tied(user, who.pk)
    household = None if own else masked_household(who)
    context = {
        "who": who,
        "known": _known(who),
        "gender": str(Gender(known).label) if (known := masked_profile(who).get("gender")) else "",
        "numbers": of_person(who),
        "shown": shown,
        "drafts": [line for line in matters if line["draft"]],
        "matters": [line for line in matters if not line["draft"]],
        "own": own,
        "may_file": within and bool(held(user, "services.take_in")) and not own,
        "within": within,
        "household": None if household is None else [(one["name"], about(one)) for one in household],
        "may_change": bool(_makes(user)) and not own,
    }
    return page(request, "services/person.html", context)


def _line(a: Application) -> dict[str, Any]:
    """One matter in a list: what, where it stands, when."""
    words = str(Outcome(a.outcome).label) if a.outcome else str(State(a.state).label)
    if a.state == State.DRAFT and a.joint_id is not None:
        words = _("Not begun yet")
    token = {"granted": "done", None: "running"}.get(a.outcome, "ended")
    return {
        "number": a.number,
        "title": said(catalogue().version(a.version_id).name),
        "state": (token, words),
        "at": a.filed_at or a.drafted_at,
        "draft": a.state == State.DRAFT and a.joint_id is None,
    }


@require_POST
@door("people.find")
def unmask(request: HttpRequest, id: int) -> HttpResponse:
    """One number, shown once; who, which and why is kept for the auditor."""
    who = met(request, id)
    if tied(_user(request), who.pk):
        raise forbidden()
    number, reason = unmask_form(request.POST, of_person(who))
    opened(_user(request), None, "person", str(who.pk), what=f"unmask.{number.name}", reason=reason)
    return _private(_person(request, who, (number.label, number.plain)))


@door("people.make")
def new(request: HttpRequest) -> HttpResponse:
    """Write a person down. What was searched for comes along by POST."""
    given = {name: request.POST.get(name, "").strip() for name in FIELDS + INSTEAD}
    if "q" in request.POST:
        return _form(request, given | _guessed(request.POST["q"]))
    if request.method != "POST":
        return _form(request, given)
    user = _user(request)
    try:
        clean = person_forms.person({name: value for name, value in given.items() if value})
        made = make_person(clean.name, by=user, community=clean.community, known=clean.known, language=clean.language)
    except Problem as problem:
        return _form(request, given, {e.pointer.removeprefix("/"): str(e.message) for e in problem.errors}, status=422)
    except Twin as twin:
        # They were looked for by number: kept for the auditor, and met.
        find(given["identity_number"] or given["document_number"], user)
        return _form(request, given, {}, status=409, twin=twin.person)
    messages.success(request, _("%(name)s is written down.") % {"name": made.name})
    return redirect("services:person", made.pk)


def _guessed(q: str) -> dict[str, str]:
    """What was typed into the search box, where it belongs."""
    question = asked(q)
    if question.phone:
        return {"phone": question.phone}
    if question.document:
        if identity_flaw(question.document) is None:
            return {"identity_number": question.document}
        return {"document_number": question.document} if len(question.document) < IDENTITY_LONG else {}
    return {"name": question.name}


def _titles() -> dict[str, str]:
    return {
        "name": _("Name"),
        "identity_number": _("Identity number"),
        "community": _("Community"),
        "address": _("Address"),
        "phone": _("Phone"),
        "bank_card": _("Bank card"),
        "document_kind": _("Kind of document"),
        "document_number": _("Document number"),
        "birth_date": _("Date of birth"),
        "gender": _("Gender"),
    }


def _form(
    request: HttpRequest,
    given: dict[str, str],
    errors: dict[str, str] | None = None,
    status: int = 200,
    twin: Person | None = None,
) -> HttpResponse:
    places, wrong = network(), errors or {}
    reach = sorted((places.place_by_id(pk) for pk in reach_of(_user(request))), key=lambda place: place.code)
    context = {
        "given": given,
        "errors": wrong,
        "titles": _titles(),
        "instead": any(name in wrong or given.get(name) for name in INSTEAD),
        "documents": [(d.value, str(d.label)) for d in Document if d != Document.RESIDENT],
        "communities": [(place.code, said(place.names) or place.name) for place in reach if places.is_open(place)],
        "genders": [(g.value, str(g.label)) for g in Gender],
        "twin": twin,
    }
    return _private(page(request, "services/person_new.html", context, status=status))


@door("services.take_in")
def choose(request: HttpRequest, id: int) -> HttpResponse:
    """Which item: by initials or words. One that fits is opened at once."""
    who, q = met(request, id), question(request.GET.get("q", ""))
    language = get_language() or "zh-hans"
    found = [item for item in catalogue().search(q, language) if item.fileable]
    found = [*catalogue().search(q, language, bundles=True), *found]
    exact = [item for item in found if initials(item.name["zh-hans"]) == q.casefold()]
    exact = exact or [item for item in found if q and any(name.startswith(q) for name in item.name.values())]
    if q and len(exact or found) == 1:
        return redirect("services:window-new", who.pk, (exact or found)[0].code)
    return _private(page(request, "services/choose.html", {"who": who, "q": q, "items": found}))


@door("services.take_in")
def aside(request: HttpRequest) -> HttpResponse:
    """Filings put aside at this window, newest first; htmx asks for a short list beside the desk."""
    rows = (
        visible_to(request.user)
        .filter(state=State.DRAFT, joint=None)
        .exclude(channel="online")
        .select_related("person")
    )
    short = "HX-Request" in request.headers
    lines = [(_line(a), a.person.name) for a in rows.select_related("person").order_by("-id")[: 5 if short else 50]]
    return _private(page(request, "services/aside_short.html" if short else "services/aside.html", {"lines": lines}))
