"""What was told is kept: a clock that is reckoned anew never takes time from whom it was given to."""

import pytest

from linli.commons.duties.actions import move, start_clock
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.database.generation import bump
from linli.kernel.record.writing import Ref

EARLIER = [["09:00", "12:00"], ["13:30", "16:00"]]
LATER = [["09:00", "12:00"], ["13:30", "18:00"]]


def moved(kind, hours):
    """By how many hours a clock is due later once its unit closes at another time, and what was told."""
    unit = network().unit("civil-affairs")
    running = start_clock(Ref("thing", kind), kind, 5, "natural_day", at_unit=unit.pk, started=clock.now())
    told = running.told_due
    Unit.objects.filter(pk=unit.pk).update(hours={"working_day": hours})
    bump()
    move(running)
    running.refresh_from_db()
    return [(at - told).total_seconds() / 3600 for at in (running.due_at, running.told_due)]


@pytest.mark.parametrize("kind", ["supply", "correction", "notice"])
def test_what_a_resident_was_given_ends_no_earlier_than_told(cast, kind):
    assert moved(kind, EARLIER) == [0, 0]


def test_but_it_may_end_later(cast):
    assert moved("supply", LATER) == [1, 0]


def test_a_limit_of_staff_moves_as_the_calendar_says(cast):
    assert moved("decide_statutory", EARLIER) == [-1, -1]
