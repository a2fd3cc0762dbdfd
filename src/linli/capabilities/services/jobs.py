"""What time does to matters: corrections that never came, silence that accepts, notices that hung long enough."""

from __future__ import annotations

from linli.capabilities.services import actions
from linli.capabilities.services.actions import words
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import retention
from linli.capabilities.services.states import State
from linli.commons.duties.models import Clock, Duty
from linli.commons.duties.states import ClockKind, DutyKind
from linli.kernel import clock as civic
from linli.kernel.sweeps import seldom, sweep

BATCH = 200
OFTEN = 60.0  # seconds between two looks for what has been kept long enough
MOST = 10  # batches of words written in one turn


@sweep
def lapse() -> int:
    """End the matters whose resident let the limit to correct, or to hand in what was to follow, pass."""
    kinds = (ClockKind.CORRECTION, ClockKind.SUPPLY)
    over = Clock.objects.filter(kind__in=kinds, ended=None, missed=None, subject_kind="application")
    numbers = over.filter(due_at__lt=civic.now()).values_list("subject_id", flat=True)[:BATCH]
    return sum(actions.lapse(number) for number in numbers)


@sweep
def deem_acceptances() -> int:
    """What nobody answered within the limit that its item sets counts as accepted."""
    over = Clock.objects.filter(kind=ClockKind.DEEMED, ended=None, missed=None, subject_kind="application")
    over = over.filter(due_at__lt=civic.now()).order_by("?")  # one that no desk is known for holds up no other
    numbers = over.values_list("subject_id", flat=True)[:BATCH]
    return sum(actions.deem(number) for number in numbers)


@sweep
def renew_by_silence() -> int:
    """Renew what was to be renewed, was applied for in time, and ended without a decision."""
    ended = Application.objects.filter(state__in=(State.FILED, State.REVIEW), silent_on__lt=civic.today())
    ended = ended.filter(renews__revoked=None).order_by("?")  # one that can't be renewed yet holds up no other
    return sum(actions.renew(number) for number in ended.values_list("number", flat=True)[:BATCH])


@seldom(OFTEN)
def erase_what_is_over() -> int:
    """Erase what has been kept for its whole period."""
    numbers = retention.due(civic.today()).order_by("?")  # one that can't be erased holds up no other
    return sum(actions.erase(number) for number in numbers.values_list("number", flat=True)[:BATCH])


@sweep
def end_notices() -> int:
    """Give the desk of a notice that is over the duty to complete its step."""
    over = Clock.objects.filter(kind=ClockKind.NOTICE, ended=None, missed=None, subject_kind="application")
    waits = (DutyKind.STEP, DutyKind.OBJECTION)  # what is objected holds up no other
    owed = Duty.objects.filter(subject_kind="application", kind__in=waits, closed=None).values("subject_id")
    numbers = over.filter(due_at__lte=civic.now()).exclude(subject_id__in=owed)
    return sum(actions.notice_over(number) for number in numbers.values_list("subject_id", flat=True)[:BATCH])


@sweep
def write_words() -> int:
    """Write the search documents that are still to be written."""
    return sum(1 for _n in range(MOST) if words.write_stale())


@seldom(60)
def compare_names() -> int:
    """Find the documents of matters that were filed while their person was being renamed."""
    return words.compare_names()
