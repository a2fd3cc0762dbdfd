"""What is said of oneself and of who lives with one: kept, masked, changed by oneself, never by the wrong one."""

from contextlib import suppress
from datetime import date
from random import Random
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection

from linli.commons.people.demo import bank_card, identity_number
from linli.commons.people.forms import known as forms
from linli.commons.people.models import Person
from linli.commons.people.public import make_person, masked, profile, set_profile
from linli.commons.people.queries import masked_household, persons_with
from linli.commons.people.rules import household_flaws, joined, whole
from linli.commons.people.states import Relation
from linli.kernel.access.models import AccessLog
from linli.kernel.api.problems import Problem

SON = "320594201805120249"
WIFE = identity_number(date(1987, 3, 9), 7, woman=True)


def member(n=0, **more):
    return {"name": f"家人{n}", "relation": "child", **more}


def flaws(problem):
    return [(wrong.pointer, wrong.code) for wrong in problem.value.errors]


@pytest.fixture
def mine(cast):
    """The resident's person, and a way to change it as themselves."""
    person = cast["resident"].person

    def change(**raw):
        forms.change(person, raw, by=cast["resident"])
        return profile(Person.objects.get(pk=person.pk))

    change.person, change.user = person, cast["resident"]
    return change


def test_what_is_given_replaces_what_is_none_is_forgotten_the_rest_stays(mine):
    before = profile(mine.person)
    after = mine(phone=" 138 0013 8000 ", bank_card=None)
    assert after["phone"] == "13800138000"
    assert "bank_card" not in after
    assert {name: after[name] for name in ("identity_number", "address", "name")} == {
        name: before[name] for name in ("identity_number", "address", "name")
    }


def test_a_masked_number_sent_back_stays_and_another_mask_is_wrong(mine):
    assert mine(phone="199****8601")["phone"] == "19900008601"
    with pytest.raises(Problem) as refused:
        mine(phone="138****4096")
    assert flaws(refused) == [("/phone", "format")]


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ({"phone": "123"}, [("/phone", "length")]),
        ({"phone": 5}, [("/phone", "type")]),
        ({"bank_card": "6217001990008604122"}, [("/bank_card", "checksum")]),
        ({"address": "路" * 201}, [("/address", "length")]),
        ({"name": "别人"}, [("/name", "unknown")]),
        ({"name": None}, [("/name", "unknown")]),
        ({"identity_number": WIFE}, [("/identity_number", "unknown")]),
        ({"household": {}}, [("/household", "type")]),
        ({"household": [3]}, [("/household/0", "type")]),
        ({"household": [{}]}, [("/household/0/name", "required"), ("/household/0/relation", "required")]),
        ({"household": [member(relation="cousin")]}, [("/household/0/relation", "choice")]),
        ({"household": [member(shoe="42")]}, [("/household/0/shoe", "unknown")]),
        ({"household": [member(identity_number="320594201805120248")]}, [("/household/0/identity_number", "checksum")]),
        ({"household": [member(birth_date="2199-01-01")]}, [("/household/0/birth_date", "date")]),
        ({"household": [member(birth_date="yesterday")]}, [("/household/0/birth_date", "date")]),
        ({"household": [member(n) for n in range(21)]}, [("/household", "length")]),
        ({"household": [member(0, identity_number=SON), member(1, identity_number=SON.lower())]},
         [("/household/1/identity_number", "choice")]),
        ({"household": [member(), member(identity_number=SON)]}, [("/household/1/name", "choice")]),
        ({"household": [member(identity_number="320594198604128629")]}, [("/household/0/identity_number", "choice")]),
        ({"household": [member(identity_number=SON, birth_date="2018-05-13")]}, [("/household/0/birth_date", "date")]),
        ({"household": [member(name="家" * 61)]}, [("/household/0/name", "length")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_kept(mine, raw, wrong):
    before = profile(mine.person)
    with pytest.raises(Problem) as refused:
        mine(**({"phone": "13800138000"} | raw))
    assert sorted(flaws(refused)) == sorted(wrong)
    assert profile(Person.objects.get(pk=mine.person.pk)) == before


def test_a_household_is_kept_whole_and_shown_masked(mine):
    said = [member(identity_number=SON, name="林  小满"), {"name": "长" * 40, "relation": "parent"}]
    assert mine(household=said)["household"] == [
        {"name": "林 小满", "relation": "child", "identity_number": SON, "birth_date": "2018-05-12"},
        {"name": "长" * 40, "relation": "parent"},
    ]
    shown = masked_household(Person.objects.get(pk=mine.person.pk))
    assert [one.get("identity_number") for one in shown] == ["3205**********0249", None]
    again = [one | {"name": one["name"] + "儿"} for one in shown]
    assert mine(household=again)["household"][0]["identity_number"] == SON
    assert mine(household=again[::-1])["household"][1]["identity_number"] == SON


def test_twenty_people_live_together(mine):
    numbers = [identity_number(date(1990, 1, 1), n, woman=n % 2 == 0) for n in range(20)]
    many = [member(n, identity_number=number) for n, number in enumerate(numbers)]
    assert len(mine(household=many)["household"]) == 20
    with pytest.raises(Problem) as refused:
        forms.put_member(mine.person, member(21), by=mine.user)
    assert flaws(refused) == [("", "length")]


def test_nobody_and_nothing_said_differ(mine):
    assert "household" not in profile(mine.person)
    assert mine(household=[])["household"] == []
    assert "household" not in mine(household=None)
    forms.alone(mine.person, by=mine.user)
    assert profile(Person.objects.get(pk=mine.person.pk))["household"] == []
    forms.put_member(mine.person, member(), by=mine.user)
    with pytest.raises(Problem) as refused:
        forms.alone(mine.person, by=mine.user)
    assert refused.value.status == 409


def test_who_sees_a_matter_or_a_list_learns_nothing_of_the_household(mine):
    mine(household=[member(name="林小满", identity_number=SON)])
    assert "林小满" not in str(masked(Person.objects.get(pk=mine.person.pk)))


def test_an_entry_is_changed_only_as_it_was_seen(mine):
    mine(household=[member(0), member(1, identity_number=SON)])
    first, second = forms.household_of(profile(Person.objects.get(pk=mine.person.pk)))
    forms.put_member(mine.person, {"name": "林小满", "relation": "child", "identity_number": "3205**********0249"},
                     by=mine.user, n=1, seen=forms.mark(second))  # fmt: skip
    kept = forms.household_of(profile(Person.objects.get(pk=mine.person.pk)))
    assert kept == [first, {"name": "林小满", "relation": "child", "identity_number": SON, "birth_date": "2018-05-12"}]
    for stale in (forms.mark(second), "", "x"):
        with pytest.raises(Problem) as refused:
            forms.take_out(mine.person, 1, stale, by=mine.user)
        assert refused.value.status == 409
    assert forms.take_out(mine.person, 0, forms.mark(first), by=mine.user) == "家人0"
    assert forms.take_out(mine.person, 0, forms.mark(kept[1]), by=mine.user) == "林小满"
    assert "household" not in profile(Person.objects.get(pk=mine.person.pk))


def test_another_number_brings_its_own_birth_date(mine):
    mine(household=[member(identity_number=SON)])
    [old] = forms.household_of(profile(mine.person))
    raw = {"name": "她", "relation": "spouse", "identity_number": WIFE, "birth_date": "2018-05-12"}
    forms.put_member(mine.person, raw, by=mine.user, n=0, seen=forms.mark(old))
    assert forms.household_of(profile(Person.objects.get(pk=mine.person.pk)))[0]["birth_date"] == "1987-03-09"


def test_a_change_of_oneself_leaves_no_line_one_by_somebody_else_does(mine, cast):
    mine(phone="13800138000")
    assert not AccessLog.objects.exists()
    forms.change(mine.person, {"phone": "13800138001"}, by=cast["generalist"])
    assert [(line.what, line.user.username) for line in AccessLog.objects.all()] == [("person.changed", "generalist")]


def test_an_account_without_a_person_and_a_ward_change_nothing_alone(cast, django_user_model, monkeypatch):
    nobody = django_user_model.objects.create_user("nobody")
    with pytest.raises(Problem) as refused:
        forms.own(nobody)
    assert refused.value.status == 403
    monkeypatch.setattr(forms, "WARDS", [lambda person: True])
    with pytest.raises(Problem) as refused:
        forms.own(cast["resident"])
    assert refused.value.status == 403


def test_a_person_is_found_by_number_under_every_version_and_nobody_by_none(cast, django_assert_num_queries):
    made = make_person("王芳", by=None, known={"identity_number": WIFE})
    assert persons_with({WIFE, SON}) == [made]
    with django_assert_num_queries(0):
        assert persons_with(set()) == []


def test_what_is_said_again_keeps_what_was_known_of_them():
    before = [whole(member(0, identity_number=SON)), {"name": "王芳", "relation": "spouse", "identity_number": WIFE}]
    said = [{"name": "王芳", "relation": "spouse"}, {"name": "改名", "relation": "child", "identity_number": SON}]
    found = joined(before, said)
    assert [(one["name"], one["identity_number"]) for one in found] == [("王芳", WIFE), ("改名", SON)]
    twins = [{"name": "小王", "relation": "child", "identity_number": SON}, {"name": "小王", "relation": "child"}]
    assert [one.get("identity_number") for one in joined(twins, twins)] == [SON, None]
    assert joined([], []) == []


def test_a_household_of_right_values_may_still_be_wrong():
    rows = [member(identity_number=SON), member(identity_number=WIFE, birth_date="1990-01-01"), member(1)]
    assert [(n, field, words) for n, field, _code, words, _name in household_flaws(rows, SON)] == [
        (0, "identity_number", "self"),
        (1, "birth_date", "birth"),
    ]
    assert set(Relation.values) == {"spouse", "child", "parent", "grandparent", "grandchild", "sibling", "other"}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({}, {}, True),
        ({}, {"name": " 家人０"}, True),
        ({}, {"identity_number": SON}, True),
        ({"identity_number": WIFE}, {"identity_number": SON}, False),
        ({"birth_date": "2018-05-12"}, {"identity_number": SON}, True),
        ({"birth_date": "2018-05-13"}, {"identity_number": SON}, False),
        ({}, {"birth_date": "2018-05-12"}, True),
        ({}, {"name": "家人"}, False),
    ],
)
def test_two_of_one_name_are_one_until_something_tells_them_apart(one, other, alike):
    for first, second in ((one, other), (other, one)):
        found = list(household_flaws([member(**first), member(**second)], None))
        assert [(n, field, words) for n, field, _code, words, _name in found] == (
            [(1, "name", "named")] if alike else []
        )


def test_nobody_is_added_twice_and_who_stands_there_is_named(mine):
    mine(household=[member(name="林小满", identity_number=SON), member(1)])
    raw = {"name": "小满", "relation": "child", "identity_number": SON}
    for n, again, field in (
        (None, raw, "identity_number"),
        (1, raw, "identity_number"),
        (1, member(name="林小满"), "name"),
    ):
        seen = "" if n is None else forms.mark(forms.household_of(profile(mine.person))[n])
        with pytest.raises(Problem) as refused:
            forms.put_member(mine.person, again, by=mine.user, n=n, seen=seen)
        assert flaws(refused) == [(f"/{field}", "choice")]
        assert "林小满" in refused.value.errors[0].message


def test_who_stood_there_twice_before_does_not_keep_others_from_being_changed(mine):
    set_profile(mine.person, by=mine.user, changes={"household": [member(0), member(0), member(1)]})
    third = forms.household_of(profile(mine.person))[2]
    forms.put_member(mine.person, member(2), by=mine.user, n=2, seen=forms.mark(third))
    kept = forms.household_of(profile(Person.objects.get(pk=mine.person.pk)))
    assert [one["name"] for one in kept] == ["家人0", "家人0", "家人2"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_lose_nothing_of_each_other():
    person = make_person("林秋怡", by=None)
    card, together = bank_card(Random(1), 1), Barrier(8)

    def run(call):
        together.wait()
        try:
            call()
        finally:
            connection.close()

    calls = [lambda n=n: forms.put_member(Person.objects.get(pk=person.pk), member(n), by=None) for n in range(6)]
    calls += [lambda: set_profile(Person.objects.get(pk=person.pk), by=None, changes={"bank_card": card})]
    calls += [lambda: set_profile(Person.objects.get(pk=person.pk), by=None, changes={"address": "一幢"})]
    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = profile(Person.objects.get(pk=person.pk))
    assert sorted(one["name"] for one in kept["household"]) == [f"家人{n}" for n in range(6)]
    assert (kept["bank_card"], kept["address"]) == (card, "一幢")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("guarded", "kept"), [(True, 2), (False, 1)])
def test_without_the_lock_one_of_two_is_lost(monkeypatch, guarded, kept):
    person = make_person("林秋怡", by=None)
    both = Barrier(2)
    if not guarded:
        monkeypatch.setattr(Person.objects, "select_for_update", lambda **_how: Person.objects.all())

    def run(n):
        def decided(known):
            with suppress(BrokenBarrierError):
                both.wait(1)  # both have read, unless one waits for the other
            return {"household": [*known.get("household", ()), member(n)]}

        try:
            set_profile(Person.objects.get(pk=person.pk), by=None, changes=decided)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(profile(Person.objects.get(pk=person.pk))["household"]) == kept
