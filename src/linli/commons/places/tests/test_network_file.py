"""Twenty mistakes in a file: all named at once, each at its line."""

from pathlib import Path

import pytest

from linli.commons.places.forms.network import clean_network
from linli.kernel.sources import Flawed, read

HUDONG = Path(__file__).resolve().parents[5] / "networks" / "hudong-2020.yaml"
GOOD = """\
network: small
valid_from: 2020-01-01
source: a test
places:
  - {code: d, kind: district, name: {zh-hans: 区, en: D}}
  - {code: area, kind: committee_area, parent: d, name: {zh-hans: 片, en: Area}}
  - {code: one, kind: community, parent: area, name: {zh-hans: 一, en: One}}
  - {code: two, kind: community, parent: area, name: {zh-hans: 二, en: Two}}
units:
  - code: office
    kind: committee
    name: {zh-hans: 办, en: Office}
    hours: {working_day: [["09:00", "12:00"], ["13:30", "17:00"]], "on": {2026-10-01: []}}
    serves:
      - {purpose: administers, places: [area]}
  - code: hall
    kind: station
    name: {zh-hans: 所, en: Station}
    point: [120.7, 31.3]
    serves:
      - {purpose: takes_in, places: [one, two]}
"""


def clean(tmp_path: Path, text: str):
    file = tmp_path / "network.yaml"
    file.write_text(text)
    return clean_network(read(file))


def flaws(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(Flawed) as caught:
        clean(tmp_path, text)
    return [(flaw.line, flaw.field) for flaw in caught.value.flaws]


def test_a_right_file_is_read_whole(tmp_path):
    network = clean(tmp_path, GOOD)
    assert [place.code for place in network.places] == ["d", "area", "one", "two"]
    assert network.units[0].hours == {
        "working_day": [["09:00", "12:00"], ["13:30", "17:00"]],
        "rest_day": [],
        "holiday": [],
        "on": {"2026-10-01": []},
    }
    assert network.units[1].point == [120.7, 31.3]


def test_hudong_is_as_published_and_says_what_is_not():
    network = clean_network(read(HUDONG))
    communities = [place for place in network.places if place.kind == "community"]
    stations = {unit.code: unit for unit in network.units if unit.kind == "station"}
    served = {code: len(unit.serves) for code, unit in stations.items()}
    assert len(communities) == 35
    assert served == {"jingcheng": 6, "fangzhou": 7, "hudong-station": 7, "station-4": 7, "station-5": 8}
    assert all(link.assumed for unit in stations.values() for link in unit.serves)
    assert [code for code, unit in stations.items() if unit.assumed] == ["station-4", "station-5"]
    assert all(unit.hours_assumed for unit in network.units)
    assert {unit.code for unit in network.units if unit.kind == "department"} == {
        "civil-affairs",
        "labour",
        "disabled-federation",
        "family-planning",
        "public-security",
    }


MISTAKES = """\
network: small
valid_from: 2020-01-01
source: a test
places:
  - {code: d, kind: district, name: {zh-hans: 区, en: D}}
  - {code: Area, kind: committee_area, parent: d, name: {zh-hans: 片, en: Area}}
  - {code: a, kind: committee_area, parent: d, name: {zh-hans: 片}}
  - {code: one, kind: comunity, parent: a, name: {zh-hans: 一, en: One}}
  - {code: two, kind: community, parent: nowhere, name: {zh-hans: 二, en: Two}}
  - {code: two, kind: community, parent: d, name: {zh-hans: 二, en: Two}}
  - {code: three, kind: community, name: {zh-hans: 三, en: Three}}
  - {code: four, kind: community, parent: two, name: {zh-hans: 四, en: Four}}
  - {code: five, kind: community, parent: d, valid_until: 2019-01-01, name: {zh-hans: 五, en: Five}}
  - {code: six, kind: community, parent: d, assumed: true, name: {zh-hans: 六, en: Six}}
  - {code: seven, kind: community, parent: d, successor: two, name: {zh-hans: 七, en: Seven}}
units:
  - code: office
    kind: committee
    name: 办
    opens: 09:00
    hours: {working_day: [["9", "12:00"], ["13:30", "13:00"]], "on": {soon: []}}
    point: [31.3]
    corrections: {amount: 0, unit: hour, complaint: {text: {zh-hans: 诉, en: Complain}}}
  - code: station
    kind: station
    name: {zh-hans: 所, en: Station}
    reason: {zh-hans: 因, en: Why}
    promise: {amount: 1, unit: accept, basis: {zh-hans: 诺, en: Promise}, source: here}
    serves:
      - {purpose: takes_in, places: [three, nowhere]}
      - {purpose: takes, places: [three]}
      - {purpose: takes_in, places: [three]}
      - {purpose: decides, places: []}
"""
NAMED = [
    (6, "places[1].code"),
    (7, "places[2].name.en"),
    (8, "places[3].kind"),
    (9, "places[4].parent"),
    (10, "places[5].code"),
    (11, "places[6].parent"),
    (12, "places[7].parent"),
    (13, "places[8].valid_until"),
    (14, "places[9].reason"),
    (15, "places[10].successor"),
    (19, "units[0].name"),
    (20, "units[0].opens"),
    (21, "units[0].hours.on.soon"),
    (21, "units[0].hours.working_day[0][0]"),
    (21, "units[0].hours.working_day[1]"),
    (22, "units[0].point"),
    (23, "units[0].corrections"),
    (23, "units[0].corrections.amount"),
    (23, "units[0].corrections.complaint.basis"),
    (23, "units[0].corrections.complaint.source"),
    (23, "units[0].corrections.unit"),
    (24, "units[1].code"),
    (27, "units[1].reason"),
    (28, "units[1].promise.amount"),
    (30, "units[1].serves[0].places[1]"),
    (31, "units[1].serves[1].purpose"),
    (32, "units[1].serves[2].places[0]"),
    (33, "units[1].serves[3].places"),
]


def test_every_mistake_is_named_at_once_and_nothing_else_is(tmp_path):
    assert flaws(tmp_path, MISTAKES) == NAMED


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("network: small\n", "", (1, "network")),
        ("code: hall", "code: street", (16, "units[1].code")),
        ("valid_from: 2020-01-01\n", "", (1, "valid_from")),
        ("valid_from: 2020-01-01", "valid_from: soon", (2, "valid_from")),
        ("source: a test\n", "", (1, "source")),
        ("parent: d,", "parent: [{place: d, from: 2019-01-01}],", (6, "places[1].parent[0]")),
        (
            "parent: d,",
            "parent: [{place: d, until: 2022-01-01}, {place: d, from: 2021-12-31}],",
            (6, "places[1].parent[1]"),
        ),
        ("parent: d,", "parent: [],", (6, "places[1].parent")),
        (
            "parent: d,",
            "parent: [{place: d, until: 2021-05-01}, {place: d, from: 2021-07-01}],",
            (6, "places[1].parent[1]"),
        ),
        ("parent: d,", "parent: [{place: d, from: 2020-02-01}],", (6, "places[1].parent[0]")),
        ("parent: d,", "parent: [{place: d, until: 2021-05-01}],", (6, "places[1].parent[0]")),
        ("[one, two]}", "[one, two], until: 2019-01-01}", (21, "units[1].serves[0].until")),
        ("[one, two]}", "[one, one]}", (21, "units[1].serves[0].places[1]")),
        ("takes_in, places: [one, two]}", "decides, places: [one, one]}", (21, "units[1].serves[0].places[1]")),
        ("[one, two]}", "one}", (21, "units[1].serves[0].places")),
        ("[one, two]}", "[1, two]}", (21, "units[1].serves[0].places[0]")),
        ("point: [120.7, 31.3]", "point: [31.3, 120.7]", (19, "units[1].point")),
        ("point: [120.7, 31.3]", "point: 120", (19, "units[1].point")),
        ('["13:30", "17:00"]', '["11:00", "17:00"]', (13, "units[0].hours.working_day[1]")),
        ('["13:30", "17:00"]', '["25:00", "26:00"]', (13, "units[0].hours.working_day[1][0]")),
        ('["09:00", "12:00"]', '["９:00", "12:00"]', (13, "units[0].hours.working_day[0][0]")),
        ("2026-10-01: []", "20261001: []", (13, "units[0].hours.on.20261001")),
        ("2026-10-01: []", "2026-W40-4: []", (13, "units[0].hours.on.2026-W40-4")),
        ("en: Station}", 'en: "Sta\\btion"}', (18, "units[1].name.en")),
        ("zh-hans: 一", "zh-hans: 一\u202e", (7, "places[2].name.zh-hans")),
        ("2026-10-01: []", "2026-02-30: []", (13, "units[0].hours.on.2026-02-30")),
        ("hours: {working_day:", "hours: {workday:", (13, "units[0].hours.working_day")),
        ("kind: station", "kind: 5", (17, "units[1].kind")),
        ("en: One", "en: 1", (7, "places[2].name.en")),
        ("zh-hans: 一", "zh-hans: " + "一" * 61, (7, "places[2].name.zh-hans")),
    ],
)
def test_one_mistake_is_found_where_it_stands(tmp_path, old, new, at):
    assert old in GOOD
    assert at in flaws(tmp_path, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    "text", ["", "[]", "x", "network: a\nplaces: 3\nunits: {}\n", "places: [1, [], x]\nunits: [~]\n"]
)
def test_nonsense_is_refused_without_a_crash(tmp_path, text):
    assert flaws(tmp_path, text)


def test_a_network_has_places_and_units(tmp_path):
    text = "network: a\nvalid_from: 2020-01-01\nsource: b\nplaces: []\nunits: []\n"
    assert flaws(tmp_path, text) == [(4, "places"), (5, "units")]


def test_days_that_touch_do_not_overlap(tmp_path):
    """`until` is the first day no longer: the new station begins on the very day."""
    text = GOOD.replace("places: [one, two]}", "places: [one], until: 2026-01-01}")
    text += """\
  - code: later
    kind: station
    name: {zh-hans: 新, en: Later}
    serves: [{purpose: takes_in, places: [one], from: 2026-01-01}]
"""
    clean(tmp_path, text)
    assert flaws(tmp_path, text.replace("from: 2026-01-01", "from: 2025-12-31")) == [
        (25, "units[2].serves[0].places[0]")
    ]


def test_parents_may_follow_one_another_in_any_order(tmp_path):
    links = "[{place: d, from: 2021-05-01}, {place: d, until: 2021-05-01}]"
    assert len(clean(tmp_path, GOOD.replace("parent: d,", f"parent: {links},")).places[1].parents) == 2


def test_a_successor_must_be_there_when_the_place_ends(tmp_path):
    """So two places can't succeed each other in a circle."""
    ended = "valid_until: 2026-01-01, successor: two,"
    text = GOOD.replace("{code: one,", "{code: one, " + ended)
    clean(tmp_path, text)
    both = text.replace("{code: two,", "{code: two, valid_until: 2026-01-01, successor: one,")
    assert flaws(tmp_path, both) == [(7, "places[2].successor"), (8, "places[3].successor")]
