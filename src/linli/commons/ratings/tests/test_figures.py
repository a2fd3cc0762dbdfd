"""No published figure lets anybody be made out."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.commons.places.models import Unit
from linli.commons.ratings.models import Rating
from linli.commons.ratings.queries.figures import figures, months
from linli.commons.ratings.queries.sums import LEAST, Sum, publishable
from linli.kernel import clock
from tests.cast import MONDAY

sums = st.dictionaries(st.integers(1, 5), st.integers(0, 6)).map(Sum)


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), sums, max_size=12))
def test_whatever_is_taken_off_the_total_never_leaves_fewer_than_five(rows):
    table = publishable(rows)
    total = sum(one.number for one in rows.values())
    shown = sum(one.number for _key, one in table.rows)
    assert all(one.number >= LEAST for _key, one in table.rows)
    left = total - shown
    assert left == 0 or left >= LEAST or not table.rows
    assert (table.others.number if table.others else 0) == (left if left and table.rows else 0)
    for _key, one in table.rows:
        assert one == rows[_key]


def test_without_care_a_row_could_be_reckoned():
    """The control: dropping small rows alone gives the one that is left away."""
    rows = {"a": Sum({5: 9}), "b": Sum({5: 6}), "c": Sum({1: 2})}
    naive = {key: one for key, one in rows.items() if one.number >= LEAST}
    assert sum(one.number for one in rows.values()) - sum(one.number for one in naive.values()) == 2
    table = publishable(rows)
    assert [key for key, _one in table.rows] == ["a"]
    assert table.others is not None
    assert table.others.number == 8


COUNT = itertools.count()


def rate(unit, level, days, topic="x", struck=None):
    bad = {"appealed_by": 1, "struck": struck} if struck is not None else {}
    Rating.objects.create(
        subject_kind="application", subject_id=f"n{next(COUNT)}", topic=topic, level=level, unit=unit,
        rated=MONDAY - timedelta(days=days), **bad,
    )  # fmt: skip


@pytest.fixture
def rated(cast):
    """June 8 is a Monday: May is over; nine ratings at one station, two at another, five struck or of this month."""
    first, other = Unit.objects.get(code="jingcheng"), Unit.objects.get(code="fangzhou")
    for level in (5, 5, 5, 4, 4, 3, 2, 1, 5):
        rate(first, level, 10)
    for level in (1, 1):
        rate(other, level, 12, topic="y")
    rate(first, 1, 11, struck=True)
    for _n in range(4):
        rate(first, 1, 0)
    return cast


def test_a_month_that_is_over(rated):
    assert [f"{one:%Y-%m}" for one in months()] == ["2026-05"]
    found = figures(months()[0])
    assert (found.total.number, found.struck) == (11, 1)
    assert (found.stations.rows, found.topics.rows) == ((), ())  # two would be left
    assert found.stations.others is None  # that would be the total


def test_the_page_and_the_program_say_the_same(rated, client):
    page = client.get("/ratings/", headers={"Accept-Language": "en"}).content.decode()
    told = client.get("/api/v1/ratings").json()
    assert told["total"]["number"] == 11
    assert told["stations"] == told["items"] == []
    for words in ("11 ratings", f"{told['total']['average']} of 5", "1 rating was struck"):
        assert words in page
    assert "Fangzhou" not in page


@pytest.mark.parametrize("month", ["2026-06", "2026-04", "2026-13", "x", "2026-5", "9999-01", "2026-05-01"])
def test_other_months_are_not_there(rated, client, month):
    assert client.get("/ratings/", {"month": month}).status_code == 404
    assert client.get("/api/v1/ratings", {"month": month}).status_code == 400


def test_nothing_yet(cast, client):
    assert "No figures yet" in client.get("/ratings/", headers={"Accept-Language": "en"}).content.decode()
    assert client.get("/api/v1/ratings").json()["month"] is None


def test_the_hour_of_the_place_decides_the_month(cast):
    unit = Unit.objects.get(code="jingcheng")
    for n in range(LEAST):
        rate(unit, 5, 0, topic=str(n))
    edge = MONDAY.replace(day=1, hour=0, minute=30)  # in June here, in May by UTC
    Rating.objects.update(rated=edge)
    assert months() == []
    with clock.standing(MONDAY + timedelta(days=30)):
        assert [f"{one:%Y-%m}" for one in months()] == ["2026-06"]


def test_as_many_queries_for_ten_thousand(rated, client):
    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get("/ratings/")
        return len([one for one in found if "ratings_rating" in one["sql"]])

    few, unit = asked(), Unit.objects.get(code="jingcheng")
    rows = (
        Rating(
            subject_kind="application", subject_id=f"m{n}", topic=f"t{n % 40}", level=n % 5 + 1, unit=unit,
            rated=MONDAY - timedelta(days=8 + n % 20),
        )
        for n in range(10_000)
    )  # fmt: skip
    Rating.objects.bulk_create(rows, batch_size=2000)
    assert few == asked() == 2
