from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from linli.commons.places.models import Unit
from linli.kernel import clock
from linli.kernel.database.generation import bump
from linli.shell.stations import stations

HOURS = {"working_day": [["09:00", "12:00"], ["13:30", "17:00"]], "rest_day": [], "holiday": []}


@pytest.fixture
def station(db):
    Unit.objects.create(
        code="known",
        kind="station",
        name="景城",
        names={"zh-hans": "景城", "en": "Jingcheng"},
        hours=HOURS,
        hours_assumed={"zh-hans": "推定", "en": "assumed"},
        valid=DateRange(datetime(2020, 1, 1, tzinfo=UTC).date(), None),
    )
    bump()


def seen(*moment):
    with clock.standing(datetime(*moment, tzinfo=clock.HERE)), translation.override("en"):
        (found,) = stations(AnonymousUser())
        return found


@pytest.mark.parametrize(
    ("moment", "token", "opens"),
    [
        ((2026, 11, 23, 9, 0), "done", ""),
        ((2026, 11, 23, 11, 59), "done", ""),
        ((2026, 11, 23, 12, 0), "ended", "today 13:30"),
        ((2026, 11, 23, 8, 0), "ended", "today 9:00"),
        ((2026, 11, 23, 17, 0), "ended", "tomorrow 9:00"),
        ((2026, 11, 27, 18, 0), "ended", "30 November 9:00"),  # a Friday evening
        ((2026, 10, 10, 10, 0), "done", ""),  # a Saturday worked for the National Day
    ],
)
def test_a_station_says_whether_it_is_open_and_when_it_opens_next(station, moment, token, opens):
    found = seen(*moment)
    assert (found.state[0], found.opens) == (token, opens)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2026, 11, 23, 8, 0), "Not open yet"),
        ((2026, 11, 23, 9, 0), "Open"),
        ((2026, 11, 23, 12, 0), "Closed"),
        ((2026, 11, 23, 17, 0), "Closed"),
        ((2026, 11, 22, 8, 0), "Closed"),  # a Sunday
    ],
)
def test_a_station_that_opens_later_today_is_not_called_closed(station, moment, words):
    with translation.override("en"):
        assert seen(*moment).state[1] == words


def test_a_station_says_its_hours_and_what_is_only_assumed(station):
    found = seen(2026, 11, 23, 9, 0)
    assert (found.name, found.hours, found.note) == ("Jingcheng", "9:00–12:00, 13:30–17:00", "assumed")
    assert seen(2026, 11, 22, 9, 0).hours == "closed all day"
