"""A matter's limits in plain words: promised and by law, each where the item has it; kept, running or missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.capabilities.services.pages.life import part_gone, token_of
from linli.capabilities.services.pages.shifts import shifts, standing_still
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.states import LIVE, Outcome, State
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.kernel.ui.words import day, when

CUT_SHORT = (Outcome.WITHDRAWN, Outcome.LAPSED)  # its limits ended without anybody having kept them


@dataclass(frozen=True)
class Shown:
    """One limit: its name with its period, by when or when it ended, how much is gone (of 100), what to know of it."""

    words: str
    due: str
    part: int
    token: str
    note: str


def limits(view: View) -> list[Shown]:
    """The limits that matter to the person concerned, in the order in which they began."""
    newest = [c for c in view.clocks if c.kind == ClockKind.ACCEPT][-1:]
    clocks = [c for c in view.clocks if c.kind != ClockKind.ACCEPT or c in newest or view.late(c)]
    if view.application.outcome in CUT_SHORT:
        clocks = [c for c in clocks if view.late(c)]  # what was not missed binds nobody any more
    return [_shown(view, clock, name) for clock in clocks if (name := _name(view, clock))] + _silence(view)


def _silence(view: View) -> list[Shown]:
    """That a result is renewed if nobody decides before its end."""
    a = view.application
    if a.silent_on is None or a.state not in LIVE or view.rests_on:  # what was revoked is renewed by nobody's silence
        return []
    return [Shown(_("If nobody has decided by then, it is renewed"), day(a.silent_on), 0, "running", "")]


def _name(view: View, clock: Clock) -> str:
    if clock.kind == ClockKind.STEP:
        return _step_name(view) if clock.ended is None else ""
    if clock.kind == ClockKind.DEEMED and clock.ended is not None:
        return ""
    if clock.kind in (ClockKind.NOTICE, ClockKind.ANSWER_RATING):
        return ""  # its days are a minimum; the other is the head's own
    return {
        ClockKind.ACCEPT: _("Acceptance, promised"),
        ClockKind.DEEMED: _("If nobody answers, it counts as accepted"),
        ClockKind.CORRECTION: _("Your time to correct"),
        ClockKind.SUPPLY: _("Your time to hand in what follows"),
        ClockKind.DECIDE_PROMISED: _("Decision, promised"),
        ClockKind.DECIDE_STATUTORY: _("Decision, by law"),
        ClockKind.DELIVER: _("Delivery"),
    }[ClockKind(clock.kind)]


def _step_name(view: View) -> str:
    k, item = view.application.step_k, view.item
    limit = item.deciding.limit if k is None else item.step(item.step(k).limit_with or k).limit
    return _("This step, by law") if limit is not None and limit.by == "statute" else _("This step, promised")


def _shown(view: View, clock: Clock, name: str) -> Shown:
    told = {"limit": name, "period": period(Amount(clock.amount, clock.unit))}
    token = token_of(view, clock)
    due = when(clock.told_due)
    if clock.ended is not None and token == "done":
        due = _("ended %(when)s") % {"when": when(clock.ended)}
    elif clock.provisional or standing_still(clock):
        due = _("about %(day)s") % {"day": due}
    return Shown(_("%(limit)s: %(period)s") % told, due, part_gone(view, clock), token, " ".join(_notes(view, clock)))


def _answered_only(view: View, clock: Clock) -> bool:
    """Whether the limit for acceptance ended with another answer: a correction notice, or that it is not accepted."""
    a = view.application
    return clock.kind == ClockKind.ACCEPT and (a.state == State.CORRECTION or a.outcome == Outcome.NOT_ACCEPTED)


def _notes(view: View, clock: Clock) -> Iterator[str]:
    if view.late(clock):
        yield _("Missed. The head has been told.") if clock.ended is None else _("Missed.")
    elif clock.ended is not None and view.application.outcome not in CUT_SHORT:
        yield _("Answered in time.") if _answered_only(view, clock) else _("On time.")
    if clock.provisional and clock.ended is None:
        yield _("About, because the holidays of that year are not published yet.")
    yield from shifts(view, clock)
