"""Posts are given by who may, never one's own; the three administrators stay apart; access ends with the post."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.commons.people.forms import posts as forms
from linli.commons.people.models import Person, Post
from linli.commons.people.public import posts_of
from linli.commons.people.states import GIVEN_BY, TRUSTED, Role
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import generation
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref


def give(by, account="stranger", unit="labour", role="specialist", **more):
    return forms.give({"account": account, "unit": unit, "role": role} | more, by=by)


def status(run):
    with pytest.raises(Problem) as refused:
        run()
    return refused.value.status


def held(account):
    return [(post.unit, post.role) for post in posts_of(User.objects.get(username=account))]


def facts_of(account):
    return [entry.fact for entry in timeline(Ref("account", str(User.objects.get(username=account).pk)))]


def test_an_officer_gives_the_posts_of_desks_and_they_hold_at_once(cast):
    give(cast["officer"])
    assert held("stranger") == [("labour", "specialist")]
    assert facts_of("stranger") == ["people.PostGiven"]


@pytest.mark.parametrize("giver", ["officer", "security"])
def test_each_role_is_given_by_one_of_the_two_alone(cast, giver):
    for role in Role:
        mine = bool(GIVEN_BY[role] == ("posts.give_work" if giver == "officer" else "posts.give_trust"))
        with transaction.atomic():
            if mine:
                give(cast[giver], role=str(role))
                transaction.set_rollback(True)
            else:
                assert status(lambda role=role: give(cast[giver], role=str(role))) == 403


def test_nobody_else_gives_a_post(cast):
    for account, user in cast.items():
        if account in ("officer", "security"):
            continue
        assert status(lambda user=user: give(user)) == 403, account
    assert held("stranger") == []


def test_nobody_gives_or_ends_their_own(cast):
    assert status(lambda: give(cast["officer"], account="officer", role="generalist", unit="jingcheng")) == 403
    own = Post.objects.get(person__account=cast["security"])
    assert status(lambda: forms.end(own.pk, {}, by=cast["security"])) == 403


@pytest.mark.parametrize("first", TRUSTED)
def test_the_three_stand_beside_no_other_post(cast, first):
    give(cast["security"], role=str(first), unit="district-office")
    for other in (role for role in TRUSTED if role != first):
        assert status(lambda other=other: give(cast["security"], role=str(other), unit="district-office")) == 409
    assert status(lambda: give(cast["officer"])) == 409
    assert held("stranger") == [("district-office", str(first))]


def test_the_database_keeps_the_three_apart_whoever_writes(cast):
    person = Person.objects.get(account=cast["administrator"])
    unit = Post.objects.get(person=person).unit
    for role in ("auditor", "security", "generalist"):
        with pytest.raises(IntegrityError, match="trusted_apart"), transaction.atomic():
            Post.objects.create(person=person, unit=unit, role=role, during=DateRange(clock.today(), None))
    with connection.cursor() as cursor:  # the control: without the guard nothing holds
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE people_post DROP CONSTRAINT trusted_apart")
    Post.objects.create(person=person, unit=unit, role="auditor", during=DateRange(clock.today(), None))


def test_what_is_over_stands_in_nobodys_way(cast):
    post = give(cast["officer"])
    Post.objects.filter(pk=post.pk).update(during=DateRange(clock.today() - timedelta(9), clock.today()))
    give(cast["security"], role="auditor", unit="district-office")
    assert held("stranger") == [("district-office", "auditor")]


def test_the_same_post_twice_in_that_time_is_refused(cast):
    give(cast["officer"])
    assert status(lambda: give(cast["officer"])) == 409
    assert status(lambda: give(cast["officer"], since=(clock.today() + timedelta(3)).isoformat())) == 409


def test_a_post_of_some_days_hence_opens_nothing_before(cast):
    soon = (clock.today() + timedelta(2)).isoformat()
    post = give(cast["officer"], since=soon)
    assert held("stranger") == []
    assert forms.end(post.pk, {}, by=cast["officer"]) is None
    assert not Post.objects.filter(pk=post.pk).exists()
    assert facts_of("stranger") == ["people.PostGiven", "people.PostEnded"]


def test_what_is_wrong_is_named_all_at_once(cast):
    def wrong(**raw):
        with pytest.raises(Problem) as refused:
            forms.give(raw, by=cast["officer"])
        return {error.pointer: error.code for error in refused.value.errors}

    assert wrong() == {"/account": "required", "/unit": "required", "/role": "required"}
    past = (clock.today() - timedelta(1)).isoformat()
    raw = {"account": "nobody", "unit": "nowhere", "role": "king", "since": past, "until": past, "x": 1}
    assert wrong(**raw) == {
        "/account": "choice", "/unit": "choice", "/role": "choice", "/since": "range", "/until": "range",
        "/x": "unknown",
    }  # fmt: skip
    assert wrong(account="stranger", unit="labour", role="head", since="soon") == {"/since": "date"}


def test_ended_it_is_over_at_once_and_repeated_it_is_said(cast):
    post = Post.objects.get(person__account=cast["specialist"])
    forms.end(post.pk, {}, by=cast["officer"])
    assert held("specialist") == []
    assert status(lambda: forms.end(post.pk, {}, by=cast["officer"])) == 409


def test_ended_from_a_day_on_it_holds_until_then(cast):
    post = Post.objects.get(person__account=cast["specialist"])
    forms.end(post.pk, {"on": (clock.today() + timedelta(5)).isoformat()}, by=cast["officer"])
    assert held("specialist") == [("civil-affairs", "specialist")]
    forms.end(post.pk, {}, by=cast["officer"])  # and sooner after all
    assert held("specialist") == []


def test_ended_later_than_it_ends_anyway_it_does_not_grow(cast):
    soon, later = ((clock.today() + timedelta(n)).isoformat() for n in (3, 9))
    post = give(cast["officer"], until=soon)
    assert status(lambda: forms.end(post.pk, {"on": later}, by=cast["officer"])) == 409
    assert Post.objects.get(pk=post.pk).during.upper.isoformat() == soon


def test_who_cannot_sign_in_is_no_successor(cast):
    give(cast["security"], role="administrator", unit="district-office")
    User.objects.filter(username="stranger").update(password="!")
    administrator = Post.objects.get(person__account=cast["administrator"])
    assert status(lambda: forms.end(administrator.pk, {}, by=cast["security"])) == 409


def test_an_officer_finds_no_post_of_an_administrator(cast):
    post = Post.objects.get(person__account=cast["administrator"])
    assert status(lambda: forms.end(post.pk, {}, by=cast["officer"])) == 404


def test_the_last_who_can_give_posts_or_accounts_stays(cast):
    give(cast["security"], account="stranger", role="security", unit="district-office")
    second = User.objects.get(username="stranger")
    administrator = Post.objects.get(person__account=cast["administrator"])
    assert status(lambda: forms.end(administrator.pk, {}, by=second)) == 409
    give(second, account="neighbour", role="administrator", unit="district-office")
    forms.end(administrator.pk, {}, by=second)
    assert held("administrator") == []


def test_a_list_is_given_whole_or_not_at_all(cast):
    rows = [
        {"line": "2", "account": "stranger", "unit": "劳动保障部门", "role": "专办"},
        {"line": "3", "account": "nobody", "unit": "labour", "role": "specialist"},
    ]
    rows[0]["unit"] = Post.objects.filter(unit__code="labour").first().unit.name
    rows[0]["role"] = str(Role.SPECIALIST.label)
    found = forms.bring(rows, by=cast["officer"], really=True)
    assert [bool(one.wrong) for one in found] == [False, True]
    assert held("stranger") == []
    before = generation()
    assert not any(one.wrong for one in forms.bring(rows[:1], by=cast["officer"], really=False))
    assert generation() == before  # nobody reads anew for what was only looked at
    assert held("stranger") == []
    forms.bring(rows[:1], by=cast["officer"], really=True)
    assert held("stranger") == [("labour", "specialist")]
    again = forms.bring(rows[:1], by=cast["officer"], really=True)
    assert [one.held for one in again] == [True]
    assert facts_of("stranger") == ["people.PostGiven"]
