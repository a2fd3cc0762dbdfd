"""The resident's own matters: the list, what the home page shows of them, and a matter's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.capabilities.services.pages import rating
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.apply import show_check
from linli.capabilities.services.pages.decided import ending, revocation
from linli.capabilities.services.pages.following import following
from linli.capabilities.services.pages.given import Paper, spared
from linli.capabilities.services.pages.joint import together
from linli.capabilities.services.pages.life import life
from linli.capabilities.services.pages.limits import limits
from linli.capabilities.services.pages.listed import Listed, listed
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.pages.preparing import OPEN, Preparing
from linli.capabilities.services.pages.prints import printable
from linli.capabilities.services.queries import View, mine
from linli.capabilities.services.queries.joint import whole
from linli.capabilities.services.queries.offers import told_to
from linli.capabilities.services.queries.spared import spared as spared_in
from linli.capabilities.services.queries.spared import spared_since
from linli.capabilities.services.rules import Standing, allowed
from linli.capabilities.services.states import OVER, State
from linli.commons.people.queries import met
from linli.commons.places.queries import network
from linli.commons.ratings.states import Level
from linli.kernel import clock as civic
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.paging import page as one_page
from linli.kernel.api.problems import Problem
from linli.kernel.texts import said
from linli.kernel.ui.home import Row
from linli.kernel.ui.once import new_key
from linli.kernel.ui.views import page

HOME = 20  # rows of the home page


@door("signed_in")
def matters(request: HttpRequest) -> HttpResponse:
    """One's own matters, newest first; `show=open` leaves out those that are over."""
    assert isinstance(request.user, User)
    show = "open" if request.GET.get("show") == "open" else ""
    rows = whole(mine(request.user), request.user, under_way=bool(show))
    found, mark = one_page(rows, request.GET.get("cursor", ""))
    query = request.GET.copy()
    query["cursor"] = mark
    context = {
        "rows": listed(found, request.user),
        "me": request.user.pk,
        "show": show,
        "more": f"{request.path}?{query.urlencode()}" if mark else None,
        "first": "cursor" not in request.GET,
        "spared": spared(spared_since(request.user, _new_year())) if found and "cursor" not in request.GET else "",
    }
    return page(request, "services/matters.html", context)


def _new_year() -> datetime:
    return civic.local(civic.now()).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def home_rows(user: User) -> list[Row]:
    """What the home page shows: what waits for the resident, then what is under way, newest first."""
    shown = listed(list(whole(mine(user), user, under_way=True)[:HOME]), user)
    return sorted((_row(one, user) for one in shown), key=lambda row: not row.waits)


def _row(one: Listed, user: User) -> Row:
    name = one.name
    if one.person.account_id != user.pk:
        name = _("For %(name)s: %(words)s") % {"name": one.person.name, "words": name}
    return Row(name, one.href, one.next.line, (one.next.token, one.next.words), waits=one.next.waits)


def show(
    request: HttpRequest, view: View, problem: Problem | None, verb: str, given: dict[str, Any], status: int
) -> HttpResponse:
    """The matter of the person concerned; a draft is gone on with where it stopped."""
    assert isinstance(request.user, User)
    met(request.user, view.application.person)
    if view.application.state in OPEN and verb in ("submit", "resubmit"):
        return show_check(request, Preparing(view, request.user), problem, status)
    if view.application.state == State.DRAFT:
        return _resume(view)
    made = Preparing(view) if view.application.state == State.CORRECTION else None
    can, prints = allowed(request.user, view.application, view), printable(view)
    context = {
        **_first(view, request.user),
        "moments": life(view),
        "limits": limits(view),
        "papers": _papers(view, request.user),
        "marks": made.marks() if made else [],
        "note": made.note if made else "",
        "ending": ending(view),
        "revocation": revocation(view),
        "can": can,
        "following": following(view, can, request.user),
        "station": station(view),
        "prints": prints,
        "papered": {sheet.kind: sheet.heading for sheet in prints},
        "rating": rating.rating(view),
        "rate_until": rating.until(view, can),
        "levels": list(Level),
        "board": _board(view),
        "spared": spared(spared_in(view)) if view.application.state in OVER else "",
        "problem": problem,
        "verb": verb,
        "given": given,
        "once": new_key(),
    }
    return page(request, "services/mine.html", context, status=status)


def _first(view: View, user: User) -> dict[str, Any]:
    """What it is, whose, when it came in and of what it is a part, and what happens next."""
    a = view.application
    whose = a.person.name if user.pk != a.person.account_id else ""
    return {"view": view, "whose": whose, "filed": words.filed(a), "together": together(a), "next": coming(view)}


def _resume(view: View) -> HttpResponse:
    """To the first group in which something is missing or wrong; when nothing is, to the last look."""
    made = Preparing(view)
    names = {error.pointer.split("/")[2] for error in made.wrong() if error.pointer.startswith("/answers/")}
    begun = set((view.draft or {}).get("answers", {})) - set(made.known())
    for index in made.groups():
        if names & set(made.names(index)) or not begun:
            return redirect("services:fill", made.number, index)
    return redirect("services:papers" if made.materials else "services:check", made.number)


def _papers(view: View, user: User) -> list[Paper]:
    private = Standing(user, view.application, view).mandated
    given = {paper["code"]: paper for paper in (view.papers if private else told_to(user, view.papers))}
    return [Paper(material, given.get(material.code), private=private) for material in view.asked]


@dataclass(frozen=True)
class Station:
    """Whom to ask."""

    name: str
    address: str
    today: str
    note: str


def station(view: View) -> Station:
    """The station that took the matter in, with its hours today."""
    unit = network().unit_by_id(view.application.taken_in_by_id)
    note = said(unit.hours_assumed) if unit.hours_assumed else ""
    return Station(words.name(unit), unit.address, words.hours(unit, civic.today()), note)


def _board(view: View) -> str:
    """The code of the community on whose board the public notice hangs now; "" when none does."""
    k = view.application.step_k
    if k is None or view.item.step(k).kind != "notice":
        return ""
    return str(network().place_by_id(view.application.community_id).code)
