"""By when a limit ends: the worked table, the edges, and thousands of cases against a slow second implementation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.commons.calendar.queries import Calendar
from linli.commons.calendar.rules import MOST, Hours, reckon
from linli.commons.calendar.tests import oracle

CALENDAR = Calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+08:00")


def due(start, amount, unit, hours=None, stops=()):
    found = reckon(
        at(start), amount, unit, Hours.of(hours), CALENDAR, [(at(a), at(b) if b else None) for a, b in stops]
    )
    assert found.at.tzinfo is UTC
    return found


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end", "provisional"),
    [
        ("2026-11-23T18:00", 5, "working_day", "2026-11-30T17:00", False),
        ("2026-02-13T16:59", 0, "accept", "2026-02-13T17:00", False),
        ("2026-02-13T17:01", 0, "accept", "2026-02-14T17:00", False),
        ("2026-02-14T09:00", 1, "working_day", "2026-02-24T17:00", False),
        ("2026-09-30T16:30", 5, "working_day", "2026-10-13T17:00", False),
        ("2026-09-19T10:00", 1, "working_day", "2026-09-20T17:00", False),
        ("2026-09-24T15:00", 7, "natural_day", "2026-10-08T17:00", False),
        ("2026-12-21T10:00", 10, "working_day", "2027-01-05T17:00", True),
        # up to and including closing time; before opening; at night; on days off
        ("2026-11-23T17:00", 0, "accept", "2026-11-23T17:00", False),
        ("2026-11-23T00:00", 0, "accept", "2026-11-23T17:00", False),
        ("2026-11-27T23:59", 0, "accept", "2026-11-30T17:00", False),
        ("2026-10-03T10:00", 0, "accept", "2026-10-08T17:00", False),
        ("2026-10-10T17:00", 0, "accept", "2026-10-10T17:00", False),
        ("2026-02-14T17:01", 0, "accept", "2026-02-24T17:00", False),
        ("2026-12-31T17:01", 0, "accept", "2027-01-04T17:00", True),
        ("2026-12-31T16:59", 0, "accept", "2026-12-31T17:00", False),
        # the hour of receipt moves no day, and midnight belongs to the day that begins
        ("2026-11-23T00:00", 1, "working_day", "2026-11-24T17:00", False),
        ("2026-11-23T23:59", 1, "working_day", "2026-11-24T17:00", False),
        ("2026-11-24T00:00", 1, "working_day", "2026-11-25T17:00", False),
        ("2026-11-21T10:00", 1, "working_day", "2026-11-23T17:00", False),
        # the turn of the year
        ("2026-12-24T10:00", 5, "working_day", "2026-12-31T17:00", False),
        ("2026-12-24T10:00", 6, "working_day", "2027-01-04T17:00", True),
        ("2026-12-24T10:00", 7, "natural_day", "2026-12-31T17:00", False),
        ("2026-12-24T10:00", 8, "natural_day", "2027-01-04T17:00", True),
        ("2025-12-31T10:00", 1, "working_day", "2026-01-04T17:00", False),
        # natural days run through holidays; only the last day moves
        ("2026-09-28T10:00", 10, "natural_day", "2026-10-08T17:00", False),
        ("2026-09-28T10:00", 12, "natural_day", "2026-10-10T17:00", False),
        ("2026-09-28T10:00", 13, "natural_day", "2026-10-12T17:00", False),
        ("2026-02-13T10:00", 1, "natural_day", "2026-02-14T17:00", False),
        # leap years
        ("2024-02-28T10:00", 1, "working_day", "2024-02-29T17:00", False),
        ("2024-02-28T10:00", 2, "natural_day", "2024-03-01T17:00", False),
        ("2025-02-27T10:00", 2, "natural_day", "2025-03-03T17:00", False),
        # hours of service
        ("2026-11-23T15:00", 2, "hour", "2026-11-23T17:00", False),
        ("2026-11-23T11:00", 2, "hour", "2026-11-23T14:30", False),
        ("2026-11-23T16:30", 1, "hour", "2026-11-24T09:30", False),
        ("2026-11-23T18:00", 1, "hour", "2026-11-24T10:00", False),
        ("2026-09-30T16:00", 4, "hour", "2026-10-08T12:00", False),
        ("2026-12-31T16:30", 1, "hour", "2027-01-04T09:30", True),
        # limits of 0
        ("2026-11-23T10:00", 0, "working_day", "2026-11-23T17:00", False),
        ("2026-11-23T18:00", 0, "working_day", "2026-11-24T17:00", False),
        ("2026-11-21T10:00", 0, "natural_day", "2026-11-23T17:00", False),
        ("2026-11-21T22:10", 0, "hour", "2026-11-21T22:10", False),
    ],
)
def test_a_limit_ends(start, amount, unit, end, provisional):
    found = due(start, amount, unit)
    assert (found.at, found.provisional) == (at(end), provisional)


def test_one_second_after_closing_is_after_closing():
    late = datetime.fromisoformat("2026-11-23T17:00:01+08:00")
    assert reckon(late, 0, "accept", None, CALENDAR).at == at("2026-11-24T17:00")


def test_the_day_is_the_day_here_whatever_the_offset_says():
    utc = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # 1:00 on Monday the 23rd here
    assert reckon(utc, 1, "working_day", None, CALENDAR).at == at("2026-11-24T17:00")


SATURDAYS = {"working_day": [["08:30", "20:00"]], "rest_day": [["09:00", "16:00"]], "holiday": []}


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-11-21T10:00", 0, "accept", "2026-11-23T20:00"),  # open, but no working day
        ("2026-11-20T19:59", 0, "accept", "2026-11-20T20:00"),
        ("2026-11-20T20:01", 1, "working_day", "2026-11-23T20:00"),
        ("2026-11-20T19:00", 2, "hour", "2026-11-21T10:00"),  # its hours count all the same
        ("2026-10-10T19:00", 0, "accept", "2026-10-10T20:00"),  # a make-up Saturday has the hours of a working day
        ("2026-11-20T10:00", 1, "natural_day", "2026-11-23T20:00"),
    ],
)
def test_a_unit_that_is_open_on_saturdays(start, amount, unit, end):
    assert due(start, amount, unit, SATURDAYS).at == at(end)


def test_a_single_date_has_its_own_hours():
    hours = {"working_day": [["09:00", "17:00"]], "on": {"2026-11-24": [["09:00", "11:30"]], "2026-11-25": []}}
    assert due("2026-11-23T10:00", 1, "working_day", hours).at == at("2026-11-24T11:30")
    assert due("2026-11-24T11:31", 0, "accept", hours).at == at("2026-11-25T17:00")
    assert due("2026-11-24T11:00", 1, "hour", hours).at == at("2026-11-26T09:30")


def test_a_unit_that_is_closed_all_day_still_has_working_days():
    weekends = {"working_day": [], "rest_day": [["10:00", "16:00"]]}
    assert due("2026-11-23T10:00", 1, "working_day", weekends).at == at("2026-11-24T17:00")
    assert due("2026-11-23T10:00", 1, "hour", weekends).at == at("2026-11-28T11:00")


@pytest.mark.parametrize("hours", [None, {}, {"working_day": []}, {"working_day": [], "rest_day": [], "holiday": []}])
def test_a_unit_without_any_hours_has_the_usual_ones(hours):
    assert due("2026-11-23T16:30", 1, "hour", hours).at == at("2026-11-24T09:30")
    assert due("2026-11-23T16:30", 0, "accept", hours).at == at("2026-11-23T17:00")


def test_a_day_may_last_until_midnight():
    hours = {"working_day": [["00:00", "24:00"]]}
    assert due("2026-11-23T23:59", 0, "accept", hours).at == at("2026-11-24T00:00")
    assert due("2026-11-23T23:00", 2, "hour", hours).at == at("2026-11-24T01:00")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "stops", "end"),
    [
        ("2026-11-23T10:00", 5, "working_day", [("2026-11-24T15:00", "2026-11-26T09:00")], "2026-12-02T17:00"),
        ("2026-11-23T10:00", 5, "working_day", [("2026-11-24T09:00", "2026-11-24T16:00")], "2026-11-30T17:00"),
        ("2026-11-23T10:00", 5, "working_day", [("2026-11-27T15:00", "2026-11-29T09:00")], "2026-11-30T17:00"),
        ("2026-11-23T10:00", 7, "natural_day", [("2026-11-24T15:00", "2026-11-26T09:00")], "2026-12-02T17:00"),
        # two stops that overlap count once; one that isn't over moves nothing yet
        (
            "2026-11-23T10:00",
            5,
            "working_day",
            [("2026-11-24T15:00", "2026-11-26T09:00"), ("2026-11-25T10:00", "2026-11-27T10:00")],
            "2026-12-03T17:00",
        ),
        ("2026-11-23T10:00", 5, "working_day", [("2026-11-24T15:00", None)], "2026-11-30T17:00"),
        # hours: to the minute
        ("2026-11-23T10:00", 4, "hour", [("2026-11-23T11:00", "2026-11-23T14:00")], "2026-11-23T17:00"),
        ("2026-11-23T10:00", 4, "hour", [("2026-11-23T11:00", "2026-11-24T11:15")], "2026-11-24T15:45"),
        ("2026-11-23T10:00", 1, "hour", [("2026-11-23T11:00", "2026-11-24T11:15")], "2026-11-23T11:00"),
    ],
)
def test_time_that_stood_still_is_not_counted(start, amount, unit, stops, end):
    assert due(start, amount, unit, stops=stops).at == at(end)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(-1, "hour"), (True, "hour"), (1.5, "hour"), (1, "month"), (1, ""), (1, "accept")]
    + [(most + 1, unit) for unit, most in MOST.items()],
)
def test_what_is_no_limit_is_refused(amount, unit):
    with pytest.raises(ValueError, match=r"unit|amount"):
        reckon(at("2026-11-23T10:00"), amount, unit, None, CALENDAR)


def test_the_longest_limits_end():
    for unit, most in MOST.items():
        assert due("2026-11-23T10:00", most, unit).at > at("2026-11-23T10:00")


def test_a_time_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        reckon(datetime(2026, 11, 23, 10), 1, "hour", None, CALENDAR)


def test_a_limit_that_runs_out_of_the_calendar_is_refused():
    with pytest.raises(ValueError, match="range"):
        reckon(datetime(9999, 12, 1, tzinfo=UTC), 30, "working_day", None, CALENDAR)


def test_hours_that_come_too_seldom_are_refused_and_do_not_loop():
    hours = {"working_day": [], "rest_day": [], "holiday": [["09:00", "09:01"]]}
    with pytest.raises(ValueError, match="40 years"):
        due("2026-11-23T10:00", 100, "hour", hours)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sunday": []},
        {"working_day": [["9:00", "12:00"]]},
        {"working_day": [["12:00", "09:00"]]},
        {"working_day": [["09:00", "09:00"]]},
        {"working_day": [["09:00", "12:00"], ["11:00", "17:00"]]},
        {"working_day": [["13:00", "17:00"], ["09:00", "12:00"]]},
        {"working_day": [["09:00"]]},
        {"working_day": "09:00-12:00"},
        {"working_day": [[9, 12]]},
        {"on": {"2026-02-30": []}},
        {"working_day": [["09:00", "25:00"]]},
        {"working_day": [["09:00", "24:01"]]},
    ],
)
def test_what_is_no_opening_hours_is_refused(wrong):
    with pytest.raises(ValueError):
        Hours.of(wrong)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "kinds"),
    [
        ("2026-09-30T16:30", 5, "working_day", ["received", "holiday", "made_up", "rest"]),
        ("2026-09-24T15:00", 7, "natural_day", ["received", "moved", "holiday"]),
        ("2026-02-13T17:01", 0, "accept", ["after_closing", "made_up"]),
        ("2026-12-21T10:00", 10, "working_day", ["received", "rest", "holiday", "rest", "provisional"]),
        ("2026-11-23T10:00", 0, "accept", []),
    ],
)
def test_the_reasons_name_what_was_skipped_and_what_was_made_up(start, amount, unit, kinds):
    assert [why.kind for why in due(start, amount, unit).why] == kinds


def test_like_days_in_a_row_are_one_reason():
    holiday = due("2026-09-30T16:30", 5, "working_day").why[1]
    with override("en"):
        name = str(holiday.name)
    assert (holiday.first, holiday.last, name) == (date(2026, 10, 1), date(2026, 10, 7), "National Day")


STARTS = st.datetimes(datetime(2004, 1, 1), datetime(2027, 10, 1)).map(lambda d: d.replace(tzinfo=oracle.HERE))
STOPS = st.lists(st.tuples(st.integers(0, 60 * 24 * 60), st.integers(0, 60 * 24 * 20)), max_size=3)


@settings(max_examples=400, deadline=None)
@given(STARTS, st.integers(0, 60), st.sampled_from(["working_day", "natural_day", "accept"]), STOPS)
def test_days_end_as_counted_off_on_a_list(start, amount, unit, offsets):
    amount = 0 if unit == "accept" else amount
    stops = [(start + timedelta(minutes=a), start + timedelta(minutes=a + b)) for a, b in offsets]
    found = reckon(start, amount, unit, None, CALENDAR, stops)
    assert (found.at, found.provisional) == oracle.due(start, amount, unit, stops)


@settings(max_examples=150, deadline=None)
@given(STARTS.map(lambda d: d.replace(second=0, microsecond=0)), st.integers(0, 40), STOPS)
def test_hours_end_as_counted_off_minute_by_minute(start, amount, offsets):
    stops = [(start + timedelta(minutes=a), start + timedelta(minutes=a + b)) for a, b in offsets]
    found = reckon(start, amount, "hour", None, CALENDAR, stops)
    assert (found.at, found.provisional) == oracle.due(start, amount, "hour", stops)
