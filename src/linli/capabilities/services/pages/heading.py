"""What stands above the verbs on staff's page: what is to be done, or why what was pressed was not done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from linli.capabilities.services.pages.act import Act
from linli.capabilities.services.pages.case_life import newest, on_it
from linli.capabilities.services.pages.life import Moment
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.declarations import KIND as DECLARATION
from linli.capabilities.services.queries.declarations import declaration
from linli.capabilities.services.queries.urgent import waits
from linli.capabilities.services.rules.standing import Standing
from linli.capabilities.services.states import MOVES
from linli.commons.duties.states import ClockKind, DutyKind
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.record.timeline import Entry, timeline
from linli.kernel.texts import said
from linli.kernel.ui.words import when

KINDS = {
    "accept": DutyKind.ACCEPT,
    "grant": DutyKind.DECIDE,
    "deliver": DutyKind.DELIVER,
    "answer-objection": DutyKind.OBJECTION,
    "decide-appeal": DutyKind.APPEAL,
    "answer-rating": DutyKind.ANSWER_RATING,
    "call-rater": DutyKind.CALL_BACK,
    "check-declaration": DutyKind.SPOT_CHECK,
}
NAMES = {
    "help-first": _lazy("Help first, papers after"),
    "accept": _lazy("Accept"),
    "accept-conditionally": _lazy("Accept; papers follow"),
    "request-correction": _lazy("Ask once for what is missing"),
    "not-accept": _lazy("Not accept"),
    "complete-step": _lazy("Pass it on"),
    "send-back": _lazy("Send back"),
    "answer-objection": _lazy("Answer the objection"),
    "suspend": _lazy("Begin a special procedure"),
    "resume": _lazy("The special procedure is over"),
    "extend": _lazy("Extend the limit"),
    "grant": _lazy("Grant"),
    "refuse": _lazy("Refuse"),
    "deliver": _lazy("Record the delivery"),
    "call-rater": _lazy("Write down the call"),
    "answer-rating": _lazy("Answer the rating"),
    "appeal-rating": _lazy("Appeal against the rating"),
    "decide-appeal": _lazy("Decide on the appeal"),
    "check-declaration": _lazy("Check a declaration"),
}
WRITTEN = ("reason", "reasons", "opinion", "text", "what_was_done", "finding", "note", "right_body", "reference")


def heading(view: View, acts: Sequence[Act], can: Sequence[str]) -> str:
    """What is to be done here, in the duty's own words; "" when nothing is."""
    if waiting := hangs(view, can):
        return waiting
    if [act.verb for act in acts] == ["help-first"] and not waits(view.application):  # it can be given; nothing is owed
        acts = ()
    if not acts:
        what = _("What is to follow") if {"promise", "supply"} & {*can} else ""
        what = _("Correction") if "resubmit" in can else what
        return _("For you: %(what)s") % {"what": what} if what else ""
    if view.application.procedure:
        procedure = said(view.item.procedures[view.application.procedure].name)
        return _("For you: %(what)s") % {"what": procedure}
    if [act.verb for act in acts] == ["appeal-rating"]:  # nothing is owed any more
        return _("The rating was answered")
    kind = next((KINDS[act.verb] for act in acts if act.verb in KINDS), None)
    what = str(kind.label) if kind else _step(view)
    return _("For you: %(what)s") % {"what": what}


def _step(view: View) -> str:
    item, k = view.item, view.application.step_k or 1
    return _("%(step)s %(k)d/%(n)d") % {"step": said(item.step(k).name), "k": k, "n": len(item.steps) + 1}


def hangs(view: View, can: Sequence[str]) -> str:
    """That a public notice of this desk's runs still, and what comes after it; "" when none does."""
    clock = view.clock(ClockKind.NOTICE)
    if clock is None or "send-back" not in can or {"complete-step", "answer-objection"} & {*can}:
        return ""
    return _("The notice hangs until %(when)s. Then you pass it on.") % {"when": when(clock.due_at)}


@dataclass(frozen=True)
class Overtaken:
    """What was pressed, why not, what had happened before, and what had been written, to be copied."""

    words: str
    why: str
    moment: Moment | None
    written: list[str]


def overtaken(view: View, verb: str, given: Mapping[str, Any], problem: Problem) -> Overtaken | None:
    """Why a verb of staff could not be done: the matter had gone on meanwhile."""
    if verb not in NAMES or problem.status != 409:
        return None
    lines = [str(given[name]) for name in WRITTEN if given.get(name)]
    lines += [str(one["what"]) for one in given.get("items", ())]
    why = str(problem.detail or "") if (view.application.state, verb) in MOVES else ""
    return Overtaken(str(NAMES[verb]), why, newest(view), lines)


def see_to_it(view: View, user: User) -> str:
    """For the head, of a matter that is late: who is on it."""
    standing = Standing(user, view.application, view)
    late = any(clock.ended is None and view.late(clock) for clock in view.clocks)
    if late and standing.head_post:
        return on_it(view.entries)
    late = view.check is not None and view.late(view.check)
    return on_it(lived(view, DECLARATION)) if late and standing.checking_head else ""


def lived(view: View, kind: str) -> list[Entry]:
    """What happened to a matter, or to the check of what was declared in it."""
    return timeline(declaration(view.number)) if kind == DECLARATION else view.entries
