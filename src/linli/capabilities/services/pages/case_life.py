"""What happened to a matter as staff read it: who did it, at which unit, and what desks did among themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.pages import objecting, rating
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.life import TELLING, Moment, by_whom, part_gone, token_of
from linli.capabilities.services.pages.preparing import asked_name
from linli.capabilities.services.pages.shifts import shifts
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.rules import unpromised
from linli.capabilities.services.states import Channel, Means, State
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.people.queries import staff
from linli.commons.places.queries import network
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import joined, said
from linli.kernel.ui.words import when

Told = tuple[str, str] | tuple[str, str, str]


def life(view: View) -> list[Moment]:
    """What happened, in order, and where it lies now."""
    past = [moment for entry in view.entries if (moment := _past(view, entry))]
    now = _now(view)
    return [*past, now] if now else past


def _past(view: View, entry: Entry) -> Moment | None:
    tell = OURS.get(entry.fact) or TELLING.get(entry.fact)
    if tell is None:
        return None
    title, note, *paper = tell(view, entry, view.said(entry))
    status = "late" if entry.fact == "duties.LimitMissed" else "done"
    by = " · ".join(filter(None, (when(entry.occurred), by_whom(view, entry) or _actor(entry))))
    return Moment(title, by, status, note, paper=paper[0] if paper else "")


def newest(view: View) -> Moment | None:
    """What happened last, as the life tells it."""
    return next((moment for entry in reversed(view.entries) if (moment := _past(view, entry))), None)


@dataclass(frozen=True)
class Before:
    """What came before, under its heading; `disagrees` if it was a desk that does not agree."""

    heading: str
    moment: Moment
    disagrees: bool


def before(view: View) -> Before | None:
    """What the desk before said: why it was sent back, or its opinion; or that the resident's correction came in."""
    entry = view.last("services.SentBack", "services.StepCompleted", "services.ApplicationResubmitted")
    moment = _past(view, entry) if entry else None
    if entry is None or moment is None:
        return None
    by_resident = entry.fact == "services.ApplicationResubmitted"
    heading = _("The latest step") if by_resident else _("The desk before says")
    return Before(heading, moment, entry.payload.get("outcome") == "disagree")


def helped(view: View) -> Moment | None:
    """The help that was given first: no later desk gives it unknowingly a second time."""
    entry = view.last("services.HelpedFirst")
    return _past(view, entry) if entry else None


def on_it(entries: Sequence[Entry]) -> str:
    """Who took it up since it came to where it lies, for the head who sees to what is late."""
    for entry in reversed(entries):
        told = {"name": staff().name(entry.actor) or _("Somebody"), "when": when(entry.occurred)}
        if entry.fact == "duties.DutyTaken" and entry.payload["kind"] != DutyKind.LATE:
            return _("%(name)s took it up %(when)s and has not done it yet.") % told
        if entry.fact == "duties.DutyHandedOver" and entry.payload["kind"] != DutyKind.LATE:
            return _("%(name)s handed it over to a colleague %(when)s; it is not done yet.") % told
        if entry.fact == "duties.DutyLetGo":
            break
        if entry.fact.startswith("services.") and entry.fact != "services.ResidentTold":
            break
    return _("Nobody has taken it up yet.")


def _actor(entry: Entry) -> str:
    """The unit, and the name of whoever still holds a post."""
    if not entry.unit:
        return ""
    return " ".join(filter(None, (words.name(network().unit(entry.unit)), staff().name(entry.actor))))


def _completed(view: View, entry: Entry, told: dict[str, Any]) -> Told:
    title = said(view.item.step(entry.payload["k"]).name)
    names = [_name(username) for username in told.get("officers", ())]
    went = _("there: %(names)s") % {"names": _(", ").join(names)} if names else ""
    outcome = _("does not agree") if entry.payload["outcome"] == "disagree" else ""
    return title, " · ".join(filter(None, (outcome, told.get("opinion", ""), went)))


def _name(username: str) -> str:
    found = next((m for ms in staff().of_account.values() for m in ms if m.username == username), None)
    return found.name if found else username


def _asked(view: View, entry: Entry, told: dict[str, Any]) -> Told:
    note = TELLING["services.CorrectionRequested"](view, entry, told)[1]
    asked = [f"{asked_name(view.item, one)}{_(': ')}{one['what']}" for one in told.get("items", ())]
    return (
        _("Correction notice given"),
        _("; ").join([*asked, *filter(None, [told.get("note", "")])]) or note,
        "correction",
    )


def _plain(title: Callable[[], str], name: str) -> Callable[[View, Entry, dict[str, Any]], Told]:
    return lambda view, entry, told: (title(), told.get(name, ""))


def _duty(says: Callable[[], str]) -> Callable[[View, Entry, dict[str, Any]], Told]:
    return lambda view, entry, told: (says(), str(DutyKind(entry.payload["kind"]).label))


def _told(view: View, entry: Entry, told: dict[str, Any]) -> Told:
    note = " · ".join(filter(None, (str(Means(entry.payload["means"]).label), entry.payload["on"], told.get("note"))))
    return _("The resident was told"), note


def _back(view: View, entry: Entry, told: dict[str, Any]) -> Told:
    return TELLING["services.SentBack"](view, entry, {})[0], told.get("reason", "")


def _filed(view: View, entry: Entry, told: dict[str, Any]) -> Told:
    by = told.get("handed_in_by", "")
    channel = str(Channel(entry.payload["channel"]).label)
    handed = _("handed in by %(name)s") % {"name": by} if by else ""
    missing = [said(view.item.material(code).name) for code in entry.payload["missing"]]
    lacking = _("missing: %(names)s") % {"names": _(", ").join(missing)} if missing else ""
    return _("Filed"), " · ".join(filter(None, (channel, handed, lacking))), "receipt"


OURS: dict[str, Callable[[View, Entry, dict[str, Any]], Told]] = {
    "services.ApplicationFiled": _filed,
    "services.CorrectionRequested": _asked,
    "services.ApplicationResubmitted": lambda v, e, s: (_("The correction came in"), ""),
    "services.ApplicationAccepted": lambda v, e, s: (_("Accepted"), s.get("note", ""), "acceptance"),
    "services.ApplicationNotAccepted": lambda v, e, s: (_("Not accepted"), s.get("reason", ""), "not-acceptance"),
    "services.StepCompleted": _completed,
    "services.SentBack": _back,
    "services.ObjectionAnswered": objecting.for_staff,
    "services.ObjectorCalledBack": objecting.told_for_staff,
    "services.ApplicationGranted": lambda v, e, s: (_("Granted"), s.get("text", ""), "decision"),
    "services.ApplicationRefused": lambda v, e, s: (_("Refused"), s.get("reasons", ""), "decision"),
    "services.ApplicationWithdrawn": _plain(lambda: _("Withdrawn by the resident"), "reason"),
    **rating.FOR_STAFF,
    "services.ResidentTold": _told,
    "duties.DutyTaken": _duty(lambda: _("Taken")),
    "duties.DutyHandedOver": _duty(lambda: _("Handed over to a colleague")),
    "duties.DutyLetGo": _duty(lambda: _("Back with the desk: who had it works here no longer")),
}


def _now(view: View) -> Moment | None:
    a = view.application
    if view.check is not None and a.decided_by_id is not None:
        return Moment(str(DutyKind.SPOT_CHECK.label), _("under way"), "now", words.unit(a.decided_by_id))
    titles = {
        State.FILED: _("Acceptance"),
        State.CORRECTION: _("Correction by the resident"),
        State.DECIDED: _("Delivery"),
    }
    if unpromised(a):
        title, at = _("The resident's promise"), ""
    elif a.state == State.REVIEW:
        title = said(view.item.step(a.step_k).name) if a.step_k else _("Decision")
        at = words.unit(view.stay.unit_id) if view.stay else ""
    elif a.state in titles:
        title, at = titles[State(a.state)], words.unit(a.taken_in_by_id) if a.state != State.CORRECTION else ""
    else:
        return None
    return Moment(title, _("under way"), "now", at)


Limit = tuple[str, Clock, str, int, str]


def limits(view: View) -> list[Limit]:
    """Each limit that this item has: words, clock, state token, how much is gone (of 100), and what to know."""
    kinds = [ClockKind.ACCEPT, ClockKind.DEEMED, ClockKind.CORRECTION, ClockKind.SUPPLY]
    kinds += [ClockKind.STEP, ClockKind.NOTICE, ClockKind.DECIDE_PROMISED, ClockKind.DECIDE_STATUTORY]
    kinds += [ClockKind.DELIVER, ClockKind.ANSWER_RATING, ClockKind.SPOT_CHECK]
    newest = {clock.kind: clock for clock in view.clocks}
    if view.check is not None:
        newest[view.check.kind] = view.check
    shown = [newest[kind] for kind in kinds if kind in newest]
    # What is over is told by the life; the limits of the whole stay in sight.
    whole = (ClockKind.DECIDE_PROMISED, ClockKind.DECIDE_STATUTORY)
    kept = [c for c in shown if c.ended is None or c.kind in whole or view.late(c)]
    return [(_words(c), c, token_of(view, c), part_gone(view, c), _note(view, c)) for c in kept]


def _words(clock: Clock) -> str:
    told = {"limit": ClockKind(clock.kind).label, "period": period(Amount(clock.amount, clock.unit))}
    return _("%(limit)s: %(period)s") % told


def _note(view: View, clock: Clock) -> str:
    notes: list[str] = []
    notes += shifts(view, clock)
    if clock.provisional:
        notes.append(_("Provisional: the holidays of that year are not published yet."))
    if view.late(clock):
        notes.append(_("Missed.") if clock.ended else _("Late. The head knows."))
    elif clock.ended:
        notes.append(_("On time."))
    if clock.told_due != clock.due_at:
        notes.append(_("The resident was told %(when)s.") % {"when": when(clock.told_due)})
    return joined(*notes)
