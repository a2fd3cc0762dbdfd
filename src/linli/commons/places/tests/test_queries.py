"""The network in memory answers who is responsible where."""

from datetime import date

import pytest

from linli.commons.places.public import load_network, network
from linli.commons.places.queries import load
from linli.commons.places.tests.test_actions import load as load_text
from linli.commons.places.tests.test_network_file import GOOD, HUDONG
from linli.kernel.database.generation import held
from linli.kernel.sources import read


@pytest.fixture
def hudong(db):
    load_network(read(HUDONG))
    return network()


def test_a_desk_is_found_by_the_residents_community(hudong):
    home = hudong.place("jingcheng").pk
    desks = {name: hudong.desk(home, name).code for name in ("station", "street", "civil-affairs")}
    assert desks == {"station": "jingcheng", "street": "hudong-committee", "civil-affairs": "civil-affairs"}
    assert hudong.desk(hudong.place("haishang").pk, "station").code == "station-5"
    assert hudong.administers(hudong.place("hudong").pk).code == "hudong-committee"
    assert hudong.administers(hudong.place("sip").pk).code == "district-office"


@pytest.mark.parametrize("name", ["nowhere", "", "Station", "sip"])
def test_an_unknown_desk_is_a_lookup_error(hudong, name):
    with pytest.raises(LookupError):
        hudong.desk(hudong.place("jingcheng").pk, name)


def test_a_district_has_no_station(hudong):
    with pytest.raises(LookupError):
        hudong.takes_in(hudong.place("sip").pk)


def test_reach_is_the_communities_served(hudong):
    def codes(unit):
        return sorted(hudong.place_by_id(place).code for place in hudong.reach(hudong.unit(unit).pk))

    assert codes("jingcheng") == ["baitang", "jingcheng", "jiuhua", "linghui", "xinyue", "zhongyue"]
    assert len(codes("hudong-committee")) == len(codes("civil-affairs")) == len(codes("district-office")) == 35
    assert hudong.reach(0) == frozenset()


def test_parents_and_what_lies_under(hudong):
    home = hudong.place("jingcheng").pk
    assert [place.code for place in hudong.parents(home)] == ["hudong", "sip"]
    assert len(hudong.under(hudong.place("sip").pk)) == 36
    assert hudong.under(home) == frozenset()


@pytest.mark.django_db
def test_who_takes_in_follows_the_day(tmp_path):
    text = GOOD.replace("places: [one, two]}", "places: [one, two], until: 2026-01-01}")
    text += "  - {code: new, kind: station, valid_from: 2026-01-01, name: {zh-hans: 新, en: New},\n"
    text += "     serves: [{purpose: takes_in, places: [one, two]}]}\n"
    load_text(tmp_path, text)
    before, after = load(date(2025, 12, 31)), load(date(2026, 1, 1))
    one = before.place("one").pk
    assert (before.takes_in(one).code, after.takes_in(one).code) == ("hall", "new")
    with pytest.raises(LookupError):
        before.desk(one, "new")
    assert after.desk(one, "new").code == "new"


@pytest.mark.django_db
def test_a_merged_community_is_reached_by_who_serves_its_successor(tmp_path):
    text = GOOD.replace("{code: one,", "{code: one, valid_until: 2026-01-01, successor: two,")
    load_text(tmp_path, text.replace("[one, two]", "[two]"))
    after = load(date(2026, 1, 1))
    one, station = after.place("one"), after.unit("hall").pk
    assert after.reach(station) == {one.pk, after.place("two").pk}
    assert after.takes_in(one.pk).code == "hall"
    assert not after.is_open(one)
    assert [place.code for place in after.parents(one.pk)] == ["two", "area", "d"]


@pytest.mark.django_db
def test_the_network_is_read_once_until_it_changes(tmp_path, django_assert_num_queries):
    load_text(tmp_path, GOOD)
    network()
    with held():
        with django_assert_num_queries(1):  # the generation
            first = network()
        with django_assert_num_queries(0):
            assert network() is first
    load_text(tmp_path, GOOD.replace("en: Station", "en: Changed"))
    assert network().unit("hall").names["en"] == "Changed"
