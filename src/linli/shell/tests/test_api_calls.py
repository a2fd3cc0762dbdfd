"""Calls of the main job, value by value: files, drafts, masks, filing for others, duties; and what they cost."""

from __future__ import annotations

import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.shell.tests.calls import LONG, NEW, QUICK, V1, codes, problem, send
from tests.cast import Cast, go_on

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64


def test_a_file_is_seen_by_its_owner_and_whoever_sees_its_matter(cast: Cast):
    kept = cast.api("resident").post(f"{V1}/files", {"file": io.BytesIO(JPEG)})
    assert kept.status_code == 201
    assert set(kept.json()) == {"id", "name", "type", "size", "sha256"}
    path = f"/files/{kept.json()['id']}"
    assert send(cast, "resident", "GET", path).content == JPEG
    problem(send(cast, "generalist", "GET", path), 404)
    code = cast.look(cast.file(LONG).number).item.materials[0].code
    new = {"item": LONG, "materials": [{"code": code, "file": kept.json()["id"]}]}
    problem(send(cast, "neighbour", "POST", "/applications", new), 422)
    number = send(cast, "resident", "POST", "/applications", new).json()["number"]
    problem(send(cast, "generalist", "GET", path), 404)  # a draft is nobody else's
    assert send(cast, "resident", "DELETE", f"/applications/{number}").status_code == 204


def test_the_contracts_kinds_of_duty_can_all_be_asked_for(cast: Cast):
    for kind in ("accept", "step", "decide", "deliver", "correct", "supply", "answer_rating", "tell", "late"):
        assert send(cast, "generalist", "GET", f"/duties?kind={kind}").json() == {"items": [], "next": None}


def test_me_names_posts_person_and_what_is_unread(cast: Cast):
    found = send(cast, "resident", "GET", "/me").json()
    assert set(found) >= {"account", "name", "language", "posts", "person", "unread"}
    assert (found["account"], found["posts"], found["person"]["community"], found["unread"]) == (
        "resident", [], "jingcheng", 0,
    )  # fmt: skip


def test_units_are_asked_for_by_kind_and_by_whom_they_serve(cast: Cast):
    units = send(cast, "resident", "GET", "/units?kind=station&serves=jingcheng").json()["items"]
    assert [unit["code"] for unit in units] == ["jingcheng"]
    assert {"working_day", "rest_day", "holiday", "on"} <= set(units[0]["hours"])
    problem(send(cast, "resident", "GET", "/units?serves=nowhere"), 400)
    places = send(cast, "resident", "GET", "/places?kind=community&under=hudong&limit=100").json()["items"]
    assert {place["kind"] for place in places} <= {"community"}


def test_a_masked_value_sent_back_keeps_what_it_masks(cast: Cast):
    whole = {"situation": "left_employer", "identity_number": "320594198604128629", "phone": "19900008601"}
    made = send(cast, "resident", "POST", "/applications", {"item": QUICK, "answers": whole}).json()
    shown = made["answers"]
    assert (shown["identity_number"], shown["phone"]) == ("3205**********8629", "199****8601")
    assert (made["state"], made["accept_by"], made["due_at"], made["filed_at"]) == ("draft", None, None, None)
    path = f"/applications/{made['number']}"
    assert send(cast, "resident", "PATCH", path, {"answers": shown | {"situation": None}}).json()["answers"] == {
        "identity_number": "3205**********8629", "phone": "199****8601",
    }  # fmt: skip
    assert set(codes(send(cast, "resident", "PATCH", path, {"answers": {"situation": 1, "nothing": 2}}))) == {
        ("/answers/nothing", "unknown"), ("/answers/situation", "type"),
    }  # fmt: skip
    assert send(cast, "resident", "PATCH", path, {"answers": {"phone": "1"}}).status_code == 200
    assert {("/answers/phone", "length"), ("/answers/situation", "required")} == set(
        codes(send(cast, "resident", "POST", f"{path}/submit"))
    )
    send(cast, "resident", "PATCH", path, {"answers": {"phone": "19900008601", "situation": "left_employer"}})
    assert send(cast, "resident", "POST", f"{path}/submit").json()["state"] == "filed"
    problem(send(cast, "resident", "PATCH", path, {"answers": {}}), 409)
    problem(send(cast, "resident", "DELETE", path), 409)
    problem(send(cast, "generalist", "DELETE", path), 403)
    problem(send(cast, "neighbour", "DELETE", path), 404)


def test_only_staff_may_file_for_somebody_else_and_by_another_channel(cast: Cast):
    neighbour = send(cast, "neighbour", "GET", "/me").json()["person"]["id"]
    found = send(cast, "generalist", "POST", "/people/find", {"q": "陆建平"}).json()["items"]
    assert [one["id"] for one in found] == [neighbour]
    assert "320594197109238711" not in json.dumps(found)
    problem(send(cast, "resident", "POST", "/applications", NEW | {"on_behalf_of": neighbour}), 403)
    problem(send(cast, "stranger", "POST", "/applications", NEW | {"community": "jingcheng"}), 403)
    assert codes(send(cast, "resident", "POST", "/applications", NEW | {"channel": "window"})) == [
        ("/channel", "choice")
    ]
    body = NEW | {"on_behalf_of": neighbour, "community": "jingcheng", "channel": "phone"}
    made = send(cast, "generalist", "POST", "/applications", body).json()
    assert (made["channel"], made["applicant"]["id"], made["state"]) == ("phone", neighbour, "filed")
    assert codes(send(cast, "generalist", "POST", "/applications", body | {"on_behalf_of": "0"})) == [
        ("/on_behalf_of", "choice")
    ]
    own = send(cast, "generalist", "GET", "/me").json()["person"]["id"]
    problem(send(cast, "generalist", "POST", "/applications", NEW | {"on_behalf_of": own}), 403)


def test_a_duty_is_taken_and_handed_over_in_the_contracts_order(cast: Cast):
    cast.file(QUICK)
    duty = send(cast, "generalist", "GET", "/duties?kind=accept").json()["items"][0]
    assert duty["owed_by"] == {"unit": "jingcheng", "role": "generalist"}
    path = f"/duties/{duty['id']}"
    problem(send(cast, "fangzhou.generalist", "POST", f"{path}/take"), 404)
    assert send(cast, "generalist", "POST", f"{path}/take").json()["holder"] == "generalist"
    assert problem(send(cast, "jingcheng.generalist", "POST", f"{path}/take"), 409)
    assert codes(send(cast, "generalist", "POST", f"{path}/hand-over", {"to": "approver"})) == [("/to", "choice")]
    handed = send(cast, "generalist", "POST", f"{path}/hand-over", {"to": "jingcheng.generalist"})
    assert handed.json()["holder"] == "jingcheng.generalist"
    cast.do("generalist", "accept", duty["subject"]["number"])
    problem(send(cast, "generalist", "POST", f"{path}/take"), 409)
    problem(send(cast, "generalist", "POST", f"{path}/hand-over", {}), 409)


def test_who_has_no_account_is_told_and_it_is_said_that_they_were(cast: Cast):
    woman = {"name": "陈美芳", "community": "jingcheng", "identity_number": "320594194503091240"}
    person = send(cast, "generalist", "POST", "/people", woman).json()["id"]
    body = NEW | {"on_behalf_of": person, "channel": "window", "handed_in_by": "陆建平"}
    body["answers"] = {"situation": "left_employer", "phone": "13800004096"}
    made = send(cast, "generalist", "POST", "/applications", body)
    number = made.json()["number"]
    assert made.json()["handed_in_by"] == "陆建平"
    go_on()
    duty = send(cast, "generalist", "GET", "/duties?kind=tell").json()["items"][0]
    accept = send(cast, "generalist", "GET", "/duties?kind=accept").json()["items"][0]
    path = f"/duties/{duty['id']}/told"
    problem(send(cast, "resident", "POST", path, {}), 404)
    problem(send(cast, "generalist", "POST", f"/duties/{accept['id']}/told", {}), 403)
    assert codes(send(cast, "generalist", "POST", path, {"means": "shout", "on": "2026-06-09"})) == [
        ("/means", "choice"), ("/on", "date"),
    ]  # fmt: skip
    told = send(cast, "generalist", "POST", path, {"means": "phone", "on": "2026-06-08", "note": "本人接听"})
    line = told.json()["timeline"][-1]
    assert (line["fact"], line["note"], told.json()["number"]) == ("services.ResidentTold", "本人接听", number)
    problem(send(cast, "generalist", "POST", path, {}), 409)


def statements(captured: CaptureQueriesContext) -> list[str]:
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET ", "ROLLBACK")
    return [q["sql"] for q in captured if not q["sql"].upper().startswith(words)]


def test_a_filing_costs_this_many_statements(cast: Cast):
    send(cast, "resident", "POST", "/applications", NEW)
    with CaptureQueriesContext(connection) as captured:
        assert send(cast, "resident", "POST", "/applications", NEW, **{"Idempotency-Key": "f1"}).status_code == 201
    found = statements(captured)
    assert len(found) == 15, "\n".join(found)


@pytest.mark.parametrize("path", ["/applications", "/duties"])
def test_a_list_costs_the_same_with_1_and_with_30(cast: Cast, path: str):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            send(cast, "generalist", "GET", f"{path}?limit=100")
        return len(statements(captured))

    closed = cast.file(QUICK).number
    cast.do("generalist", "accept", closed)
    cast.do("generalist", "grant", closed)
    cast.do("generalist", "deliver", closed, means="window")
    cast.file(QUICK)
    send(cast, "generalist", "GET", path)
    one = cost()
    for _ in range(10):
        a = cast.file(QUICK)
        cast.do("generalist", "accept", a.number)
        cast.do("generalist", "grant", a.number)
        cast.do("generalist", "deliver", a.number, means="window")
        cast.file(QUICK)
    assert cost() == one
