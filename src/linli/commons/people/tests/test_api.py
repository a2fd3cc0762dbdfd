"""Over HTTP, in the contract's order: token, JSON, permission, values."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import path

from linli.commons.people.api.people import router
from linli.commons.people.demo import identity_number
from linli.commons.people.models import Person
from linli.commons.people.tests.test_persons import ELDER, elder
from linli.commons.places.api import router as places
from linli.kernel.access.doors import door
from linli.kernel.access.tokens import issue
from linli.kernel.api.house import make_api

api = make_api(urls_namespace="people-test")
api.add_router("", router)
api.add_router("", places)
urlpatterns = [path("api/v1/", api.urls)]
pytestmark = pytest.mark.urls(__name__)
WOMAN = {"name": "陈美芳", "community": "jingcheng", "identity_number": ELDER, "phone": "13800004096"}


@pytest.fixture
def call(cast, client: Client):
    def send(who, method, where, body=None, **headers):
        named = {"Authorization": f"Bearer {issue(cast[who])}"} if who else {}
        data = body if isinstance(body, bytes | str) else json.dumps(body or {})
        answer = client.generic(method, f"/api/v1{where}", data, "application/json", headers={**named, **headers})
        return answer.status_code, json.loads(answer.content or "null")

    return send


def test_me_needs_a_token_and_tells_who_i_am(call):
    assert call(None, "GET", "/me")[0] == 401
    status, me = call("generalist", "GET", "/me")
    assert (status, me["account"], me["posts"]) == (200, "generalist", [{"unit": "jingcheng", "role": "generalist"}])


def test_a_generalist_finds_by_number_and_sees_it_masked(call):
    made = elder()
    status, found = call("generalist", "POST", "/people/find", {"q": ELDER})
    assert status == 200
    assert found["next"] is None
    assert [(one["id"], one["identity_number"]) for one in found["items"]] == [
        (str(made.pk), f"3205**********{ELDER[-4:]}")
    ]
    assert ELDER not in json.dumps(found)


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        (None, b"{", 401),
        ("resident", b"{", 400),
        ("resident", {"q": 5}, 403),
        ("specialist", {"q": "x"}, 403),
        ("stranger", {}, 404),
        ("generalist", b"[]", 400),
        ("generalist", b'{"q": "a\\u0000"}', 400),
        ("generalist", b"\xff", 400),
        ("generalist", {}, 422),
        ("generalist", {"q": {}}, 422),
        ("generalist", {"q": "陈", "more": 1}, 422),
        ("head", {"q": "陈"}, 200),
    ],
)
def test_the_order_of_checks(call, who, body, status):
    assert call(who, "POST", "/people/find", body)[0] == status
    if status not in (200, 422):
        assert call(who, "POST", "/people", body)[0] == status


def test_a_generalist_writes_down_a_woman_once(call):
    status, made = call("generalist", "POST", "/people", WOMAN)
    assert (status, made["name"], made["phone"], made["birth_date"]) == (201, "陈美芳", "138****4096", "1945-03-09")
    status, problem = call("generalist", "POST", "/people", {**WOMAN, "name": "陈美方"})
    assert (status, problem["type"], problem["person"]["id"]) == (409, "/problems/twin", made["id"])
    assert Person.objects.filter(name__startswith="陈美").count() == 1


def test_the_same_key_makes_one_person(call):
    key = {"Idempotency-Key": "k-1"}
    first, again = (call("generalist", "POST", "/people", WOMAN, **key) for _ in range(2))
    assert first == again
    assert first[0] == 201
    assert call("generalist", "POST", "/people", {**WOMAN, "phone": "13800004097"}, **key)[0] == 422


def test_a_refusal_leaves_the_key_free(call):
    key = {"Idempotency-Key": "k-2"}
    assert call("generalist", "POST", "/people", {**WOMAN, "phone": "1"}, **key)[0] == 422
    assert call("generalist", "POST", "/people", WOMAN, **key)[0] == 201


def test_wrong_values_are_named_each(call):
    body = {**WOMAN, "identity_number": "1", "phone": 5, "community": "x", "more": 1}
    status, problem = call("generalist", "POST", "/people", body)
    assert status == 422
    assert sorted((error["pointer"], error["code"]) for error in problem["errors"]) == [
        ("/community", "choice"),
        ("/identity_number", "length"),
        ("/more", "unknown"),
        ("/phone", "type"),
    ]


def test_another_towns_number_finds_nobody(call):
    number = identity_number(date(1950, 1, 1), 3, woman=True)
    assert call("generalist", "POST", "/people/find", {"q": number}) == (200, {"items": [], "next": None})


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("/places", 200),
        ("/places?kind=community&under=sip&limit=100", 200),
        ("/places?kind=town", 400),
        ("/places?under=nowhere", 400),
        ("/places?limit=0", 400),
        ("/places?limit=101", 400),
        ("/places?knd=community", 400),
        ("/places?cursor=%00", 400),
        ("/places?under=%00", 400),
        ("/places/jingcheng", 200),
        ("/places/%00", 404),
        ("/places/station-4", 404),
        ("/units?serves=jingcheng", 200),
        ("/units?kind=shop", 400),
        ("/units/station-4", 200),
        ("/units/haishang", 404),
    ],
)
def test_the_network_over_http(call, where, status):
    assert call("stranger", "GET", where)[0] == status
    assert call(None, "GET", where)[0] == 401


def test_every_operation_declares_its_door():
    for operations in (router.path_operations, places.path_operations):
        for view in operations.values():
            for operation in view.operations:
                assert operation.view_func.door in ("signed_in", "people.find", "people.make")
    assert door("x")(lambda: None).door == "x"


def test_one_changes_what_is_known_of_oneself_and_reads_it_masked(call):
    son = {"name": "林小满", "relation": "child", "identity_number": "320594201805120249"}
    status, me = call("resident", "PATCH", "/me", {"phone": "138 0013 8000", "bank_card": None, "household": [son]})
    assert status == 200
    known = me["person"]["known"]
    assert (known["phone"], "bank_card" in known, known["identity_number"]) == (
        "138****8000", False, "3205**********8629",
    )  # fmt: skip
    assert known["household"] == [son | {"identity_number": "3205**********0249", "birth_date": "2018-05-12"}]
    assert call("resident", "GET", "/me")[1] == me
    assert call("resident", "PATCH", "/me", {"household": known["household"]})[1] == me
    assert son["identity_number"] not in json.dumps(me)


def test_what_is_wrong_in_a_change_is_named_and_the_number_is_not_repeated(call):
    status, problem = call("resident", "PATCH", "/me", {"phone": "1", "household": [{"name": "x"}], "name": "别人"})
    assert status == 422
    assert [error["pointer"] for error in problem["errors"]] == ["/name", "/phone", "/household/0/relation"]
    assert call("resident", "PATCH", "/me", b"{")[0] == 400
    assert call(None, "PATCH", "/me", {})[0] == 401
    assert call("resident", "PATCH", "/me", {})[0] == 200


def test_an_account_without_a_person_has_nothing_to_change(call, cast):
    person = cast["stranger"].person
    Person.objects.filter(pk=person.pk).update(account=None)
    assert call("stranger", "GET", "/me")[1]["person"] is None
    assert call("stranger", "PATCH", "/me", {"phone": "13800138000"})[0] == 403


def test_a_window_learns_nothing_of_the_household_by_looking_for_somebody(call):
    call("resident", "PATCH", "/me", {"household": [{"name": "林小满", "relation": "child"}]})
    assert "林小满" not in str(call("generalist", "POST", "/people/find", {"q": "320594198604128629"})[1])
