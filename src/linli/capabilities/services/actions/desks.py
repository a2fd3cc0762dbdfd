"""Moving a matter from desk to desk: stays, their clocks and duties. Called by verbs that hold the matter's lock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.capabilities.services.models import Application, Step
from linli.capabilities.services.queries import PublishedItem, ref
from linli.capabilities.services.queries.applications import view
from linli.capabilities.services.queries.parts import Step as PublishedStep
from linli.capabilities.services.queries.untold import untold
from linli.commons.duties import actions as duties
from linli.commons.duties.models import Clock
from linli.commons.duties.states import DECIDING, ClockKind, DutyKind
from linli.commons.notices import actions as notices
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel import clock as civic

STANDING = (*DECIDING, ClockKind.STEP)  # the limits that stand still together
ANSWERED = (ClockKind.ACCEPT, ClockKind.DEEMED)  # the limits to answer what was filed


def await_acceptance(application: Application, item: PublishedItem, now: datetime) -> None:
    """Filed or filed again: the accept clock runs, and the one of acceptance by silence; the window owes acceptance."""
    promise = acceptance(item, application.taken_in_by_id)
    running = None
    round = 1 if application.turn == 0 else application.turn + 1
    if promise is not None:
        amount, unit = promise
        running = duties.start_clock(
            ref(application.number), ClockKind.ACCEPT, amount, unit,
            at_unit=application.taken_in_by_id, started=now, round=round,
        )  # fmt: skip
    if item.deemed is not None:
        duties.start_clock(
            ref(application.number), ClockKind.DEEMED, item.deemed.amount, item.deemed.unit,
            at_unit=application.taken_in_by_id, started=now, round=round,
        )  # fmt: skip
    desk = (application.taken_in_by_id, "generalist")
    at_once = application.urgent and application.helped_at is None
    _owe(application, item, DutyKind.ACCEPT, desk, running, round, at_once=at_once)


def acceptance(item: PublishedItem, station: int) -> tuple[int, str] | None:
    """The promise of acceptance: the item's own, else the station's, else none."""
    if item.accept_promise is not None:
        return item.accept_promise.amount, item.accept_promise.unit
    promise = network().unit_by_id(station).promise
    return (promise["amount"], promise["unit"]) if promise else None


def _owe(
    application: Application,
    item: PublishedItem,
    kind: str,
    desk: tuple[int, str],
    clock: Clock | None,
    round: int,
    at_once: bool = False,
) -> None:
    duties.owe(
        ref(application.number), kind, desk=desk, clock=clock,
        community=application.community_id, title=item.name, round=round, at_once=at_once,
    )  # fmt: skip


def accepted(application: Application, item: PublishedItem, since: datetime) -> None:
    """Accepted as of `since`: the limits to decide run from then, and the first desk owes its step now."""
    about = ref(application.number)
    duties.done(about, DutyKind.ACCEPT)
    duties.end_clocks(about, *ANSWERED)
    application.accepted_at = since
    _start_deciding(application, item, since)
    enter(application, item, 1, civic.now())


def _start_deciding(application: Application, item: PublishedItem, since: datetime) -> None:
    """The promised and the statutory limit, each where the item has it for this channel."""
    deciding = network().desk(application.community_id, item.deciding.unit)
    application.decided_by_id = deciding.pk
    limits = {
        ClockKind.DECIDE_PROMISED: item.promise_by(application.channel),
        ClockKind.DECIDE_STATUTORY: item.limit_by(application.channel),
    }
    for kind, limit in limits.items():
        if limit is not None:
            duties.start_clock(
                ref(application.number), kind, limit.amount, limit.unit, at_unit=deciding.pk, started=since
            )


def enter(application: Application, item: PublishedItem, k: int, now: datetime) -> None:
    """Open step k; the one after the last is the decision. Sets `step_k` and `turn`; the caller saves the matter."""
    application.turn += 1
    if k > len(item.steps):
        application.step_k = None
        assert application.decided_by_id is not None
        stay(application, k, application.decided_by_id, item.deciding.role, now)
        own = item.deciding.limit
        running = _step_clock(application, own.amount, own.unit, application.decided_by_id, now) if own else None
        desk = (application.decided_by_id, item.deciding.role)
        _owe(application, item, DutyKind.DECIDE, desk, running or _deciding(application), application.turn)
        return
    application.step_k = k
    step = item.step(k)
    unit = network().desk(application.community_id, step.unit)
    stay(application, k, unit.pk, step.role, now)
    if step.kind == "notice":
        _post(application, item, step, unit, now)
        return
    running = _limit_of(application, item, step, unit, now)
    desk = (unit.pk, step.role)
    _owe(application, item, DutyKind.STEP, desk, running or _deciding(application), application.turn)


def stay(application: Application, k: int, unit: int, role: str, now: datetime) -> None:
    """It lies at a desk from now on."""
    Step.objects.create(application=application, k=k, round=application.turn, unit_id=unit, role=role, entered=now)


def _limit_of(
    application: Application, item: PublishedItem, step: PublishedStep, unit: Unit, now: datetime
) -> Clock | None:
    """The clock of a step: its own, or the one that began earlier and spans it."""
    if step.limit_with is not None:
        spanning = _running(application, ClockKind.STEP)
        if spanning is not None:
            return spanning
        limit = item.step(step.limit_with).limit  # sent back into the span: it runs anew from here
    else:
        limit = step.limit
    return _step_clock(application, limit.amount, limit.unit, unit.pk, now) if limit else None


def _step_clock(application: Application, amount: int, unit: str, at_unit: int, now: datetime) -> Clock:
    about = ref(application.number)
    return duties.start_clock(about, ClockKind.STEP, amount, unit, at_unit=at_unit, started=now, round=application.turn)


def _running(application: Application, *kinds: str) -> Clock | None:
    rows = Clock.objects.filter(subject_kind="application", subject_id=application.number, kind__in=kinds, ended=None)
    return rows.order_by("due_at", "id").first()


def owe_again(application: Application, item: PublishedItem) -> None:
    """What the desk of the open stay owed before it was told to wait; at a notice nothing, its end is awaited."""
    stay = application.steps.get(left=None)
    if application.step_k is not None and item.step(application.step_k).kind == "notice":
        return
    kind = DutyKind.DECIDE if application.step_k is None else DutyKind.STEP
    _owe(application, item, kind, (stay.unit_id, stay.role), clock_of_stay(application), application.turn)


def clock_of_stay(application: Application) -> Clock | None:
    """What the desk of the open stay goes by."""
    return _running(application, ClockKind.STEP) or _deciding(application)


def _deciding(application: Application) -> Clock | None:
    """What a desk without a limit of its own goes by: the matter's nearest limit."""
    return _running(application, *DECIDING)


def _post(application: Application, item: PublishedItem, step: PublishedStep, unit: Unit, now: datetime) -> None:
    """Hang the public notice; its desk owes nothing until it is over."""
    about, duration = ref(application.number), step.duration
    assert duration is not None  # the loader refuses a notice without one
    running = duties.start_clock(
        about, ClockKind.NOTICE, duration.amount, duration.unit,
        at_unit=unit.pk, started=now, round=application.turn,
    )  # fmt: skip
    if not step.counts and step.counts_basis is not None:
        duties.stop_clocks(about, DECIDING, "notice", step.counts_basis["zh-hans"], running.due_at)
    answers = view(application).filing.get("answers", {})
    fields = item.form.fields(answers)
    notices.post(
        about, application.turn,
        community=application.community_id, item=item.code, title=item.name, body=item.summary,
        published=[{"name": name, "title": fields[name]["title"], "value": _shown(fields[name], answers[name])}
                   for name in item.notice_fields if name in answers and name in fields],
        until=running.due_at,
    )  # fmt: skip


def _shown(field: Mapping[str, Any], value: Any) -> Any:
    """What the public reads: a choice by its words in each language."""
    return field["x-labels"].get(value, value) if "x-labels" in field else value


def leave(application: Application, item: PublishedItem, outcome: str, now: datetime, to: int | None = None) -> None:
    """Close the open stay with its duties and clocks. `to`: the step that comes, so that a spanning clock goes on."""
    about = ref(application.number)
    application.steps.filter(left=None).update(left=now, outcome=outcome)
    duties.done(about, DutyKind.STEP, DutyKind.DECIDE)
    k = application.step_k
    if k is not None and item.step(k).kind == "notice":
        hung = _running(application, ClockKind.NOTICE)
        duties.go_on(about, DECIDING, hung.due_at if hung else None)
        duties.end_clocks(about, ClockKind.NOTICE)
        notices.take_down(about)
    if not _same_span(item, k, to):
        duties.end_clocks(about, ClockKind.STEP)


def _same_span(item: PublishedItem, k: int | None, to: int | None) -> bool:
    if k is None or to is None or to > len(item.steps):
        return False
    root = item.step(k).limit_with or k
    return to > k and item.step(to).limit_with == root


def knows(application: Application) -> None:
    """Whoever just did what was asked knows of it: nobody need be called, unless something else is to be told."""
    if application.person.account_id is None and not untold(view(application)):
        duties.done(ref(application.number), DutyKind.TELL)


def finish(application: Application) -> None:
    """The matter is at its end: nothing is owed on it and no limit runs; what hangs on a board is taken down."""
    about = ref(application.number)
    if application.accepted_at is not None:
        duties.go_on(about, STANDING)  # so that no stop stays open
    application.procedure = ""
    application.steps.filter(left=None).update(left=civic.now())
    duties.done(about)
    duties.end_clocks(about)
    notices.take_down(about)
