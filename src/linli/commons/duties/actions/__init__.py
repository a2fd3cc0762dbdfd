"""The verbs of duties and clocks. Whoever calls them holds the subject's lock, in a transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce
from psycopg.types.range import TimestamptzRange

from linli.commons.calendar.rules import Hours, reckon
from linli.commons.duties.facts import LimitMissed
from linli.commons.duties.models import Clock, Duty, Stop
from linli.commons.duties.queries import AGES, SUBJECTS, end_of_day
from linli.commons.duties.states import FOLLOWER, ClockKind, DutyKind
from linli.commons.people.queries import head_desk
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.record.writing import By, Ref, record

THEIRS = (ClockKind.CORRECTION, ClockKind.SUPPLY, ClockKind.NOTICE)
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
FIRST = timedelta(days=100_000)  # what comes before all others is as urgent as if it had been due ages ago


def start_clock(
    subject: Ref, kind: str, amount: int, unit: str, *, at_unit: int | None, started: datetime, round: int = 1
) -> Clock:
    """Start a limit of `amount` `unit`s (hour, working_day, natural_day, accept) on the calendar of a unit of staff."""
    due = reckon(started, amount, unit, _hours(at_unit))
    return Clock.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        kind=kind,
        round=round,
        amount=amount,
        unit=unit,
        calendar_unit_id=at_unit,
        started=started,
        due_at=due.at,
        told_due=due.at,
        provisional=due.provisional,
    )


def _hours(unit: int | None) -> Hours | None:
    return Hours.of(network().unit_by_id(unit).hours) if unit is not None else None


def end_clocks(subject: Ref, *kinds: str) -> None:
    """These limits run no longer: what they limited is done, or the subject is at its end. No kinds: all."""
    running = Clock.objects.filter(subject_kind=subject.kind, subject_id=subject.id, ended=None)
    (running.filter(kind__in=kinds) if kinds else running).update(ended=civic.now())


def stop_clocks(subject: Ref, kinds: tuple[str, ...], ground: str, basis: str, expected: datetime) -> None:
    """From now on time does not count on these clocks; the due times move as if it went on when it is `expected` to."""
    now = civic.now()
    running = Clock.objects.filter(subject_kind=subject.kind, subject_id=subject.id, kind__in=kinds, ended=None)
    for clock in running.exclude(Exists(Stop.objects.filter(clock=OuterRef("pk"), during__upper_inf=True))):
        Stop.objects.create(
            clock=clock, during=TimestamptzRange(now, None), ground=ground, basis=basis, expected=expected
        )
        move(clock, told=True)


def extend(clock: Clock, extra: int) -> None:
    """Give a limit so many of its units more, once. Raises IntegrityError a second time."""
    clock.extra, clock.extended = extra, civic.now()
    clock.save(update_fields=["extra", "extended"])
    move(clock, told=True)


def go_on(subject: Ref, kinds: tuple[str, ...], at: datetime | None = None) -> None:
    """Time counts again (since `at`, if that is past); the due times move by what did not count."""
    now = civic.now()
    until = min(at or now, now)
    open_stops = Stop.objects.filter(
        clock__subject_kind=subject.kind, clock__subject_id=subject.id, clock__kind__in=kinds, during__upper_inf=True
    ).select_related("clock")
    for stop in open_stops:
        if stop.during.lower < until:
            stop.during = TimestamptzRange(stop.during.lower, until)
            stop.save(update_fields=["during"])
        else:
            stop.delete()  # no time has passed
        move(stop.clock, told=True)


def move(clock: Clock, *, told: bool = False) -> bool:
    """The one function that moves a clock: reckon it again, and the duties that point at it. True if it moved.

    What the resident was told never moves later for staff, unless they are `told` now: it stood still, or is extended.
    What a resident has time for, and what hangs for everybody, never ends before the time that was told.
    """
    stops = [(s.during.lower, s.during.upper or s.expected) for s in clock.stops.all()]
    amount = clock.amount + (clock.extra or 0)
    due = reckon(clock.started, amount, clock.unit, _hours(clock.calendar_unit_id), stops=stops)
    at = max(due.at, clock.told_due) if clock.kind in THEIRS and not told else due.at
    after = at, due.provisional, at if told else min(clock.told_due, at)
    if after == (clock.due_at, clock.provisional, clock.told_due):
        return False
    clock.due_at, clock.provisional, clock.told_due = after
    clock.save(update_fields=["due_at", "provisional", "told_due"])
    kept = Case(When(urgency__lt=AGES, then=F("urgency")), default=Value(at))
    Duty.objects.filter(clock=clock, closed=None).update(due_at=at, urgency=kept)
    return True


def owe(
    subject: Ref,
    kind: str,
    *,
    desk: tuple[int, str] | None = None,
    person: int | None = None,
    clock: Clock | None = None,
    community: int | None,
    title: dict[str, str],
    round: int = 1,
    of_duty: Duty | None = None,
    at_once: bool = False,
) -> Duty:
    """Open a duty, owed by a desk (unit, role) or by a person, by when the clock says; `at_once`: before all others."""
    due = clock.due_at if clock else None
    return Duty.objects.create(
        subject_kind=subject.kind, subject_id=subject.id, kind=kind, round=round, community_id=community,
        unit_id=desk[0] if desk else None, role=desk[1] if desk else "", person_id=person, of_duty=of_duty,
        clock=clock, due_at=due, urgency=civic.now() - FIRST if at_once else due or NEVER,
        title=title, opened=civic.now(),
    )  # fmt: skip


def can_wait(subject: Ref) -> None:
    """What came before all others takes the place that its limit gives it."""
    first = Duty.objects.filter(subject_kind=subject.kind, subject_id=subject.id, closed=None, urgency__lt=AGES)
    first.update(urgency=Coalesce("due_at", Value(NEVER)))


def forget(subject: Ref) -> None:
    """Of what is over: duties of persons go, and the notes of desks; that desks owed something, and when, stays."""
    closed = Duty.objects.filter(subject_kind=subject.kind, subject_id=subject.id, closed__isnull=False)
    closed.filter(person__isnull=False).delete()
    closed.exclude(note="").update(note="")


def done(subject: Ref, *kinds: str, round: int | None = None) -> None:
    """Close the open duties of these kinds on a subject, and what their heads owe because of them.

    No kinds: all. `round`: of this one only.
    """
    rows = Duty.objects.filter(subject_kind=subject.kind, subject_id=subject.id, closed=None)
    if round is not None:
        rows = rows.filter(round=round)
    if kinds:
        rows = rows.filter(kind__in=kinds) | rows.filter(kind="late", of_duty__kind__in=kinds)
    rows.update(closed=civic.now())


@transaction.atomic
def miss(clock: int) -> bool:
    """A limit has passed: it is recorded once, and the head of the desk owes it attention; nothing else changes."""
    seen = Clock.objects.get(pk=clock)
    SUBJECTS[seen.subject_kind].lock(seen.subject_id)
    found = Clock.objects.select_for_update().get(pk=clock)
    now = civic.now()
    if found.ended or found.missed or found.due_at >= now:
        return False
    found.missed = now
    found.save(update_fields=["missed"])
    subject = Ref(found.subject_kind, found.subject_id)
    owed = _of_desks(subject)
    pointing = owed.filter(clock=found)
    for duty in pointing if pointing else owed:
        _owe_attention(duty, found)
    record(LimitMissed(found.kind, civic.local(found.due_at).isoformat()), about=subject, by=By(None))
    return True


def _owe_attention(duty: Duty, clock: Clock | None) -> None:
    """The duty stays; the head of its desk owes a second one."""
    assert duty.unit_id is not None
    subject, desk = Ref(duty.subject_kind, duty.subject_id), head_desk(duty.unit_id)
    owe(
        subject, DutyKind.LATE, desk=desk, clock=clock, community=duty.community_id, title=duty.title, of_duty=duty,
        round=duty.round,
    )  # fmt: skip


@transaction.atomic
def tell_head(duty: int) -> bool:
    """A duty opened under a limit that was missed before: its head is told too. False when it was done meanwhile."""
    seen = Duty.objects.get(pk=duty)
    SUBJECTS[seen.subject_kind].lock(seen.subject_id)
    found = Duty.objects.select_related("clock").get(pk=duty)
    if found.closed is not None or Duty.objects.filter(of_duty=found).exists():
        return False
    _owe_attention(found, found.clock)
    return True


@transaction.atomic
def reckon_again(clock: int) -> bool:
    """Move a running clock to where the calendar of today puts it. True if it moved."""
    seen = Clock.objects.get(pk=clock)
    SUBJECTS[seen.subject_kind].lock(seen.subject_id)
    found = Clock.objects.select_for_update().get(pk=clock)
    return found.ended is None and move(found)


@transaction.atomic
def wait_longer(stop: int) -> bool:
    """An open stop that lasts longer than expected is expected to last until the end of today. True if it was so."""
    clock = Stop.objects.select_related("clock").get(pk=stop).clock
    SUBJECTS[clock.subject_kind].lock(clock.subject_id)
    found = Stop.objects.select_related("clock").select_for_update().get(pk=stop)
    now = civic.now()
    if found.during.upper is not None or found.clock.ended is not None or found.expected >= now:
        return False
    found.expected = end_of_day(now)
    found.save(update_fields=["expected"])
    move(found.clock)
    subject = Ref(clock.subject_kind, clock.subject_id)
    for duty in _of_desks(subject).filter(clock=found.clock):
        _owe_attention(duty, found.clock)
    return True


def goes_on_again(subject: Ref) -> None:
    """What a head owed only because it stood still for longer than expected is done."""
    late = Duty.objects.filter(subject_kind=subject.kind, subject_id=subject.id, kind=DutyKind.LATE, closed=None)
    late.filter(clock__missed=None).update(closed=civic.now())


def _of_desks(subject: Ref) -> QuerySet[Duty]:
    """What desks owe on a subject and no head has been told of."""
    owed = Duty.objects.filter(subject_kind=subject.kind, subject_id=subject.id, closed=None, unit__isnull=False)
    return owed.exclude(kind=DutyKind.LATE).exclude(Exists(Duty.objects.filter(of_duty=OuterRef("pk"))))


def repaired(follower: str) -> None:
    """Nothing of this follower of the record is set aside any more."""
    done(Ref(FOLLOWER, follower), DutyKind.REPAIR)
