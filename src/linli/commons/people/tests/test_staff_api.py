"""Accounts and posts by program: made, given, closed, ended; repeated with a key nothing happens twice."""

import pytest
from django.test import Client

from linli.commons.people.models import Post
from linli.kernel.access.models import User
from linli.kernel.access.tokens import issue


def call(cast, account, method, path, body=None, **headers):
    token = {"Authorization": f"Bearer {issue(cast[account])}", "Accept-Language": "en"}
    return Client().generic(
        method, f"/api/v1{path}", "" if body is None else __import__("json").dumps(body), "application/json",
        headers=token | headers,
    )  # fmt: skip


NEW = {"accounts": [{"account": "wang.min", "name": "王敏"}]}


def test_a_colleague_comes_in_by_program(cast):
    made = call(cast, "administrator", "POST", "/accounts", NEW)
    assert made.status_code == 200
    whole = {"account": "wang.min", "name": "王敏", "state": "waiting", "first_until": None, "posts": []}
    assert made.json()["items"] == [whole]
    post = {"account": "wang.min", "unit": "labour", "role": "specialist"}
    given = call(cast, "officer", "POST", "/posts", post)
    assert given.status_code == 201
    first = call(cast, "administrator", "POST", "/accounts/wang.min/first-password").json()
    assert (first["state"], len(first["first_password"])) == ("first", 14)
    assert [p["unit"] for p in first["posts"]] == ["labour"]
    seen = call(cast, "auditor", "GET", "/accounts/wang.min").json()
    assert "first_password" not in seen
    ended = call(cast, "officer", "POST", f"/posts/{given.json()['id']}/end")
    assert (ended.status_code, ended.json()["until"]) == (200, ended.json()["since"])


def test_the_same_key_gives_no_second_password(cast):
    key = {"Idempotency-Key": "k1"}
    one = call(cast, "administrator", "POST", "/accounts/specialist/first-password", **key)
    other = call(cast, "administrator", "POST", "/accounts/specialist/first-password", **key)
    assert other.headers["Idempotency-Replayed"] == "true"
    assert "first_password" in one.json() and "first_password" not in other.json()
    assert User.objects.get(username="specialist").check_password(one.json()["first_password"])


def test_a_long_list_is_answered_again_for_its_key(cast):
    many = {"accounts": [{"account": f"colleague.{n:03}", "name": "王敏"} for n in range(60)]}
    key = {"Idempotency-Key": "k2"}
    one, other = (call(cast, "administrator", "POST", "/accounts", many, **key) for _n in range(2))
    assert (one.status_code, one.json()) == (200, other.json())


def test_a_list_with_a_wrong_row_makes_nothing(cast):
    rows = [*NEW["accounts"], {"account": "王", "name": ""}, {"account": 1, "name": None}, {"x": 1}]
    refused = call(cast, "administrator", "POST", "/accounts", {"accounts": rows})
    assert refused.status_code == 422
    assert {e["pointer"] for e in refused.json()["errors"]} >= {"/accounts/2/account", "/accounts/3/x"}
    for body in ({}, {"accounts": {}}, {"accounts": []}, {"accounts": [1]}, {"accounts": NEW["accounts"] * 501}):
        assert call(cast, "administrator", "POST", "/accounts", body).status_code == 422
    assert not User.objects.filter(username="wang.min").exists()


def test_a_token_of_a_closed_account_is_void(cast):
    mine = Client(headers={"Authorization": f"Bearer {issue(cast['specialist'])}"})
    assert mine.get("/api/v1/me").status_code == 200
    assert call(cast, "administrator", "POST", "/accounts/specialist/close").json()["state"] == "closed"
    assert mine.get("/api/v1/me").status_code == 401


def test_who_sees_and_may_not_is_told_so_and_others_find_nothing(cast):
    post = Post.objects.get(person__account=cast["specialist"]).pk
    answers = {
        account: (
            call(cast, account, "GET", "/accounts").status_code,
            call(cast, account, "POST", "/accounts/specialist/close").status_code,
            call(cast, account, "POST", "/accounts/specialist/end-sessions").status_code,
            call(cast, account, "POST", f"/posts/{post}/end", {"on": "x"}).status_code,
        )
        for account in ("security", "auditor", "officer", "head", "generalist", "resident", "stranger")
    }
    assert answers == {
        "security": (200, 403, 200, 422),
        "auditor": (200, 403, 403, 403),
        "officer": (404, 404, 404, 422),
        **dict.fromkeys(("head", "generalist", "resident", "stranger"), (404, 404, 404, 404)),
    }


@pytest.mark.parametrize("id", ["0", "x", "9" * 30, "-1"])
def test_a_post_that_is_none(cast, id):
    assert call(cast, "officer", "POST", f"/posts/{id}/end").status_code == 404


def test_lists_go_on_with_a_cursor(cast):
    first = call(cast, "auditor", "GET", "/posts?limit=2").json()
    assert len(first["items"]) == 2 and first["next"]
    assert call(cast, "auditor", "GET", "/posts?cursor=x").status_code == 400
    assert call(cast, "auditor", "GET", "/accounts?state=closed").json() == {"items": [], "next": None}
    roles = {post["role"] for post in call(cast, "officer", "GET", "/posts?limit=100").json()["items"]}
    assert roles <= {"generalist", "specialist", "approver", "head"}
