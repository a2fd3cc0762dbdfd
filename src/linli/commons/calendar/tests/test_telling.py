"""How a due time is told."""

from datetime import date, datetime

import pytest
from django.utils.translation import override

from linli.commons.calendar.queries import Calendar
from linli.commons.calendar.rules import business_left, explain, said_left, working_days_between

CALENDAR = Calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+08:00")


@pytest.mark.parametrize(
    ("now", "due", "words", "state"),
    [
        ("2026-11-23T10:00", "2026-11-23T17:00", "by 17:00 today", "due"),
        ("2026-11-23T14:45", "2026-11-23T17:00", "2 hours left", "due"),
        ("2026-11-23T15:30", "2026-11-23T17:00", "1 hour left", "due"),
        ("2026-11-23T16:59", "2026-11-23T17:00", "1 minute left", "due"),
        ("2026-11-23T17:00", "2026-11-23T17:00", "1 minute left", "due"),
        ("2026-11-23T17:01", "2026-11-23T17:00", "1 minute late", "late"),
        ("2026-11-23T20:30", "2026-11-23T17:00", "3 hours late", "late"),
        ("2026-11-24T09:00", "2026-11-23T17:00", "1 day late", "late"),
        ("2026-11-22T23:00", "2026-11-23T17:00", "by 17:00 tomorrow", "running"),
        ("2026-11-20T10:00", "2026-11-24T17:00", "2 working days left", "running"),
        ("2026-09-30T10:00", "2026-10-10T17:00", "3 working days left", "running"),
    ],
)
def test_time_is_said_as_people_say_it(now, due, words, state):
    with override("en"):
        assert said_left(at(now), at(due), calendar=CALENDAR) == (words, state)


def test_a_provisional_date_is_about():
    with override("en"):
        words = said_left(at("2026-12-28T10:00"), at("2027-01-05T17:00"), provisional=True, calendar=CALENDAR)
    assert words == ("about 5 working days left", "running")


def test_working_days_between_leaves_out_the_first_and_takes_in_the_last():
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 13), CALENDAR) == 5
    assert working_days_between(date(2026, 10, 13), date(2026, 9, 30), CALENDAR) == 0
    assert business_left(at("2026-11-23T23:00"), at("2026-11-23T17:00"), CALENDAR) == 0


@pytest.mark.django_db
def test_explain_ends_with_the_time_and_says_why_before():
    lines = explain(at("2026-12-21T10:00"), 10, "working_day")
    assert lines[-1] == "2027-01-05T17:00:00+08:00"
    assert lines[1:4] == [
        "2026-12-26 to 2026-12-27: weekend, not counted",
        "2027-01-01: New Year's Day, not counted",
        "2027-01-02 to 2027-01-03: weekend, not counted",
    ]
    assert "provisional" in lines[-2]
    assert "2027" in lines[-2]


@pytest.mark.django_db
def test_explain_names_make_up_days():
    assert "2026-10-10: make-up working day, counted" in explain(at("2026-09-30T16:30"), 5, "working_day")
