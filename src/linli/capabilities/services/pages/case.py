"""A matter on staff's screen: facts, limits, papers and life on the left; on the right the one thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.capabilities.services.pages import following, rating, window
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.acts import acts
from linli.capabilities.services.pages.case_life import Limit, before, helped, life, limits, on_it
from linli.capabilities.services.pages.decided import ending, revocation
from linli.capabilities.services.pages.given import Paper
from linli.capabilities.services.pages.heading import heading, lived, overtaken, see_to_it
from linli.capabilities.services.pages.joint import together
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.pages.numbers import answered, numbers, unmask_form
from linli.capabilities.services.pages.objecting import objections, objectors
from linli.capabilities.services.pages.prints import printable
from linli.capabilities.services.pages.telling import telling
from linli.capabilities.services.queries import View, detail, open_at_home
from linli.capabilities.services.queries.detail import twin_of
from linli.capabilities.services.queries.offers import over, told_to
from linli.capabilities.services.queries.presence import in_person
from linli.capabilities.services.queries.seeing import heard
from linli.capabilities.services.queries.urgent import asked_at_once, waits
from linli.capabilities.services.rules import allowed, unpromised, why_not
from linli.capabilities.services.rules.standing import Standing
from linli.capabilities.services.states import LIVE, OVER, Channel, Outcome, State
from linli.commons.calendar.rules.telling import said_left
from linli.commons.duties.models import Duty
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.people.queries import masked_profile
from linli.commons.places.models import Place
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.forms import Said
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key
from linli.kernel.ui.views import page

RATING_DUTIES = (DutyKind.ANSWER_RATING, DutyKind.CALL_BACK, DutyKind.APPEAL)


@dataclass(frozen=True)
class Who:
    """The person concerned, as staff see them."""

    name: str
    age: str
    place: str
    href: str


def show(
    request: HttpRequest,
    view: View,
    problem: Problem | None,
    verb: str,
    given: dict[str, Any],
    status: int,
    shown: tuple[str, str] | None = None,
) -> HttpResponse:
    """The whole matter. `problem`: why `verb` was refused just now; `shown`: a number, and its name, unmasked once."""
    assert isinstance(request.user, User)
    can = allowed(request.user, view.application, view)
    offered = acts(view, can, request.user, problem=problem, verb=verb or request.GET.get("do", ""), given=given)
    todo = heading(view, offered, can)
    context = _facts(view, request.user) | _told(view) | {"verb": verb, "given": given}
    context |= {
        "can": can,
        "acts": offered,
        "heading": todo,
        "problem": problem,
        "overtaken": overtaken(view, verb, given, problem) if problem else None,
        "shown": shown,
        "answers": _answers(view),
        "objections": objections(view, can),
        "objectors": objectors(view, request.user),
        "numbers": numbers(view),
        "once": new_key(),
        "next_page": "",
        "correct": "resubmit" in can,
        "following": following.following(view, can, request.user),
        "see_to_it": see_to_it(view, request.user),
        "board": _place(view).code if view.clock(ClockKind.NOTICE) else "",
        "last": before(view) if todo and view.application.outcome is None else None,
        "rated": rating.rated(view),
        "at_home": _at_home(view, request.user) if "accept" in can else None,
        "hindered": _hindered(view, request.user, can),
    }
    response = page(request, "services/case.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _at_home(view: View, user: User) -> str | None:
    return open_at_home(user, view.application.person, view.item, view.filing.get("answers", {}))


def _told(view: View) -> dict[str, Any]:
    """What has happened, and what there is of it on paper."""
    prints, how = printable(view), {"ending": ending(view), "revocation": revocation(view)}
    return {"moments": life(view), "prints": prints, "together": together(view.application), **how}


def resume(request: HttpRequest, view: View) -> HttpResponse:
    """A filing that was put aside at the window is taken up again."""
    return window.resumed(request, view)


def panel(duty: Duty, user: User) -> tuple[str, dict[str, Any]]:
    """What the desk's reading pane shows of a matter. Leaves a line for the auditor, as the whole page does."""
    view = detail(user, duty.subject_id)
    owner = view.application.person.account_id
    can = allowed(user, view.application, view)
    opened(user, owner, "application", view.number)
    here = "/desk/"
    first = asked_at_once(view.item, view.filing.get("answers", {})) if "help-first" in can else []
    more = {
        "acts": acts(view, can, user) if duty.kind != DutyKind.LATE else [],
        "once": new_key(),
        "next_page": here,
        "own": Standing(user, view.application, view).tied,
        "last": before(view) if duty.kind not in RATING_DUTIES else None,
        "rated": rating.rated(view) if duty.kind in RATING_DUTIES else None,
        "see_to_it": on_it(lived(view, duty.subject_kind)) if duty.kind == DutyKind.LATE else "",
        "objections": objections(view, can),
        "objectors": objectors(view, user) if duty.kind == DutyKind.CALL_OBJECTOR else [],
        "numbers": numbers(view),
        "correct": "resubmit" in can,
        "hindered": _hindered(view, user, can),
        "helped": helped(view),
        "first": answered(view.item, view.filing, first) if first else [],
    }
    return "services/panel.html", _facts(view, user) | more


def _facts(view: View, user: User) -> dict[str, Any]:
    """What the page and the pane both show."""
    a = view.application
    given = {paper["code"]: paper for paper in told_to(user, view.papers)}
    gone = over(view.item, view.papers, a.person) if a.outcome is None else set()
    papers = [Paper(m, given.get(m.code), m.code in gone) for m in view.asked]
    shown_limits = limits(view)
    return {
        "view": view,
        "a": a,
        "who": _who(view, user),
        "state_words": _state(view),
        "limits": shown_limits,
        "left": _left(view, shown_limits),
        "papers": papers,
        "missing": set(view.missing),
        "channel": str(Channel(a.channel).label),
        "filed": words.filed(a) if a.filed_at else "",
        "agent": a.agent.name if a.agent and a.agent in heard(a) else "",
        "handed_in_by": view.filing.get("handed_in_by", ""),
        "station": words.unit(a.taken_in_by_id),
        "waits": _waits(view),
        "urgent": waits(a),
        "telling": telling(view, user),
        "twin": twin_of(view, user),
        "unseen": a.state in LIVE and bool(in_person(view)),
        "today": civic.today(),
    }


def _left(view: View, shown: Sequence[Limit]) -> tuple[str, str] | None:
    """How long until the first limit that runs, as the desk says it: words, token."""
    running = next((clock for _words, clock, *_rest in shown if clock.ended is None), None)
    if (
        running is None
        or view.application.procedure
        or unpromised(view.application)
        or (running.kind == ClockKind.NOTICE and running.due_at <= view.now)
    ):
        return None
    return said_left(view.now, running.due_at, provisional=running.provisional)


def _who(view: View, user: User) -> Who:
    person = view.application.person
    known = masked_profile(person)
    age = _age(known.get("birth_date", ""))
    place = _place(view)
    href = f"/people/{person.pk}" if held(user, "people.find") else ""
    return Who(person.name, age, said(place.names) or place.name, href)


def _place(view: View) -> Place:
    return network().place_by_id(view.application.community_id)


def _age(born: str) -> str:
    """Years, as of today."""
    if not born:
        return ""
    day, today = date.fromisoformat(born), civic.today()
    years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return _("aged %(n)d") % {"n": years}


def _state(view: View) -> tuple[str, str]:
    """Token and words of where it stands."""
    a, item = view.application, view.item
    if a.procedure:
        return "waiting", _("Time stands still")
    if unpromised(a):
        return "waiting", _("Waiting for the promise")
    if a.state == State.REVIEW and a.step_k is not None:
        told = {"step": said(item.step(a.step_k).name), "k": a.step_k, "n": len(item.steps) + 1}
        return "running", _("%(step)s %(k)d/%(n)d") % told
    if a.outcome == Outcome.GRANTED and a.result.revoked is not None:
        return "ended", _("Revoked")
    if a.state in (State.DECIDED, *OVER):
        return ("done" if a.outcome == "granted" else "ended"), str(a.get_outcome_display())
    token = "waiting" if a.state == State.CORRECTION else "running"
    return token, str(State(a.state).label)


def _waits(view: View) -> str:
    """For whom it waits, where the reader has nothing to do."""
    if view.application.state == State.CORRECTION:
        return _("It waits for the resident's correction.")
    if view.application.outcome == Outcome.WITHDRAWN:
        return _("The resident withdrew it.")
    if view.application.to_follow and view.application.state == State.REVIEW:
        return following.waits(view)
    return coming(view).big


def _answers(view: View) -> list[tuple[str, list[Said]]]:
    """What was filed, group by group, sensitive answers masked."""
    form = view.item.form
    about = {name for name, path in form.known.items() if path == "profile.name"}  # the form calls it "About you"
    groups = [
        (
            _("Applicant") if about & set(group["fields"]) else said(group["title"]),
            answered(view.item, view.filing, group["fields"]),
        )
        for group in form.groups
    ]
    return [group for group in groups if group[1]]


def _hindered(view: View, user: User, can: Sequence[str]) -> str:
    """Why it can't be granted yet, for who decides on it."""
    standing = Standing(user, view.application, view)
    if "grant" in can or view.application.procedure or not standing.all_complete or standing.deciding_post is None:
        return ""
    return why_not("grant", standing)


@require_POST
@door("staff")
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """One number of the person's, shown once; who, which and why is kept for the auditor."""
    assert isinstance(request.user, User)
    view = detail(request.user, number)
    if Standing(request.user, view.application, view).tied:
        raise forbidden()
    can = allowed(request.user, view.application, view)
    offered = [*numbers(view), *(one.phone for one in objections(view, can))]
    offered += [one.phone for one in objectors(view, request.user) if not one.told]
    key, reason = unmask_form(request.POST, offered)
    opened(request.user, None, "application", number, what=f"unmask.{key.name}", reason=reason)
    return show(request, view, None, "", {}, 200, shown=(key.label, key.plain))
