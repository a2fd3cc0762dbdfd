"""A matter's whole life for the person concerned: what has happened, what happens now, and all that comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.pages import following, objecting, rating
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.shifts import due_by, not_counted, standing_still
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.parts import Amount, Step
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.rules import unpromised
from linli.capabilities.services.states import Channel, Means, State
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.commons.places.queries import network
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import joined, said
from linli.kernel.ui.words import day, when


@dataclass(frozen=True)
class Moment:
    """One line of a life. `status`: done, now, next, late. `part`: how much of its time is gone, of 100."""

    title: str
    when: str = ""
    status: str = "done"
    note: str = ""
    part: int | None = None
    token: str = "running"
    paper: str = ""


Told = tuple[str, str] | tuple[str, str, str]  # title, note, and the paper about it


def life(view: View) -> list[Moment]:
    """From filing to the end; nothing that comes is left out, and nothing comes after the end."""
    before = [moment for entry in view.entries if (moment := past(view, entry))]
    return [*before, *now(view), *_future(view)]


def past(view: View, entry: Entry) -> Moment | None:
    tell = TELLING.get(entry.fact)
    if tell is None:  # what desks do among themselves
        return None
    title, note, *paper = tell(view, entry, view.said(entry))
    status = "late" if entry.fact == "duties.LimitMissed" else "done"
    at = " · ".join(filter(None, (when(entry.occurred), by_whom(view, entry))))
    return Moment(title, at, status, note, paper=paper[0] if paper else "")


def by_whom(view: View, entry: Entry) -> str:
    """Who did it for the person concerned, in words; "" where nobody did."""
    return _("done by %(name)s") % {"name": name} if (name := view.by_another(entry)) else ""


def _unit(entry: Entry) -> str:
    return words.name(network().unit(entry.unit)) if entry.unit else ""


def _filed(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    n = sum("follows" not in paper for paper in said_.get("materials", ()))
    told = {"channel": Channel(entry.payload["channel"]).label, "n": n}
    if not said_:  # erased
        return _("Filed"), str(told["channel"])
    note = ngettext("%(channel)s, %(n)d paper", "%(channel)s, %(n)d papers", n) % told
    if not n:
        note = (_("%(channel)s, no papers") if view.item.materials else "%(channel)s") % told
    missing = [said(view.item.material(code).name) for code in entry.payload["missing"]]
    if missing:
        note += _("; still missing: %(names)s") % {"names": _(", ").join(missing)}
    return _("Filed"), note, "receipt"


def _asked(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    n = entry.payload["count"]
    note = ngettext("%(n)d thing, all told at once", "%(n)d things, all told at once", n) % {"n": n}
    return _("Correction asked for"), note, "correction"


def _accepted(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("Accepted"), _joined(_unit(entry), said_.get("note", "")), "acceptance"


def _deemed(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    told = {"day": day(datetime.fromisoformat(entry.payload["since"]))}
    note = _("Nobody answered in time, so it counts as accepted since %(day)s.") % told
    basis = said(view.item.deemed.basis) if view.item.deemed else ""
    return _("Counts as accepted"), joined(note, basis), "acceptance"


def _supplied(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("What was to follow came in"), following.supplied(view, entry)


def _not_followed(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    told = {"papers": following.names(view.item, entry.payload["materials"])}
    return _("Lapsed"), _("%(papers)s did not come in time.") % told


def _not_accepted(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("Not accepted"), _unit(entry), "not-acceptance"


def _completed(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    step = view.item.step(entry.payload["k"])
    outcome = _("does not agree") if entry.payload["outcome"] == "disagree" else ""
    return said(step.name), _joined(_unit(entry), outcome, said_.get("opinion", ""))


def _back(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return objecting.sent_back(view, entry), _joined(_unit(entry), said_.get("reason", ""))


def _suspended(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    procedure = view.item.procedures[entry.payload["procedure"]]
    until = _("expected until %(day)s") % {"day": day(datetime.fromisoformat(entry.payload["until"]))}
    title = _("Time stands still for “%(procedure)s”") % {"procedure": said(procedure.name)}
    return title, _joined(_unit(entry), _("; ").join(filter(None, (said_.get("reason", ""), until)))), "suspension"


def _resumed(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    procedure, n = view.item.procedures[entry.payload["procedure"]], entry.payload["working_days"]
    because = _("%(what)s (%(basis)s)") % {"what": said(procedure.name), "basis": said(procedure.basis)}
    note = joined(not_counted(n, "working_day", because) if n else "", due_by(entry))
    return _("Time counts again"), note, "resumption"


def _extended(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    told = {"period": period(Amount(entry.payload["amount"], entry.payload["unit"]))}
    note = _joined(_unit(entry), _("; ").join(filter(None, (said_.get("reason", ""), due_by(entry)))))
    return _("The limit is extended by %(period)s") % told, note, "extension"


def _granted(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("Granted"), _unit(entry), "decision"


def _renewed(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    told = {"day": day(date.fromisoformat(entry.payload["ended"]))}
    basis = said(view.item.renewal.basis) if view.item.renewal else ""
    note = _("Nobody had decided when it ended on %(day)s, so it is renewed.") % told
    return _("Renewed"), joined(note, basis), "decision"


def _refused(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("Refused"), _unit(entry), "decision"


def _delivered(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("Delivered"), _joined(str(Means(entry.payload["means"]).label), said_.get("reference", ""))


def _held(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("What was declared was checked: it is true"), _joined(_unit(entry), said_.get("finding", ""))


def _revoked(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    note = _joined(_unit(entry), said_.get("reasons", ""))
    return _("The result was revoked: what was declared is not true"), note, "revocation"


def _missed(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("%(limit)s: the limit was missed") % {"limit": ClockKind(entry.payload["kind"]).label}, ""


def _told(view: View, entry: Entry, said_: dict[str, Any]) -> Told:
    return _("The person concerned was told"), _joined(str(Means(entry.payload["means"]).label), said_.get("note", ""))


TELLING: dict[str, Callable[[View, Entry, dict[str, Any]], Told]] = {
    "services.ApplicationFiled": _filed,
    "services.CorrectionRequested": _asked,
    "services.ApplicationResubmitted": lambda v, e, s: (_("Your correction came in"), ""),
    "services.HelpedFirst": lambda v, e, s: (_("Help was given first"), s.get("what", "")),
    "services.ApplicationAccepted": _accepted,
    "services.AcceptedConditionally": lambda v, e, s: following.accepted(v, e),
    "services.MaterialsPromised": lambda v, e, s: (_("Promised to hand in what is to follow"), ""),
    "services.MaterialsSupplied": _supplied,
    "services.PromiseLapsed": _not_followed,
    "services.ApplicationDeemedAccepted": _deemed,
    "services.ApplicationNotAccepted": _not_accepted,
    "services.StepCompleted": _completed,
    "services.SentBack": _back,
    "notices.NoticeObjected": lambda v, e, s: objecting.objected_to(v, e),
    "services.ObjectionAnswered": lambda v, e, s: objecting.answered(v, e, s.get("finding", "")),
    "services.ApplicationSuspended": _suspended,
    "services.ApplicationResumed": _resumed,
    "services.ApplicationExtended": _extended,
    "services.ApplicationGranted": _granted,
    "services.ApplicationRefused": _refused,
    "services.ApplicationRenewed": _renewed,
    "services.ResultDelivered": _delivered,
    "services.ApplicationWithdrawn": lambda v, e, s: (_("Withdrawn"), s.get("reason", "")),
    "services.ApplicationLapsed": lambda v, e, s: (_("Lapsed"), _("The correction did not come in time.")),
    **rating.FOR_RESIDENTS,
    "services.ApplicationRestricted": lambda v, e, s: (_("Locked away, as the person asked"), ""),
    "services.ApplicationErased": lambda v, e, s: (_("Erased: its period is over"), ""),
    "services.DeclarationChecked": _held,
    "services.ResultRevoked": _revoked,
    "services.ResidentTold": _told,
    "duties.LimitMissed": _missed,
}


def _joined(*parts: str) -> str:
    return _(": ").join(part for part in parts if part)


def now(view: View) -> Iterator[Moment]:
    a = view.application
    if a.state == State.CORRECTION:
        yield Moment(_("Your correction"), _("waits for you"), "now")
    elif a.state == State.FILED:
        clock = view.clock(ClockKind.ACCEPT)
        yield _running(view, _("Acceptance"), clock, words.unit(a.taken_in_by_id))
    elif unpromised(a):
        yield Moment(_("The promise"), _("waits for you"), "now")
    elif a.state == State.REVIEW and view.stay is not None:
        unit = words.unit(view.stay.unit_id)
        if a.step_k is None:
            yield _running(view, _("Decision"), view.clock(ClockKind.STEP) or view.deciding, unit)
        else:
            step = view.item.step(a.step_k)
            kind = ClockKind.NOTICE if step.kind == "notice" else ClockKind.STEP
            yield _running(view, said(step.name), view.clock(kind), _joined(unit, _limit_words(step)))
    elif a.state == State.DECIDED:
        yield _running(view, _("Delivery"), view.clock(ClockKind.DELIVER), words.unit(a.taken_in_by_id))


def _running(view: View, title: str, clock: Clock | None, note: str) -> Moment:
    if clock is None:
        return Moment(title, _("under way"), "now", note)
    part, token = part_gone(view, clock), token_of(view, clock)
    return Moment(title, _("stands still") if standing_still(clock) else _("under way"), "now", note, part, token)


def part_gone(view: View, clock: Clock) -> int:
    """How much of a limit's time is gone, of 100, by the wall clock."""
    whole = (clock.due_at - clock.started).total_seconds()
    gone = ((clock.ended or view.now) - clock.started).total_seconds()
    return max(0, min(100, round(100 * gone / whole))) if whole > 0 else 100


def token_of(view: View, clock: Clock) -> str:
    """The state token of a limit: late, due (today or within a day), done, running."""
    if view.late(clock):
        return "late"
    if clock.ended:
        return "done"
    return "due" if clock.kind != ClockKind.NOTICE and (clock.due_at - view.now).days < 1 else "running"


def _future(view: View) -> Iterator[Moment]:
    a, item = view.application, view.item
    if a.state in (State.CLOSED, State.ENDED):
        return
    if a.state == State.DRAFT:
        yield Moment(_("File it"), _("waits for you"), "now")
    if a.state in (State.DRAFT, State.CORRECTION):
        yield Moment(_("Acceptance"), status="next", note=words.unit(a.taken_in_by_id))
    before = a.state in (State.DRAFT, State.FILED, State.CORRECTION)
    if before or unpromised(a) or a.step_k is not None:
        for step in item.steps[0 if before or unpromised(a) else a.step_k or 0 :]:
            yield Moment(
                said(step.name), status="next", note=_joined(words.desk(a.community_id, step.unit), _limit_words(step))
            )
        limit = period(item.deciding.limit) if item.deciding.limit else ""
        yield Moment(_("Decision"), status="next", note=_joined(words.desk(a.community_id, item.deciding.unit), limit))
    if a.state != State.DECIDED:
        note = _("You receive: %(result)s") % {"result": said(item.result.name)} if item.result else ""
        yield Moment(_("Delivery"), status="next", note=note)


def _limit_words(step: Step) -> str:
    """How long a step may take, promised or by law; a notice at least."""
    if step.duration is not None:
        words_ = _("at least %(period)s") % {"period": period(step.duration)}
        return words_ if step.counts else _("%(period)s; these days don't count towards the limit") % {"period": words_}
    if step.limit is None:
        return ""
    told = {"period": period(step.limit)}
    return (_("promised: %(period)s") if step.limit.by == "promise" else _("by law: %(period)s")) % told
