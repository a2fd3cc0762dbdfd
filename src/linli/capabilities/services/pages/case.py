"""A matter on staff's screen: facts, limits, papers and life on the left; on the right the one thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.capabilities.services import actions
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages import window
from linli.capabilities.services.pages.acts import acts
from linli.capabilities.services.pages.case_life import life, limits
from linli.capabilities.services.pages.decided import ending
from linli.capabilities.services.pages.mine import Paper
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.pages.numbers import numbers, unmask_form
from linli.capabilities.services.pages.prints import printable
from linli.capabilities.services.pages.telling import telling
from linli.capabilities.services.queries import View, detail, ref
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.rules.applications import Standing
from linli.capabilities.services.states import OVER, Channel, Means, State
from linli.commons.duties.models import Duty
from linli.commons.duties.queries import open_duties
from linli.commons.duties.states import DutyKind
from linli.commons.people.queries import masked_profile
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.forms import Said, summary
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import back, page


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
    asked = verb or request.GET.get("do", "")
    context = _facts(view, request.user) | {
        "can": can,
        "acts": acts(view, can, request.user, problem=problem, verb=asked, given=given),
        "problem": problem,
        "shown": shown,
        "answers": _answers(view),
        "numbers": numbers(view),
        "moments": life(view),
        "prints": printable(view),
        "ending": ending(view),
        "once": new_key(),
        "next_page": "",
        "correct": "resubmit" in can,
    }
    response = page(request, "services/case.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


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
    more = {
        "acts": acts(view, can, user) if duty.kind != DutyKind.LATE else [],
        "once": new_key(),
        "next_page": here,
        "own": owner == user.pk,
        "last": _last_words(view),
        "numbers": numbers(view),
        "correct": "resubmit" in can,
    }
    return "services/panel.html", _facts(view, user) | more


def _facts(view: View, user: User) -> dict[str, Any]:
    """What the page and the pane both show."""
    a = view.application
    given = {paper["code"]: paper for paper in view.papers}
    papers = [Paper(material, given.get(material.code)) for material in view.item.materials]
    return {
        "view": view,
        "a": a,
        "who": _who(view, user),
        "state_words": _state(view),
        "limits": limits(view),
        "papers": papers,
        "missing": set(view.missing),
        "channel": str(Channel(a.channel).label),
        "handed_in_by": view.filing.get("handed_in_by", ""),
        "station": words.unit(a.taken_in_by_id),
        "waits": _waits(view),
        "telling": telling(view, user),
        "today": civic.today(),
    }


def _who(view: View, user: User) -> Who:
    person = view.application.person
    known = masked_profile(person)
    age = _age(known.get("birth_date", ""))
    place = network().place_by_id(view.application.community_id)
    href = f"/people/{person.pk}" if held(user, "people.find") else ""
    return Who(person.name, age, said(place.names) or place.name, href)


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
    if a.state == State.REVIEW and a.step_k is not None:
        told = {"step": said(item.step(a.step_k).name), "k": a.step_k, "n": len(item.steps) + 1}
        return "running", _("%(step)s %(k)d/%(n)d") % told
    if a.state in (State.DECIDED, *OVER):
        return ("done" if a.outcome == "granted" else "ended"), str(a.get_outcome_display())
    token = "waiting" if a.state == State.CORRECTION else "running"
    return token, str(State(a.state).label)


def _waits(view: View) -> str:
    """For whom it waits, where the reader has nothing to do."""
    if view.application.state == State.CORRECTION:
        return _("It waits for the resident's correction.")
    return coming(view).big


def _answers(view: View) -> list[tuple[str, list[Said]]]:
    """What was filed, group by group, sensitive answers masked."""
    answers, form = view.filing.get("answers", {}), view.item.form
    groups = [(said(group["title"]), summary(form, answers, group["fields"])) for group in form.groups]
    return [group for group in groups if group[1]]


def _last_words(view: View) -> str:
    """What the desk before said: why it was sent back, or its opinion."""
    entry = view.last("services.SentBack", "services.StepCompleted", "services.ApplicationResubmitted")
    told = view.said(entry) if entry else {}
    return str(told.get("reason") or told.get("opinion") or "")


@require_POST
@door("staff")
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """One number of the person's, shown once; who, which and why is kept for the auditor."""
    assert isinstance(request.user, User)
    view = detail(request.user, number)
    if view.application.person.account_id == request.user.pk:
        raise forbidden()
    key, reason = unmask_form(request.POST, numbers(view))
    opened(request.user, None, "application", number, what=f"unmask.{key.name}", reason=reason)
    return show(request, view, None, "", {}, 200, shown=(key.label, key.plain))


@require_POST
@door("services.take_in")
def told(request: HttpRequest, number: str) -> HttpResponse:
    """A person without an account was told, by phone or otherwise: a delivery of what had to be told."""
    assert isinstance(request.user, User)
    user, view = request.user, detail(request.user, number)
    if Standing(user, view.application, view).party:
        raise forbidden()
    means, on, note = _telling_form(request)
    duty = open_duties(ref(number)).filter(kind=DutyKind.TELL).first()
    if duty is None:
        raise Problem(409, "told", _("There is nothing to be told, or somebody has told it meanwhile."))
    once(request, lambda: actions.told(duty.pk, by=user, means=means, on=on, note=note).number)
    messages.success(request, _("Kept: the resident was told."))
    return redirect(back(request, request.POST.get("next", ""), f"/matters/{number}"))


def _telling_form(request: HttpRequest) -> tuple[str, date, str]:
    reading = Reading({name: request.POST[name] for name in ("means", "on", "note") if name in request.POST})
    means = reading.choice("means", [m for m in Means.values if m != Means.ONLINE], required=True)
    note, text, on = reading.text("note", longest=500), reading.text("on", required=True, longest=10), None
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = civic.today()
        reading.flaw("/on", "date", _("Please enter a date."))
    if on > civic.today():
        reading.flaw("/on", "date", _("This day has not come yet."))
    reading.finish()
    return means, on, note
