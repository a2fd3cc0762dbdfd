"""The API's manners, as the contract has them, whatever the room: order of checks, keys, lists, languages, methods."""

from __future__ import annotations

import io
from datetime import timedelta

from linli.capabilities.services.models import Application
from linli.kernel.access.models import Key
from linli.kernel.clock import machine
from linli.shell.tests.calls import LONG, NEW, QUICK, V1, codes, problem, send
from tests.cast import Cast

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64


CLOSED = [
    ("GET", "/me"),
    ("GET", "/places"),
    ("GET", "/units"),
    ("GET", "/items"),
    ("GET", "/items/x"),
    ("GET", "/applications"),
    ("GET", "/applications?what=1"),
    ("POST", "/applications"),
    ("GET", "/duties"),
    ("GET", "/messages"),
    ("POST", "/files"),
    ("POST", "/people/find"),
    ("POST", "/people/1/erase"),
    ("POST", "/people/1/corrections"),
    ("GET", "/accounts"),
    ("POST", "/accounts"),
    ("POST", "/accounts/specialist/close"),
    ("POST", "/posts"),
    ("POST", "/posts/1/end"),
    ("PATCH", "/applications/1"),
    ("POST", "/applications/1/suspend"),
    ("POST", "/me/erase"),
    ("POST", "/me/export"),
    ("GET", "/nothing-of-this-name"),
]


def test_without_a_token_it_is_401_before_all_else(cast: Cast):
    for method, path in CLOSED:
        for headers in ({}, {"Authorization": "Bearer no-such-token"}):
            answer = send(cast, None, method, path, b"{", **headers, **{"Idempotency-Key": "a b"})
            problem(answer, 401)
            assert answer["WWW-Authenticate"] == "Bearer"


PUBLIC = ["/notices", "/verify/0000000000000000", "/openapi.json"]


def test_what_is_public_asks_for_no_token(cast: Cast):
    for path in PUBLIC:
        assert send(cast, None, "GET", path).status_code in (200, 404)


CLOCKS = ["deem", "renew", "lapse"]


def test_what_the_clock_does_nobody_does_by_hand(cast: Cast):
    for verb in CLOCKS:
        number = cast.file(LONG).number
        problem(send(cast, "generalist", "POST", f"/applications/{number}/{verb}", {}), 404)
        assert verb not in send(cast, "generalist", "GET", f"/applications/{number}").json()["allowed"]


def test_the_order_of_checks_of_a_verb(cast: Cast):
    number = cast.file(LONG).number
    accept, refuse = f"/applications/{number}/accept", f"/applications/{number}/refuse"
    used = {"Idempotency-Key": "once"}
    assert send(cast, "generalist", "POST", "/applications/0000000000/accept", {}).status_code == 404
    problem(send(cast, "neighbour", "POST", accept, b"["), 400)
    problem(send(cast, "neighbour", "POST", accept, {"x": 1}), 404)
    problem(send(cast, "resident", "POST", accept, {"x": 1}), 403)
    problem(send(cast, "jingcheng.generalist", "POST", refuse, {}), 403)
    codes(send(cast, "generalist", "POST", accept, {"x": 1}))
    assert send(cast, "generalist", "POST", accept, **used).status_code == 200
    codes(send(cast, "generalist", "POST", accept, b"[", **used))  # the key comes before the body
    told = problem(send(cast, "generalist", "POST", accept, {"x": 1}), 409)
    assert (told["state"], told["allowed"]) == ("review", [])
    assert told["detail"]


def test_a_verb_without_a_body_counts_as_an_empty_one(cast: Cast):
    number = cast.file(QUICK).number
    assert send(cast, "generalist", "POST", f"/applications/{number}/accept").json()["state"] == "review"
    assert codes(send(cast, "generalist", "POST", f"/applications/{number}/refuse")) == [("/reasons", "required")]


def test_the_same_form_five_times_has_one_effect(cast: Cast):
    key = {"Idempotency-Key": "five-times"}
    answers = [send(cast, "resident", "POST", "/applications", NEW, **key) for _ in range(5)]
    assert [a.status_code for a in answers] == [201] * 5
    assert len({a.json()["number"] for a in answers}) == 1
    assert [a.headers.get("Idempotency-Replayed") for a in answers] == [None] + ["true"] * 4
    assert Application.objects.count() == 1
    assert codes(send(cast, "resident", "POST", "/applications", NEW | {"submit": False}, **key)) == [("", "choice")]
    other = send(cast, "neighbour", "POST", "/applications", NEW, **key)
    assert (other.status_code, other.headers.get("Idempotency-Replayed")) == (201, None)


def test_a_replay_is_answered_after_the_matter_has_moved_on(cast: Cast):
    key = {"Idempotency-Key": "k"}
    number = send(cast, "resident", "POST", "/applications", NEW, **key).json()["number"]
    cast.do("generalist", "accept", number)
    again = send(cast, "resident", "POST", "/applications", NEW, **key)
    assert (again.status_code, again.json()["number"], again["Idempotency-Replayed"]) == (201, number, "true")
    draft = {"Idempotency-Key": "d"}
    number = send(cast, "resident", "POST", "/applications", {"item": QUICK}, **draft).json()["number"]
    assert send(cast, "resident", "DELETE", f"/applications/{number}").status_code == 204
    problem(send(cast, "resident", "POST", "/applications", {"item": QUICK}, **draft), 404)


def test_a_refusal_does_not_burn_the_key_and_a_key_lives_48_hours(cast: Cast):
    key = {"Idempotency-Key": "~" * 255}
    assert codes(send(cast, "resident", "POST", "/applications", {"item": QUICK, "submit": True}, **key))
    first = send(cast, "resident", "POST", "/applications", NEW, **key)
    assert first.status_code == 201
    Key.objects.update(created=machine() - timedelta(hours=47, minutes=59))
    assert send(cast, "resident", "POST", "/applications", NEW, **key).json()["number"] == first.json()["number"]
    Key.objects.update(created=machine() - timedelta(hours=48, minutes=1))
    assert send(cast, "resident", "POST", "/applications", NEW, **key).json()["number"] != first.json()["number"]


BAD_KEYS = ["", "a b", "é", "x" * 256]


def test_a_key_is_1_to_255_visible_ascii_characters(cast: Cast):
    for key in BAD_KEYS:
        assert codes(send(cast, "resident", "POST", "/applications", NEW, **{"Idempotency-Key": key})) == [
            ("", "format")
        ]
        assert not Application.objects.exists()


NOT_OBJECTS = [
    b"{",
    b"[]",
    b"1",
    b"null",
    b"\xff",
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": "\\u0000"}',
    b'{"a": "\\ud800"}',
    b"[" * 100_000,
    b'{"a": 1' + b"0" * 5000 + b"}",
]


def test_what_is_not_a_json_object_is_400(cast: Cast):
    for body in NOT_OBJECTS:
        problem(send(cast, "resident", "POST", "/applications", body), 400)


def test_what_is_too_large_is_413_and_what_is_no_paper_is_415(cast: Cast):
    problem(send(cast, "resident", "POST", "/applications", b" " * (3 * 1024 * 1024)), 413)
    api = cast.api("resident")
    problem(api.post(f"{V1}/files", {"file": io.BytesIO(JPEG + b"0" * 10 * 1024 * 1024)}), 413)
    problem(api.post(f"{V1}/files", {"file": io.BytesIO(b"#!/bin/sh")}), 415)
    assert codes(api.post(f"{V1}/files", {})) == [("/file", "required")]
    broken = api.generic("POST", f"{V1}/files", b"--x", "multipart/form-data; boundary=")
    assert broken.status_code in (400, 422)


MALFORMED = [
    "nothing=1",
    "State=filed",
    "limit=0",
    "limit=101",
    "limit=x",
    "cursor=!!",
    "cursor=W10",
    "state=nothing",
    "q=320594198604128629",
    "q=32059419860412862X",
    "q=13800138000",
    "q=138+0013+8000",
    "q=138-0013-8000",
    "q=%EF%BC%91%EF%BC%93%EF%BC%98%EF%BC%90%EF%BC%90%EF%BC%91%EF%BC%93%EF%BC%98%EF%BC%90%EF%BC%90%EF%BC%90",
    "q=%E6%9E%97+13800138000",
]


def test_what_is_malformed_in_an_address_is_400(cast: Cast):
    for query in MALFORMED:
        problem(send(cast, "generalist", "GET", f"/applications?{query}"), 400)


MEANINGLESS = ["/duties?kind=nothing", "/duties?late=perhaps", "/units?kind=x", "/items?q=13800138000"]


def test_filters_that_mean_nothing_are_400(cast: Cast):
    for path in MEANINGLESS:
        problem(send(cast, "generalist", "GET", path), 400)


def test_a_list_is_walked_newest_first_to_its_end(cast: Cast):
    made = [cast.file(QUICK, account).number for account in ("resident", "neighbour") * 3]
    found, path = [], "/applications?limit=2&state=filed"
    while path:
        answer = send(cast, "generalist", "GET", path).json()
        assert set(answer) == {"items", "next"}
        found += [one["number"] for one in answer["items"]]
        path = answer["next"].partition(V1)[2] if answer["next"] else ""
        assert path == "" or "state=filed" in path
    assert found == made[::-1]
    assert [a["number"] for a in send(cast, "generalist", "GET", f"/applications?q={made[2]}").json()["items"]] == [
        made[2]
    ]
    assert len(send(cast, "generalist", "GET", "/applications?q=%E6%9E%97%E7%A7%8B").json()["items"]) == 3
    assert len(send(cast, "generalist", "GET", "/applications?q=sydj").json()["items"]) == 6
    assert send(cast, "generalist", "GET", "/applications?q=1234567890").json()["items"] == []


def test_titles_and_messages_come_in_the_language_that_was_asked_for(cast: Cast):
    def title(language: str) -> tuple[str, str]:
        answer = send(cast, "resident", "GET", "/applications/1", **{"Accept-Language": language})
        return answer.json()["title"], answer["Content-Language"]

    chinese, english = title("zh-Hans"), title("en")
    assert chinese != english
    assert chinese[1] == "zh-hans"
    assert title("zh-Hant") == title("zh-Hans-CN") == title("fr") == title("*") == chinese
    assert title("fr, en;q=0.5") == title("en-GB") == english
    item = send(cast, "resident", "GET", f"/items/{QUICK}", **{"Accept-Language": "zh-Hant"}).json()
    assert item["name"] == "失业登记"


def test_head_is_get_without_its_body_and_other_methods_are_405(cast: Cast):
    whole, head = send(cast, "resident", "GET", "/me"), send(cast, "resident", "HEAD", "/me")
    assert (head.status_code, head.content, int(head["Content-Length"])) == (200, b"", len(whole.content))
    answer = send(cast, "resident", "PUT", "/me", {})
    problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD, PATCH"
    problem(send(cast, "resident", "GET", "/me/"), 404)
    problem(send(cast, "resident", "POST", "/me/nothing", {}), 404)
    for path in ("/applications/%00", "/items/%00", "/places/%00", "/duties/%00/take", "/files/%00"):
        method = "POST" if "take" in path else "GET"
        problem(send(cast, "generalist", method, path), 404)


ROOT = ["/healthz", "/readyz", "/metrics"]


def test_the_root_tells_how_it_is(cast: Cast):
    for path in ROOT:
        assert cast.page().get(path).status_code == 200
