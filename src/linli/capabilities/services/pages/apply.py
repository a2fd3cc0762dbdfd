"""Applying: how it begins, what is looked over before it is filed, the receipt, and throwing a draft away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.capabilities.services import actions, forms
from linli.capabilities.services.actions.desks import acceptance
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.beginning import known_at_start
from linli.capabilities.services.pages.given import Paper, resting, spared
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.pages.numbers import answered
from linli.capabilities.services.pages.preparing import Preparing, begin
from linli.capabilities.services.pages.waiting import show_waiting
from linli.capabilities.services.queries import (
    PublishedItem,
    UnknownItem,
    catalogue,
    detail,
    mine,
    open_at_home,
    open_twin,
)
from linli.capabilities.services.queries.bundle_page import how_parts_go, used_for
from linli.capabilities.services.queries.item_page import how_it_goes, places
from linli.capabilities.services.queries.offers import offers
from linli.capabilities.services.queries.situations import situations
from linli.capabilities.services.queries.spared import spared as spared_in
from linli.capabilities.services.rules import shared
from linli.capabilities.services.states import State
from linli.commons.calendar.rules import Hours, reckon
from linli.commons.mandates.queries import acting
from linli.commons.mandates.rules import is_minor
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.forms import Trouble
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door lets only accounts in
    return request.user


@door("signed_in")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """GET: who may apply, what will be needed, whether there is one already. POST: begin."""
    user = _user(request)
    try:
        item = catalogue().item(code)
    except UnknownItem:
        raise Http404 from None
    if not item.fileable:
        raise Http404
    if request.method == "POST":
        whom = request.POST.get("for", "")
        number = once(request, lambda: _begin(item, user, whom))
        return redirect("services:matter", number)
    person = person_of(user)
    resident = person is not None and person.community_id is not None and not is_minor(person)
    covering, chosen = [acts for acts in acting(user) if acts.covers(code)], request.GET.get("for", "")
    acts = next((one for one in covering if str(one.principal) == chosen), None)
    whose = acts.principal if acts else person.pk if person else None
    begun = mine(user).filter(item=code, state=State.DRAFT, person=whose)
    context = {
        "item": item,
        "resident": resident,
        "minor": person is not None and is_minor(person),
        "others": list(dict.fromkeys((acts.principal, acts.name) for acts in covering if acts.community)),
        "unplaced": list({acts.principal: acts.name for acts in covering if not acts.community}.values()),
        "chosen": chosen,
        "whose": acts.name if acts else "",
        "unfinished": begun.values_list("number", flat=True).first(),
        "twin": open_twin(whose, item.applied_for({})) if whose else None,
        "moments": how_parts_go(item) if item.parts else how_it_goes(item),
        "places": places(item),
        "situations": used_for(item) if item.parts else situations(item),
        "offers": _spared(item, person) if person and resident and not covering else {},
        "once": new_key(),
    }
    return page(request, "services/start.html", context)


def _spared(item: PublishedItem, person: Person) -> dict[str, str]:
    """The papers that the person concerned needs not bring, and on what each would rest."""
    return {code: resting(offer.noted) for code, offer in offers(item, person).items()}


def _begin(item: PublishedItem, user: User, whom: str) -> str:
    """`whom`: the id of the person for whom the user acts; "" for themselves."""
    raw: dict[str, Any] = {"item": item.code}
    person = person_of(user)
    if whom:
        raw["on_behalf_of"] = whom
        acts = next((one for one in acting(user) if str(one.principal) == whom and one.covers(item.code)), None)
        if acts is None:
            raise forbidden(_("You don't act for this person in this matter, or no longer."))
        person = Person.objects.get(pk=acts.principal)
    if person is not None:
        raw["answers"] = known_at_start(item, person)
    raw["materials"] = shared(item, raw.get("answers", {}))
    filing, _submit = forms.new(raw, user, bundle=bool(item.parts))
    return actions.draft(filing, by=user).number


@door("signed_in")
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Everything to look over, with a way to change each, and the button that files it."""
    made = begin(_user(request), number)
    return show_check(request, made) if made else redirect("services:matter", number)


def show_check(
    request: HttpRequest, made: Preparing, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    """The page to look everything over; a part that waits has its own. `problem`: why it was not taken just now."""
    if made.view.unmet:
        return show_waiting(request, made, problem, status)
    wrong = list(problem.errors) if problem and problem.errors else made.wrong()
    a = made.view.application
    context = {
        "made": made,
        "view": made.view,
        "steps": made.steps(),
        "groups": [
            (n, title, answered(made.item, made.words, made.names(n), typing=True))
            for n, title in made.groups().items()
        ],
        "papers": [
            Paper(m, made.told.get(m.code), offer=made.offers.get(m.code), private=made.mandated)
            for m in made.materials
        ],
        "troubles": [_trouble(made, error.pointer, str(error.message)) for error in wrong],
        "refused": problem,
        "missing": [made.item.material(code) for code in made.missing] if not made.correcting else [],
        "unmet": made.unmet(),
        "then": _then(made),
        "remember": words.learned(made.learnable),
        "twin": made.twin(),
        "at_home": open_at_home(_user(request), a.person, made.item, made.answers),
        "once": new_key(),
    }
    return page(request, "services/check.html", context, status=status)


def _then(made: Preparing) -> str:
    """By when the station accepts what is filed now; "" where no period is published."""
    station = network().unit_by_id(made.view.application.taken_in_by_id)
    promise = acceptance(made.item, station.pk)
    if promise is None:
        return ""
    due = reckon(civic.now(), *promise, Hours.of(station.hours))
    told = {"station": words.name(station), "when": words.by(due.at, provisional=due.provisional)}
    return _("Once you have filed it, %(station)s accepts it by %(when)s.") % told


def _trouble(made: Preparing, pointer: str, message: str) -> tuple[str, Trouble]:
    """One thing that is wrong, with the address where it is put right."""
    kind, _sep, rest = pointer.removeprefix("/").partition("/")
    if kind == "materials" and rest:
        code = list(made.papers)[int(rest.split("/")[0])]
        return made.href_paper(code), Trouble("", said(made.item.material(code).name), message)
    if kind != "answers":
        return "", Trouble("", "", message)
    from linli.kernel.forms import FieldError, troubles  # names are needed on this way only

    [told] = troubles(made.form, [FieldError(pointer.removeprefix("/answers"), "", message)])
    return made.href_field(pointer), told


@door("signed_in")
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What was filed, under which number, and what happens next by when."""
    view = detail(_user(request), number)
    if view.application.state == State.DRAFT:
        return redirect("services:matter", number)
    opened(_user(request), view.application.person.account_id, "application", number)
    told = {"spared": spared(spared_in(view)), "remembered": words.learned(view.filing.get("remembered", ()))}
    return page(request, "services/receipt.html", {"view": view, "next": coming(view), **told})


@require_POST
@door("signed_in")
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Throw a draft away, or leave out a part that waits; sent again, it leads to the same page."""
    user = _user(request)

    def run() -> str:
        joint = detail(user, number).application.joint
        actions.discard(number, by=user)
        return joint.number if joint else ""

    joint = once(request, run)
    messages.success(request, _("This part is left out.") if joint else _("The draft is gone."))
    return redirect("services:matter", joint) if joint else redirect("services:matters")
