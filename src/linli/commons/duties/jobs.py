"""The sweep for what is late."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from linli.commons.duties import actions
from linli.commons.duties.actions import holding
from linli.commons.duties.models import Clock, Duty, Stop
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.people.models import Post
from linli.kernel import clock as civic
from linli.kernel.database.generation import generation
from linli.kernel.sweeps import seldom, sweep

BATCH = 200
# Never late; all but the notice are their room's to end.
OTHERS = (ClockKind.NOTICE, ClockKind.CORRECTION, ClockKind.SUPPLY, ClockKind.DEEMED)
_reckoned_under = -1


@sweep
def find_late() -> int:
    """Give the head of the desk a duty for each limit that has passed since the last sweep."""
    passed = Clock.objects.filter(ended=None, missed=None, due_at__lt=civic.now()).exclude(kind__in=OTHERS)
    passed = passed.exclude(Exists(Stop.objects.filter(clock=OuterRef("pk"), during__upper_inf=True)))
    return sum(actions.miss(pk) for pk in passed.order_by("due_at").values_list("pk", flat=True)[:BATCH])


@sweep
def tell_next_heads() -> int:
    """A limit that was missed at one desk is late at the next one too: its head owes attention as well."""
    late = Duty.objects.filter(closed=None, unit__isnull=False, late_duty=None, due_at__lt=civic.now())
    late = late.filter(clock__missed__isnull=False).exclude(kind=DutyKind.LATE)
    return sum(actions.tell_head(pk) for pk in late.values_list("pk", flat=True)[:BATCH])


@sweep
def reckon_again() -> int:
    """When hours or the calendar have changed, move the running clocks whose due time was provisional."""
    global _reckoned_under
    now = generation()
    if now == _reckoned_under:
        return 0
    clocks = Clock.objects.filter(ended=None, provisional=True).values_list("pk", flat=True)
    moved = sum(actions.reckon_again(pk) for pk in clocks)
    _reckoned_under = now
    return moved


@seldom(15.0)
def let_go() -> int:
    """What somebody had taken whose post has ended, or whose account was closed, is the desk's again."""
    posts = Post.objects.filter(
        person__account=OuterRef("holder"), person__account__is_active=True, unit=OuterRef("unit"),
        role=OuterRef("role"), during__contains=civic.today(),
    )  # fmt: skip
    taken = Duty.objects.filter(closed=None, holder__isnull=False, unit__isnull=False).exclude(Exists(posts))
    return sum(holding.let_go(pk) for pk in taken.values_list("pk", flat=True)[:BATCH])


@sweep
def wait_longer() -> int:
    """What stands still longer than expected is due a day later with every day. What is told stays as it was."""
    overrun = Stop.objects.filter(during__upper_inf=True, clock__ended=None, expected__lt=civic.now())
    return sum(actions.wait_longer(pk) for pk in overrun.values_list("pk", flat=True)[:BATCH])
