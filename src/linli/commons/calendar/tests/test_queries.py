"""The calendar as an installation has it: its own days, the published years, the law's fixed holidays."""

from datetime import date

import pytest

from linli.commons.calendar.models import CalendarDay, Year
from linli.commons.calendar.queries import Calendar, calendar
from linli.kernel.database.generation import bump

OFF_2026 = (
    [date(2026, 1, d) for d in (1, 2, 3)]
    + [date(2026, 2, d) for d in range(15, 24)]
    + [date(2026, 4, d) for d in (4, 5, 6)]
    + [date(2026, 5, d) for d in range(1, 6)]
    + [date(2026, 6, d) for d in (19, 20, 21)]
    + [date(2026, 9, d) for d in (25, 26, 27)]
    + [date(2026, 10, d) for d in range(1, 8)]
)
WORKED_2026 = [date(2026, m, d) for m, d in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]]


def test_2026_is_as_the_state_council_published_it():
    days = [Calendar().day(date.fromordinal(n)) for n in range(date(2026, 1, 1).toordinal(), 739982)]
    assert days[-1].date == date(2026, 12, 31)
    assert [d.date for d in days if d.kind == "holiday"] == OFF_2026
    assert [d.date for d in days if d.made_up] == WORKED_2026
    assert all(d.known for d in days)


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        ((2027, 1, 1), "holiday"),
        ((2027, 1, 2), "rest_day"),
        ((2027, 1, 4), "working_day"),
        ((2027, 2, 8), "working_day"),  # inside Spring Festival, but nobody has said so yet
        ((2027, 5, 2), "holiday"),
        ((2027, 5, 3), "working_day"),
        ((2027, 10, 3), "holiday"),
        ((2027, 10, 4), "working_day"),
        ((2003, 10, 1), "holiday"),
    ],
)
def test_an_unpublished_year_has_weekdays_less_the_fixed_holidays_and_is_not_known(on, kind):
    day = Calendar().day(date(*on))
    assert (day.kind, day.known) == (kind, False)


def test_one_entered_day_does_not_make_its_year_known():
    found = Calendar({date(2027, 2, 8): ("holiday", "春节")})
    assert (found.day(date(2027, 2, 8)).kind, found.day(date(2027, 2, 8)).known) == ("holiday", True)
    assert (found.day(date(2027, 2, 9)).kind, found.day(date(2027, 2, 9)).known) == ("working_day", False)


def test_an_entered_day_goes_before_the_library():
    found = Calendar({date(2026, 11, 24): ("rest_day", "")})
    assert not found.working(date(2026, 11, 24))
    assert found.working(date(2026, 11, 25))


@pytest.mark.django_db
def test_a_published_year_is_known_from_the_next_question_on():
    assert not calendar().day(date(2027, 2, 8)).known
    Year.objects.create(year=2027, published_on=date(2026, 11, 25), source="a notice")
    CalendarDay.objects.create(date=date(2027, 2, 8), kind="holiday", name="春节", source="a notice")
    CalendarDay.objects.create(date=date(2027, 2, 20), kind="working_day", source="a notice")
    bump()
    spring, made_up, ordinary = (calendar().day(date(2027, *on)) for on in [(2, 8), (2, 20), (3, 1)])
    assert (spring.kind, spring.name, spring.known) == ("holiday", "春节", True)
    assert (made_up.made_up, made_up.known) == (True, True)
    assert (ordinary.kind, ordinary.known) == ("working_day", True)


@pytest.mark.django_db
def test_asking_again_costs_one_query(django_assert_num_queries):
    calendar()
    with django_assert_num_queries(1):
        calendar().day(date(2027, 2, 8))
