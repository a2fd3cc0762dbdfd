"""The cast: everybody the contract names, where the contract says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linli.commons.people.actions.persons import set_profile
from linli.commons.people.models import Identity, Person, Phone, Post
from linli.commons.people.public import head_desk, load_cast, posts_of, profile, reach_of
from linli.commons.people.queries import me
from linli.commons.people.tests.conftest import CAST
from linli.commons.places.public import network
from linli.kernel.access.grants import held, posts
from linli.kernel.access.models import User
from linli.kernel.clock import standing
from linli.kernel.database.generation import generation
from linli.kernel.sources import Flawed, read


def state():
    return [sorted(map(str, model.objects.values_list())) for model in (User, Person, Identity, Phone, Post)]


def load(tmp_path: Path, text: str) -> int:
    file = tmp_path / "cast.yaml"
    file.write_text(text)
    return load_cast(read(file), "other-word-77")


def test_the_whole_cast_is_there(cast):
    desks = {name: [(post.unit, post.role) for post in posts_of(user)] for name, user in cast.items()}
    assert desks["resident"] == desks["neighbour"] == desks["stranger"] == []
    assert desks["generalist"] == [("jingcheng", "generalist")]
    assert desks["specialist"] == [("civil-affairs", "specialist")]
    assert desks["approver"] == [("civil-affairs", "approver")]
    assert desks["head"] == [("jingcheng", "head")]
    for role in ("officer", "administrator", "auditor"):
        assert desks[role] == [("district-office", role)]
    for name, held_ in desks.items():
        if "." in name:
            unit, role = name.removesuffix("-2").split(".")
            assert held_ == [(unit, role)]


def test_every_unit_has_a_head_and_every_desk_of_the_first_items_an_account(cast):
    assert {f"{unit.code}.head" for unit in network().units.values()} <= cast.keys()
    assert {
        "jingcheng.generalist",
        "fangzhou.generalist",
        "hudong-station.generalist",
        "station-4.generalist",
        "station-5.generalist",
        "hudong-committee.specialist",
        "hudong-committee.specialist-2",
        "civil-affairs.specialist-2",
        "disabled-federation.specialist",
        "public-security.approver",
        "hudong-committee.approver",
    } <= cast.keys()


def test_staff_reach_where_the_residents_live_and_the_stranger_lives_nowhere(people, cast):
    home = people["resident"].community_id
    assert people["neighbour"].community_id == home == network().place("jingcheng").pk
    assert all(home in reach_of(cast[name]) for name in ("generalist", "specialist", "approver", "head"))
    assert people["stranger"].community_id is None
    assert reach_of(cast["stranger"]) == reach_of(cast["resident"]) == frozenset()
    for name in ("resident", "neighbour"):
        assert profile(people[name]).keys() == {
            "name",
            "identity_number",
            "phone",
            "bank_card",
            "address",
            "birth_date",
            "gender",
        }


def test_all_can_sign_in_with_the_password(cast):
    assert cast["resident"].check_password("lake-willow-41")
    assert cast["labour.approver"].check_password("lake-willow-41")
    assert not cast["resident"].check_password("other")


def test_loading_twice_changes_nothing(cast):
    before, at = state(), generation()
    assert load_cast(read(CAST), "another-word-88") == 0
    assert (state(), generation()) == (before, at)


def test_a_post_that_the_file_no_longer_names_ends_today(cast, tmp_path):
    text = CAST.read_text().replace("{unit: civil-affairs, role: approver}]}", "{unit: labour, role: approver}]}", 1)
    assert load(tmp_path, text) == 1
    user = User.objects.get(username="approver")
    assert [(post.unit, post.role) for post in posts_of(user)] == [("labour", "approver")]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with standing(yesterday):
        before = [(post.unit, post.role) for post in posts_of(user)]
    assert before == [("civil-affairs", "approver"), ("labour", "approver")]
    assert load(tmp_path, CAST.read_text()) == 1
    assert [(post.unit, post.role) for post in posts_of(user)] == [("civil-affairs", "approver")]
    assert load(tmp_path, CAST.read_text()) == 0


def test_a_changed_person_is_corrected_and_the_password_kept(cast, tmp_path):
    text = (
        CAST.read_text()
        .replace("景城社区12幢802室", "景城社区1幢101室")
        .replace('    bank_card: "6217001990008604121"\n', "")
    )
    mother = {"name": "沈玉珍", "relation": "parent"}
    set_profile(Person.objects.get(account__username="resident"), by=None, changes={"household": [mother]})
    assert load(tmp_path, text) == 1
    known = profile(Person.objects.get(account__username="resident"))
    assert known["household"] == [mother]  # what the person alone says stays
    assert known["address"] == "景城社区1幢101室"
    assert "bank_card" not in known
    assert User.objects.get(username="resident").check_password("lake-willow-41")


MISTAKES = """\
cast: [1]
people:
  - {account: Resident, name: A}
  - {account: a, name: B, identity_number: "320594198604128620"}
  - {account: a, name: C, phone: 19900008601}
  - {account: b, name: D, community: hudong, typo: 1, posts: [&p {unit: labour, role: head}, *p]}
  - {account: c, posts: [{unit: nowhere, role: head}, {unit: jingcheng, role: boss}, {unit: jingcheng}]}
  - {account: d, name: E, identity_number: "320594195809238713", bank_card: "1"}
  - {account: e, name: F, identity_number: "320594195809238713", language: fr}
"""


def test_every_mistake_is_named_at_once_and_nothing_written(cast, tmp_path):
    before = state()
    with pytest.raises(Flawed) as caught:
        load(tmp_path, MISTAKES)
    assert [(flaw.line, flaw.field) for flaw in caught.value.flaws] == [
        (1, "cast"),
        (1, "since"),
        (3, "people[0].account"),
        (4, "people[1].identity_number"),
        (5, "people[2].account"),
        (5, "people[2].phone"),
        (6, "people[3].community"),
        (6, "people[3].posts[1]"),
        (6, "people[3].typo"),
        (7, "people[4].name"),
        (7, "people[4].posts[0].unit"),
        (7, "people[4].posts[1].role"),
        (7, "people[4].posts[2].role"),
        (8, "people[5].bank_card"),
        (9, "people[6].identity_number"),
        (9, "people[6].language"),
    ]
    assert state() == before


def test_a_number_that_is_somebody_elses_leaves_all_as_it_was(cast, tmp_path):
    before = state()
    text = "cast: x\nsince: 2020-01-01\npeople:\n  - {account: new1, name: A}\n"
    text += '  - {account: new2, name: B, identity_number: "320594198604128629"}\n'
    with pytest.raises(Flawed) as caught:
        load(tmp_path, text)
    assert [(flaw.line, flaw.field) for flaw in caught.value.flaws] == [(5, "people[1].identity_number")]
    assert state() == before
    assert load(tmp_path, text.replace("320594198604128629", "11010519491231002X")) == 2


def test_posts_begin_and_end_with_their_day(cast):
    user = User.objects.get(username="generalist")
    with standing(datetime(2020, 8, 31, 15, 59, tzinfo=UTC)):
        assert posts_of(user) == ()
    with standing(datetime(2020, 8, 31, 16, 0, tzinfo=UTC)):
        assert len(posts_of(user)) == 1


def test_a_unit_without_a_head_is_led_by_who_administers_there(cast):
    places = network()
    code = {unit.pk: unit.code for unit in places.units.values()}

    def leader(unit):
        found, role = head_desk(places.unit(unit).pk)
        return code[found], role

    assert leader("jingcheng") == ("jingcheng", "head")
    load_without_heads("jingcheng", "civil-affairs")
    assert leader("jingcheng") == ("hudong-committee", "head")
    assert leader("civil-affairs") == ("district-office", "head")
    load_without_heads("hudong-committee")
    assert leader("jingcheng") == ("district-office", "head")


def load_without_heads(*units):
    from linli.kernel.database.generation import bump

    Post.objects.filter(unit__code__in=units, role="head").delete()
    bump()


def test_me_says_who_i_am(cast):
    assert me(cast["generalist"]) == {
        "account": "generalist",
        "name": cast["generalist"].person.name,
        "language": "zh-hans",
        "posts": [{"unit": "jingcheng", "role": "generalist"}],
        "person": {
            "id": str(cast["generalist"].person.pk),
            "community": None,
            "known": {"name": cast["generalist"].person.name},
        },
    } | {key: value for key, value in me(cast["generalist"]).items() if key == "unread"}
    assert me(cast["resident"])["person"]["community"] == "jingcheng"
    assert me(cast["stranger"])["person"]["community"] is None


def test_only_generalists_and_heads_look_for_people(cast):
    may = {name for name, user in cast.items() if held(user, "people.find") and held(user, "people.make")}
    assert may == {name for name in cast if name.split(".")[-1] in ("generalist", "head")}


def test_posts_are_kept_in_memory(cast, django_assert_num_queries):
    user = User.objects.get(username="generalist")
    with django_assert_num_queries(2):  # the generation, everybody's posts
        assert posts(user) == posts(user)
