"""A resident's account: opened at a window on the identity document, signed in to by name or by telephone."""

import hashlib
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.queries import catalogue
from linli.commons.people.actions.persons import make_person
from linli.commons.people.forms import posts
from linli.commons.people.models import Person
from linli.commons.people.public import person_of
from linli.commons.places.queries import network
from linli.kernel.access.models import User
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref

WORD = "three-lake-willows"
WOMAN = {"identity_number": "320500194503090029", "phone": "13800004096"}
CHILD = {"identity_number": "320500202003090033"}


@pytest.fixture
def woman(cast):
    """陈桂兰, who has been to the window, without an account."""
    return make_person("陈桂兰", by=None, community=network().place("jingcheng"), known=WOMAN)


def give(cast, who, account="generalist", key="k1", **more):
    return cast.page(account).post(f"/people/{who.pk}/account", {"seen": "yes", "once": key} | more)


def handed(answer):
    """The user name and the first password on the sheet."""
    name = re.search(r'<td class="number">([a-z]+\d{4})', answer.text)[1]
    return name, re.search(r"<b>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</b>", answer.text)[1]


def sign_in(login, password):
    client = Client(REMOTE_ADDR="10.1.1.1")
    return client, client.post("/accounts/login/", {"login": login, "password": password})


def taken_in(cast, who):
    """The number of a matter that the window took in for them."""
    item = "unemployment-registration"
    body = {
        "item": item, "community": "jingcheng", "channel": "window", "submit": True, "on_behalf_of": str(who.pk),
        "answers": answers_for(catalogue().item(item), who),
    }  # fmt: skip
    return cast.api("generalist").post("/api/v1/applications", body, "application/json").json()["number"]


def facts_of(account):
    return [one.fact.removeprefix("people.") for one in timeline(Ref("account", str(account.pk)))]


def test_from_the_window_to_their_own_matters(cast, woman):
    number = taken_in(cast, woman)
    page = cast.page("generalist")
    assert f"/people/{woman.pk}/account" in page.get(f"/people/{woman.pk}").text
    assert "原件" in page.get(f"/people/{woman.pk}/account").text
    answer = give(cast, woman)
    name, word = handed(answer)
    assert name.startswith("cgl") and "138****4096" in answer.text.replace("&#42;", "*")
    assert answer["Cache-Control"] == "no-store"
    client, _answer = sign_in(name, word)
    assert client.get("/")["Location"] == "/me/password"
    assert client.post("/me/password", {"new": WORD, "again": WORD})["Location"] == "/"
    assert "陈桂兰" in client.get("/me").text
    assert number in client.get("/matters/").text.replace(" ", "")
    account = Person.objects.get(pk=woman.pk).account
    assert facts_of(account) == ["AccountMade", "FirstPasswordGiven", "PasswordChosen"]
    assert [one.role for one in timeline(Ref("account", str(account.pk)))][:2] == ["generalist", "generalist"]
    assert "给您的账号发了初始密码" in client.get("/me/data/looks/").text


@pytest.mark.parametrize("typed", ["13800004096", "138 0000 4096", "+86 138-0000-4096", "１３８００００４０９６"])
def test_the_telephone_signs_in_as_the_name_does(cast, woman, typed):
    _name, word = handed(give(cast, woman))
    _client, answer = sign_in(typed, word)
    assert answer.status_code == 302
    _client, answer = sign_in(typed, "wrong")
    assert answer.status_code == 200


def test_a_telephone_that_a_family_shares_signs_in_nobody(cast, woman):
    name, word = handed(give(cast, woman))
    known = {"identity_number": "32050019420509001X", "phone": WOMAN["phone"]}
    man = make_person("顾家明", by=None, community=network().place("jingcheng"), known=known)
    assert sign_in(WOMAN["phone"], word)[1].status_code == 302  # he has no account yet
    answer = give(cast, man, key="k2")
    assert "138****4096" not in answer.text
    _his, his_word = handed(answer)
    assert [sign_in(WOMAN["phone"], one)[1].status_code for one in (word, his_word)] == [200, 200]
    assert sign_in(name, word)[1].status_code == 302


def test_no_number_is_kept_of_who_tried(cast, woman):
    cache.clear()
    sign_in(WOMAN["phone"], "wrong")
    sign_in("13800004097", "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM kernel_cache")
        keys = [key for (key,) in cursor.fetchall()]
    plain = [hashlib.sha256(f"testserver:{WOMAN['phone']}".encode()).hexdigest(), WOMAN["phone"]]
    assert keys and not [key for key in keys if any(one in key for one in plain)]


def test_whose_telephone_it_is_is_not_told_at_the_door(cast, woman):
    give(cast, woman)
    pages = {re.sub(r'value="[^"]*"', "", sign_in(typed, "wrong")[1].text) for typed in (WOMAN["phone"], "13800004097")}
    assert len(pages) == 1


def test_the_same_form_twice_is_one_account_and_one_sheet(cast, woman):
    name, word = handed(give(cast, woman))
    assert give(cast, woman)["Location"] == f"/people/{woman.pk}"
    assert sign_in(name, word)[1].status_code == 302
    assert User.objects.filter(person=woman).count() == 1


def test_a_lost_password_is_replaced(cast, woman):
    name, word = handed(give(cast, woman))
    client, _answer = sign_in(name, word)
    client.post("/me/password", {"new": WORD, "again": WORD})
    again, new = handed(give(cast, woman, key="k2"))
    assert again == name and new != word
    assert client.get("/me")["Location"].startswith("/accounts/login/")
    assert [sign_in(name, one)[1].status_code for one in (WORD, word, new)] == [200, 200, 302]


def test_a_lost_phone_too_only_when_that_is_said(cast, woman):
    name, word = handed(give(cast, woman))
    account = User.objects.get(username=name)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    _name, word = handed(give(cast, woman, key="k2"))
    assert sign_in(name, word)[1]["Location"] == "/accounts/login/code/"
    _name, word = handed(give(cast, woman, key="k3", lost="yes"))
    assert sign_in(name, word)[1]["Location"] == "/"
    assert facts_of(account)[-2:] == ["SecondStepRemoved", "FirstPasswordGiven"]


def test_without_a_look_at_the_document_nothing_is_given(cast, woman):
    answer = cast.page("generalist").post(f"/people/{woman.pk}/account", {"once": "k"})
    assert answer.status_code == 422 and "aria-invalid" in answer.text
    assert Person.objects.get(pk=woman.pk).account is None


def test_who_is_not_known_by_a_document_gets_none(cast):
    who = make_person("无名", by=None, community=network().place("jingcheng"), known={"phone": "13800004098"})
    assert give(cast, who).status_code == 409
    assert Person.objects.get(pk=who.pk).account is None


def test_a_child_gets_none(cast):
    child = make_person("陈小宝", by=None, community=network().place("jingcheng"), known=CHILD)
    assert give(cast, child).status_code == 409
    assert Person.objects.get(pk=child.pk).account is None


def test_no_window_touches_a_colleagues_account(cast):
    """Nor one's own; nor who has no window touches any."""
    resident = person_of(cast["resident"])
    posts.give({"account": "resident", "unit": "labour", "role": "specialist"}, by=cast["officer"])
    assert give(cast, resident).status_code == 409
    assert sign_in("resident", "a-password-for-tests-only")[1].status_code == 302


@pytest.mark.parametrize(
    "account", ["specialist", "approver", "officer", "administrator", "security", "auditor", "resident", "stranger"]
)
def test_only_a_window_opens_one(cast, woman, account):
    assert give(cast, woman, account).status_code == 404
    assert cast.page(account).get(f"/people/{woman.pk}/account").status_code == 404
    path = f"/api/v1/people/{woman.pk}/account"
    assert cast.api(account).post(path, {"document_seen": True}, "application/json").status_code in (403, 404)
    assert Person.objects.get(pk=woman.pk).account is None


def test_by_program_as_by_page(cast, woman):
    path, body = f"/api/v1/people/{woman.pk}/account", {"document_seen": True}
    program = cast.api("generalist")
    refused = program.post(path, {}, "application/json")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/document_seen")
    one = program.post(path, body, "application/json", headers={"Idempotency-Key": "a"})
    assert one.json()["phone_too"] is True
    _client, answer = sign_in(one.json()["account"], one.json()["first_password"])
    assert answer.status_code == 302
    again = program.post(path, body, "application/json", headers={"Idempotency-Key": "a"})
    assert again.json() == {"account": one.json()["account"], "phone_too": True}


def test_tries_are_counted_however_a_number_is_written(cast, woman):
    name, word = handed(give(cast, woman))
    spaced = ("13800004096", "138 0000 4096", "138-0000-4096", "+86 138 0000 4096", "1-38000-04096")
    for n, typed in enumerate(spaced):
        Client(REMOTE_ADDR=f"10.2.2.{n}").post("/accounts/login/", {"login": typed, "password": "wrong"})
    late = Client(REMOTE_ADDR="10.2.2.9").post("/accounts/login/", {"login": "13 8000 04096", "password": word})
    assert late.status_code == 200
    assert (
        sign_in(name, word)[1].status_code == 302
    )  # the name is counted apart: else it would be told whose number it is
