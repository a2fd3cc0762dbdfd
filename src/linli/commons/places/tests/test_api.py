"""What outsiders are told of the network."""

import pytest
from django.test import RequestFactory

from linli.commons.places import api
from linli.commons.places.public import load_network
from linli.commons.places.tests.test_network_file import HUDONG
from linli.kernel.api.problems import Problem
from linli.kernel.sources import read

pytestmark = pytest.mark.django_db
REQUEST = RequestFactory().get("/api/v1/places")


@pytest.fixture(autouse=True)
def hudong(db):
    load_network(read(HUDONG))


def test_a_place_is_shown_as_the_contract_says():
    assert api.place(REQUEST, "jingcheng") == {
        "code": "jingcheng",
        "kind": "community",
        "name": "景城社区",
        "parent": "hudong",
        "valid_from": "2020-09-01",
        "valid_until": None,
        "successor": None,
        "assumed": False,
        "assumed_because": None,
    }


def test_a_station_says_what_was_assumed_and_why():
    shown = api.unit(REQUEST, "jingcheng")
    assert shown["name"] == "景城民众联络所"
    assert {serves["place"] for serves in shown["serves"]} == {
        "jingcheng",
        "linghui",
        "jiuhua",
        "baitang",
        "zhongyue",
        "xinyue",
    }
    assert all(serves["assumed"] and serves["purpose"] == "takes_in" for serves in shown["serves"])
    assert shown["hours"]["working_day"] == [["09:00", "12:00"], ["13:30", "17:00"]]
    assert shown["promise"]["amount"] == 0
    assert shown["promise"]["basis"] == "网上业务当日申请、当日受理"
    assert [assumption["about"] for assumption in shown["assumptions"]] == ["hours", "serves"]
    assert shown["assumed"] is True


def test_lists_are_filtered_and_paged_by_code():
    first = api.places(REQUEST, kind="community", under="hudong", cursor="", limit=20)
    second = api.places(REQUEST, kind="community", under="hudong", cursor=first["next"].split("cursor=")[1], limit=20)
    codes = [place["code"] for place in (*first["items"], *second["items"])]
    assert len(codes) == 35
    assert codes == sorted(codes)
    assert second["next"] is None
    assert api.places(REQUEST, under="jingcheng", cursor="", limit=20)["items"] == []
    serving = api.units(REQUEST, kind="station", serves="haishang", cursor="", limit=20)
    assert [unit["code"] for unit in serving["items"]] == ["station-5"]
    assert len(api.units(REQUEST, cursor="", limit=100)["items"]) == 12


@pytest.mark.parametrize("question", [lambda: api.place(REQUEST, "x"), lambda: api.unit(REQUEST, "a\0b")])
def test_what_is_not_there_is_404(question):
    with pytest.raises(Problem) as caught:
        question()
    assert caught.value.status == 404


@pytest.mark.parametrize(
    "question",
    [
        lambda: api.places(REQUEST, under="nowhere", cursor="", limit=20),
        lambda: api.units(REQUEST, serves="station-5", cursor="", limit=20),
        lambda: api.places(REQUEST, cursor="nonsense", limit=20),
    ],
)
def test_an_unknown_filter_value_is_400(question):
    with pytest.raises(Problem) as caught:
        question()
    assert caught.value.status == 400


@pytest.mark.parametrize("limit", [1, 30])
def test_a_list_takes_one_query_beside_the_network(django_assert_num_queries, limit):
    api.units(REQUEST, cursor="", limit=1)
    with django_assert_num_queries(2):  # the generation, the rows
        api.units(REQUEST, cursor="", limit=limit)
