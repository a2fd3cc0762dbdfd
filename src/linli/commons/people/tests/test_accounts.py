"""Accounts from a list, first passwords, closing and opening; who may, and what ends at once."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

from linli.commons.people.actions import accounts as actions
from linli.commons.people.forms import accounts as forms
from linli.commons.people.models import Person, Post
from linli.commons.people.queries.accounts import detail, shown, state_of
from linli.commons.people.queries.posts import standing
from linli.kernel.access.models import User
from linli.kernel.access.tokens import issue, user_of
from linli.kernel.api.problems import Problem
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref

ROWS = [{"line": "2", "account": "Wang.Min ", "name": "王敏"}, {"line": "3", "account": "020315", "name": "李  强"}]


def status(run):
    with pytest.raises(Problem) as refused:
        run()
    return refused.value.status


def facts_of(account):
    return [entry.fact for entry in timeline(Ref("account", str(account.pk)))]


@pytest.fixture
def wang(cast):
    forms.bring(ROWS, by=cast["administrator"], really=True)
    return User.objects.get(username="wang.min")


def test_a_list_makes_accounts_that_wait_for_a_password(cast, wang):
    found = {one.username: state_of(one) for one in shown(cast["administrator"], state="waiting")}
    assert found == {"wang.min": "waiting", "020315": "waiting"}
    assert Person.objects.get(account__username="020315").name == "李 强"
    assert facts_of(wang) == ["people.AccountMade"]


def test_the_same_list_again_changes_nothing(cast, wang):
    again = forms.bring(ROWS, by=cast["administrator"], really=True)
    assert [(one.new, one.wrong) for one in again] == [(False, {}), (False, {})]
    assert User.objects.filter(username__in=["wang.min", "020315"]).count() == 2
    assert facts_of(wang) == ["people.AccountMade"]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ({"account": "", "name": "王敏"}, "account", "required"),
        ({"account": "wang min", "name": "王敏"}, "account", "format"),
        ({"account": "王敏", "name": "王敏"}, "account", "format"),
        ({"account": "19900008601", "name": "王敏"}, "account", "format"),
        ({"account": "320594198604128629", "name": "王敏"}, "account", "format"),
        ({"account": "a" * 41, "name": "王敏"}, "account", "length"),
        ({"account": "resident", "name": "王敏"}, "account", "choice"),
        ({"account": "specialist", "name": "王敏"}, "name", "choice"),
        ({"account": "wang", "name": " "}, "name", "required"),
        ({"account": "wang", "name": "王" * 61}, "name", "format"),
        ({"account": "wang", "name": "王\u200b敏"}, "name", "format"),
        ({"account": "ok", "name": "王敏"}, "account", "choice"),  # twice in the list
    ],
)
def test_one_wrong_row_and_nothing_is_made(cast, row, field, code):
    before = User.objects.count()
    found = forms.bring([{"account": "ok", "name": "赵一"}, row], by=cast["administrator"], really=True)
    assert [{f: w.code for f, w in one.wrong.items()} for one in found] == [{}, {field: code}]
    assert User.objects.count() == before


def test_a_name_of_one_and_of_sixty_characters(cast):
    found = forms.bring(
        [{"account": "a", "name": "王"}, {"account": "b", "name": "阿" * 60}], by=cast["administrator"], really=True
    )
    assert not any(one.wrong for one in found)


def test_a_first_password_lets_in_for_fourteen_days_and_no_longer(cast, wang):
    word = actions.give_first_password(wang, by=cast["administrator"])
    assert len(word) == 14 and set(word) <= set(actions.ALPHABET + "-")
    assert authenticate(None, username="wang.min", password=word) == wang
    User.objects.filter(pk=wang.pk).update(first_until=timezone.now() - timedelta(seconds=1))
    assert authenticate(None, username="wang.min", password=word) is None


def test_nor_longer_for_who_had_signed_in_with_it(cast, wang, client):
    word = actions.give_first_password(wang, by=cast["administrator"])
    client.post("/accounts/login/", {"login": "wang.min", "password": word})
    assert client.get("/me/password").status_code == 200
    User.objects.filter(pk=wang.pk).update(first_until=timezone.now() - timedelta(seconds=1))
    assert client.get("/me/password").status_code == 302


def test_a_hash_made_anew_replaces_no_other_password(cast, wang):
    """Somebody signs in with an old hash in the moment in which they are given a first password."""
    wang.password = PBKDF2PasswordHasher().encode("three-lake-willows", "salt", 2)  # of other iterations
    wang.save()
    signing_in = User.objects.get(pk=wang.pk)
    word = actions.give_first_password(wang, by=cast["administrator"])
    assert signing_in.check_password("three-lake-willows")
    assert authenticate(None, username="wang.min", password=word) == wang
    assert authenticate(None, username="wang.min", password="three-lake-willows") is None


def test_a_hash_is_made_anew(wang):
    wang.password = PBKDF2PasswordHasher().encode("three-lake-willows", "salt", 2)
    wang.save()
    assert User.objects.get(pk=wang.pk).check_password("three-lake-willows")
    assert f"${PBKDF2PasswordHasher.iterations}$" in User.objects.get(pk=wang.pk).password


def test_a_new_one_voids_the_one_before(cast, wang):
    first = actions.give_first_password(wang, by=cast["administrator"])
    second = actions.give_first_password(wang, by=cast["administrator"])
    assert first != second
    assert authenticate(None, username="wang.min", password=first) is None
    assert authenticate(None, username="wang.min", password=second) == wang
    assert facts_of(wang) == ["people.AccountMade", "people.FirstPasswordGiven", "people.FirstPasswordGiven"]


def test_it_is_kept_nowhere_in_the_clear(cast, wang):
    word = actions.give_first_password(wang, by=cast["administrator"])
    wang.refresh_from_db()
    assert word not in wang.password
    assert all(word not in str(entry) for entry in timeline(Ref("account", str(wang.pk))))


def test_its_owner_chooses_their_own(cast, wang):
    word = actions.give_first_password(wang, by=cast["administrator"])
    user = User.objects.get(pk=wang.pk)
    assert forms.new_password(user, {"new": word, "again": word}).keys() == {"new"}  # another one than before
    assert forms.new_password(user, {"new": "12345678", "again": "12345678"}).keys() == {"new"}
    assert forms.new_password(user, {"new": "three-lake-willows", "again": "three-lake"}).keys() == {"again"}
    assert forms.new_password(user, {"new": "three-lake-willows", "again": "three-lake-willows"}) == {}
    assert authenticate(None, username="wang.min", password=word) is None
    assert state_of(User.objects.get(pk=wang.pk)) == "ready"
    assert facts_of(wang)[-1] == "people.PasswordChosen"


def test_who_has_chosen_is_asked_for_the_one_before(cast):
    user = cast["specialist"]
    new = {"new": "three-lake-willows", "again": "three-lake-willows"}
    assert forms.new_password(user, new | {"old": "wrong"}).keys() == {"old"}
    assert forms.new_password(user, new | {"old": "lake-willow-41"}) == {}


def test_a_password_that_was_taken_back_meanwhile_is_not_chosen_over(cast, wang):
    actions.give_first_password(wang, by=cast["administrator"])
    thief = User.objects.get(pk=wang.pk)
    actions.give_first_password(wang, by=cast["administrator"])
    assert status(lambda: actions.choose_password(thief, "three-lake-willows")) == 409


def test_closed_it_is_out_at_once_everywhere(cast):
    user, token = cast["specialist"], issue(cast["specialist"])
    assert user_of(token) == user
    actions.close_account(user, by=cast["administrator"])
    assert user_of(token) is None
    assert authenticate(None, username="specialist", password="lake-willow-41") is None
    actions.close_account(user, by=cast["administrator"])
    assert facts_of(user) == ["people.PostEnded", "people.AccountClosed"]


def test_opened_again_it_needs_a_new_first_password(cast):
    user = cast["specialist"]
    actions.close_account(user, by=cast["administrator"])
    assert status(lambda: actions.give_first_password(user, by=cast["administrator"])) == 409
    actions.open_account(user, by=cast["administrator"])
    assert authenticate(None, username="specialist", password="lake-willow-41") is None
    word = actions.give_first_password(user, by=cast["administrator"])
    assert authenticate(None, username="specialist", password=word) == user
    assert not Post.objects.filter(standing(), person__account=user).exists()  # no desk opens with it


def test_looking_at_a_list_makes_nothing(cast):
    found = forms.bring(ROWS, by=cast["administrator"], really=False)
    assert [one.new for one in found] == [True, True]
    assert not User.objects.filter(username="wang.min").exists()


def test_no_administrator_does_it_to_their_own_account(cast):
    own = cast["administrator"]
    for verb in (actions.close_account, actions.open_account, actions.give_first_password):
        assert status(lambda verb=verb: verb(own, by=own)) == 403


def test_the_last_administrator_is_not_closed(cast):
    forms.bring(ROWS, by=cast["administrator"], really=True)
    second = User.objects.get(username="wang.min")
    assert status(lambda: actions.close_account(cast["administrator"], by=second)) == 409
    assert status(lambda: actions.close_account(cast["security"], by=cast["administrator"])) == 409


def test_residents_accounts_are_nobodys_to_look_into(cast):
    for account in ("administrator", "security", "auditor"):
        assert status(lambda account=account: detail(cast[account], "resident")) == 404
        assert not shown(cast[account]).filter(username="resident").exists()
    assert not shown(cast["officer"]).exists()
    assert not shown(cast["generalist"]).exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_takes_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    forms.bring([{"account": f"w{n}", "name": "王敏"} for n in range(rows)], by=cast["administrator"], really=True)
    list(shown(cast["administrator"])[:1])  # what is cached is read once
    with django_assert_num_queries(2):
        assert len(list(shown(cast["administrator"], state="waiting"))) == rows
