"""What makes a rehearsal's past believable."""

from __future__ import annotations

import random
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from linli.capabilities.services.demo import choices
from linli.kernel import clock

CHANCE = random.Random(1)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=clock.HERE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "filed"),
    [
        (at(2026, 11, 24, 9, 0), at(2026, 11, 24, 9, 0)),
        (at(2026, 11, 24, 4, 48), at(2026, 11, 23, 21, 48)),
        (at(2026, 11, 24, 22, 5), at(2026, 11, 24, 21, 5)),
    ],
)
def test_from_home_people_file_while_they_are_awake(moment, filed):
    assert choices.from_home(moment) == filed


@pytest.mark.parametrize(
    ("moment", "day", "hours"),
    [
        (at(2026, 11, 24, 11, 59), 24, (11,)),
        (at(2026, 11, 24, 12, 10), 24, (13, 14)),
        (at(2026, 11, 24, 17, 0), 25, (9,)),
        (at(2026, 11, 27, 19, 0), 30, (9,)),  # a Friday evening
    ],
)
@pytest.mark.django_db
def test_at_a_window_they_file_while_it_is_open(moment, day, hours):
    filed = choices.at_a_window(moment, CHANCE)
    assert (filed.day, filed.hour in hours) == (day, True)


@pytest.mark.parametrize(
    ("born", "fit"),
    [("2010-11-25", False), ("2010-11-24", True), ("1966-11-25", True), ("1966-11-24", False)],
)
def test_only_people_of_working_age_register_as_unemployed(monkeypatch, born, fit):
    monkeypatch.setattr(choices, "profile", lambda person: {"birth_date": born})
    assert choices.fits("unemployment-registration", None, date(2026, 11, 24)) is fit


def test_nobody_files_twice_for_the_same_item(monkeypatch):
    monkeypatch.setattr(choices, "profile", lambda person: {"birth_date": "1990-01-01"})
    persons = [SimpleNamespace(pk=n) for n in range(3)]
    items = [SimpleNamespace(code=code) for code in ("unemployment-registration", "subsistence-allowance")]
    choosing = choices.Choosing(persons, items, {(0, "subsistence-allowance")})
    chosen = []
    while one := choosing.next(CHANCE):
        chosen.append((one[0].pk, one[1].code))
    assert sorted(chosen) == sorted(
        {(p.pk, item.code) for p in persons for item in items} - {(0, "subsistence-allowance")}
    )
