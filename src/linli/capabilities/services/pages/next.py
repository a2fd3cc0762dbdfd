"""What happens next and by when, in words: said once, for the home page, lists, the receipt and the matter's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.pages import following
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.preparing import asked_name
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.parts import Limit, Step
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.presence import in_person
from linli.capabilities.services.rules import unpromised
from linli.capabilities.services.states import Outcome, State
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.kernel.texts import said


@dataclass(frozen=True)
class Next:
    """`token` and `words`: the state. `big`: what happens next, by when. `small`: what the person need do.

    `listed`: instead of `big` where the matter is one line among others.
    """

    token: str
    words: str
    big: str
    small: str = ""
    waits: bool = False
    listed: str = ""

    @property
    def line(self) -> str:
        return self.listed or (self.small if self.big == self.words else "") or self.big


def coming(view: View) -> Next:
    """What happens next with a matter."""
    return BY_STATE[view.application.state](view)


def _draft(view: View) -> Next:
    small = _("What you filled in is kept. Nobody works on it until you file it.")
    return Next("you", _("Not filed yet"), _("Not finished yet; please go on"), small, waits=True)


def _filed(view: View) -> Next:
    station, clock = words.unit(view.application.taken_in_by_id), view.clock(ClockKind.ACCEPT)
    if clock is None:
        small = _("You need not do anything. No period for acceptance is published.")
        return Next("waiting", _("Waiting for acceptance"), _("%(station)s looks at it") % {"station": station}, small)
    told = {"station": station, "when": words.by(clock.told_due, provisional=clock.provisional)}
    if view.late(clock):
        big = _("%(station)s should have accepted it by %(when)s and is late") % told
        small = _("The head there has been told. You need not do anything, and nothing of your rights is lost.")
        return Next("late", _("Acceptance is late"), big, small)
    small, limit = _("You need not do anything. We tell you when it is accepted."), _limit(view)
    if view.application.urgent and view.application.helped_at is None:
        small = _(
            "You said that it can't wait: it stands first at the workstation, which can help before the papers are "
            "there. You can also go to any window. Where a life is in danger, call 120, 110 or 119 at once."
        )
    elif presence := in_person(view):
        small = presence
    elif limit is not None:
        small = _("You need not do anything. You have the result within %(period)s of acceptance.")
        small %= {"period": period(limit)}
    return Next("waiting", _("Waiting for acceptance"), _("%(station)s accepts it by %(when)s") % told, small)


def _limit(view: View) -> Limit | None:
    """The whole promise, else the limit by law, for the way by which it came."""
    channel = view.application.channel
    return view.item.promise_by(channel) or view.item.limit_by(channel)


def _correction(view: View) -> Next:
    entry, clock = view.last("services.CorrectionRequested"), view.clock(ClockKind.CORRECTION)
    asked = view.said(entry).get("items", ()) if entry else ()
    state = _("Please add papers") if any("material" in one for one in asked) else _("Please add to it")
    told = {"what": _asked(view, asked)}
    if clock is None:
        small = _("There is no deadline. You can do it from home.")
        return Next("you", state, _("%(what)s; it goes on as soon as it is there") % told, small, waits=True)
    told["when"] = words.deadline(clock.told_due, provisional=clock.provisional)
    small = _("You can do it from home. After that the matter ends; you could then apply anew.")
    return Next("you", state, _("%(what)s; please send it by %(when)s") % told, small, waits=True)


def _asked(view: View, asked: Sequence[Mapping[str, str]]) -> str:
    """What the correction notice asks for, by name."""
    names = [asked_name(view.item, one) for one in asked]
    told = {"n": len(names), "names": _(", ").join(names)}
    if {one.get("material", "") for one in asked} <= {*view.missing}:
        return ngettext("%(n)d paper is missing: %(names)s", "%(n)d papers are missing: %(names)s", len(names)) % told
    return ngettext("%(n)d thing to put right: %(names)s", "%(n)d things to put right: %(names)s", len(names)) % told


def _review(view: View) -> Next:
    if view.application.procedure:
        return _standing_still(view)
    if view.application.to_follow:
        return _following(view)
    k, clock = view.application.step_k, view.clock(ClockKind.STEP)
    if k is None:
        return _deciding(view, clock)
    step = view.item.step(k)
    if step.kind == "notice":
        return _notice(view, step)
    assert view.stay is not None  # a matter under review always lies somewhere
    told = {"unit": words.unit(view.stay.unit_id), "step": said(step.name)}
    if clock is None:
        here = _("%(unit)s works on “%(step)s”") % told
        return Next("running", said(step.name), _and_then(view, here, k), _result_by(view))
    told["when"] = words.by(clock.told_due, provisional=clock.provisional)
    if view.late(clock):
        big = _("%(unit)s should have finished “%(step)s” by %(when)s and is late") % told
        return Next("late", _("%(step)s is late") % told, big, _late(view))
    here = _("%(unit)s finishes “%(step)s” by %(when)s") % told
    return Next("running", said(step.name), _and_then(view, here, k), _result_by(view))


def _following(view: View) -> Next:
    clock = following.clock_of(view)
    assert clock is not None  # it began with what is to follow
    told = {"papers": following.names(view.item, view.application.to_follow)}
    told["when"] = words.deadline(clock.told_due, provisional=clock.provisional)
    if unpromised(view.application):
        big = _("Please promise to hand in %(papers)s by %(when)s") % told
        small = _("It goes on as soon as you have promised. Without it the matter ends after that.")
        return Next("you", _("Please promise"), big, small, waits=True)
    small = _("It is being worked on meanwhile. After that the matter ends; you could then apply anew.")
    return Next("you", _("Please hand in"), _("Please hand in %(papers)s by %(when)s") % told, small, waits=True)


def _standing_still(view: View) -> Next:
    begun, procedure = view.last("services.ApplicationSuspended"), view.item.procedures[view.application.procedure]
    assert begun is not None  # it stands still since then
    name = said(procedure.name)
    expected = datetime.fromisoformat(begun.payload["until"])
    until = words.by(expected)
    big = _("“%(procedure)s” is under way, expected until %(when)s") % {"procedure": name, "when": until}
    if expected < view.now:
        big = _("“%(procedure)s” takes longer than expected and is still under way") % {"procedure": name}
    small = _("These days don't count towards the limit. You need not do anything; we tell you when it goes on.")
    return Next("waiting", _("Time stands still"), big, small)


def _notice(view: View, step: Step) -> Next:
    clock, name = view.clock(ClockKind.NOTICE), said(step.name)
    if view.objections and view.stay is not None:
        here = _("Somebody objected; %(unit)s looks into it") % {"unit": words.unit(view.stay.unit_id)}
        return Next("running", name, _and_then(view, here, step.k), _result_by(view))
    if clock is None or clock.due_at <= view.now:
        here = _("“%(step)s” is over") % {"step": name}
    else:
        here = _("“%(step)s” runs until %(when)s") % {"step": name, "when": words.by(clock.due_at).rstrip()}
    return Next("running", name, _and_then(view, here, step.k), _result_by(view))


def _deciding(view: View, own: Clock | None) -> Next:
    a = view.application
    clock = own or view.clock(ClockKind.DECIDE_PROMISED, ClockKind.DECIDE_STATUTORY)
    assert a.decided_by_id is not None  # set at acceptance
    told = {"unit": words.unit(a.decided_by_id)}
    if clock is None:
        big = _("%(unit)s decides on it now") if view.item.on_the_spot else _("%(unit)s decides on it")
        return Next("running", _("Being decided"), big % told, _result_by(view))
    told["when"] = words.by(clock.told_due, provisional=clock.provisional)
    if view.late(clock):
        big = _("%(unit)s should have decided by %(when)s and is late") % told
        return Next("late", _("The decision is late"), big, _late(view))
    return Next("running", _("Being decided"), _("%(unit)s decides by %(when)s") % told, _result_by(view))


def _and_then(view: View, here: str, k: int) -> str:
    """The next thing, and the one after it."""
    item = view.item
    if k == len(item.steps):
        after = _("then %(body)s decides") % {"body": words.desk(view.application.community_id, item.deciding.unit)}
    else:
        step = item.step(k + 1)
        after = _("then “%(step)s” follows") % {"step": said(step.name)}
        if step.duration is not None:
            told = {"step": said(step.name), "period": period(step.duration)}
            after = _("then “%(step)s” for at least %(period)s") % told
    return _("%(now)s, %(then)s") % {"now": here, "then": after}


def _result_by(view: View) -> str:
    """That nothing need be done, and by when the whole is decided."""
    clock = view.deciding
    if clock is not None and view.late(clock):
        return _late(view)
    if presence := in_person(view):
        return presence
    if clock is None:
        return _("You need not do anything. No period for the result is published.")
    when = words.by(clock.told_due, provisional=clock.provisional)
    return _("You need not do anything. You have the decision by %(when)s at the latest.") % {"when": when}


def _late(view: View) -> str:
    return _("The head there has been told. You need not do anything, and nothing of your rights is lost.")


def _decided(view: View) -> Next:
    station, clock = words.unit(view.application.taken_in_by_id), view.clock(ClockKind.DELIVER)
    told = {"station": station, "when": words.by(clock.told_due) if clock else ""}
    small = (
        _("%(station)s hands the decision over to you by %(when)s.")
        if clock
        else _("%(station)s hands the decision over to you.")
    )
    if view.application.outcome == Outcome.GRANTED:
        return Next("done", _("Granted"), _("It is granted"), small % told)
    big = _("It is refused; the reasons are below")
    return Next("ended", _("Refused"), big, small % told, listed=_listed_refused())


def _closed(view: View) -> Next:
    delivered = view.application.delivered_at
    told = {"day": words.on(delivered) if delivered else ""}
    if view.application.outcome == Outcome.GRANTED and (revoked := view.application.result.revoked):
        big, small = _("The result was revoked on %(day)s"), _("Why, and what you can do, is explained below.")
        listed = _("Revoked. Open it for the reasons and what you can do")
        return Next("ended", _("Revoked"), big % {"day": words.on(revoked)}, small, listed=listed)
    if view.application.outcome == Outcome.GRANTED:
        big = _("Granted; delivered on %(day)s") % told
        return Next("done", _("Finished"), big, _("You can print the decision below."))
    big, listed = _("It is refused; the decision was delivered on %(day)s"), _listed_refused()
    return Next("ended", _("Refused"), big % told, _("Why, and what you can do, is explained below."), listed=listed)


def _listed_refused() -> str:
    return _("Refused. Open it for the reasons and what you can do")


def _ended(view: View) -> Next:
    again = _("You can apply again at any time.")
    if view.application.outcome == Outcome.NOT_ACCEPTED:
        small, listed = _("Why, and where to turn to, is explained below."), _("Not accepted. Open it for the reason")
        return Next("ended", _("Not accepted"), _("It is not accepted"), small, listed=listed)
    if view.application.outcome == Outcome.WITHDRAWN:
        return Next("ended", _("Withdrawn"), _("You withdrew it"), again)
    if view.last("services.PromiseLapsed"):
        return Next("ended", _("Lapsed"), _("It ended because what was to follow did not come in time"), again)
    return Next("ended", _("Lapsed"), _("It ended because the correction did not come in time"), again)


BY_STATE: dict[str, Callable[[View], Next]] = {
    State.DRAFT: _draft,
    State.FILED: _filed,
    State.CORRECTION: _correction,
    State.REVIEW: _review,
    State.DECIDED: _decided,
    State.CLOSED: _closed,
    State.ENDED: _ended,
}
