"""By API alone: a program that knows only HTTP, the contract and the OpenAPI document lives through three journeys."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.journeys.program import MONDAY, Program, answers, running

pytestmark = pytest.mark.django_db(transaction=True)
QUICK, LONG = "unemployment-registration", "disability-living-allowance"
STREET, FEDERATION = "hudong-committee.specialist", "disabled-federation.specialist"


def rated_badly(p: Program, number: str) -> None:
    """Once, by who is concerned; the head owes a call and an answer."""
    assert p.refused("neighbour", number, "rate", level=5) == 404
    assert p.do("resident", number, "rate", level=1, comment="等了很久")["allowed"] == []
    assert p.refused("resident", number, "rate", level=5) == 409
    assert [d["kind"] for d in p.duties("head", number)] == ["call_back", "answer_rating"]
    today = p.get("head", f"/applications/{number}")["timeline"][-1]["at"][:10]
    p.do("head", number, "call-rater", on=today, reached=True)
    p.do("head", number, "answer-rating", what_was_done="已电话致歉")
    assert p.duties("head", number) == []


def drafted_and_filed(p: Program, given: dict[str, Any]) -> str:
    """A draft that only its maker sees, changed, and filed when it is whole. Its number."""
    draft = p.call("resident", "POST", "/applications", {"item": QUICK, "answers": {}}).json
    assert (draft["state"], draft["allowed"], draft["accept_by"]) == ("draft", ["submit"], None)
    number = draft["number"]
    assert p.call("generalist", "GET", f"/applications/{number}").status == 404
    assert p.call("resident", "POST", f"/applications/{number}/submit", {}).status == 422
    changed = p.call("resident", "PATCH", f"/applications/{number}", {"answers": given})
    assert changed.status == 200
    filed = p.do("resident", number, "submit")
    assert (filed["state"], filed["channel"], filed["due_at"], filed["allowed"]) == (
        "filed",
        "online",
        None,
        ["withdraw"],
    )
    assert filed["accept_by"] == "2026-06-08T17:00:00+08:00"
    assert "*" in filed["answers"]["identity_number"]
    return str(number)


def test_on_the_spot(program: Program) -> None:
    """Journey 2."""
    p = program
    p.at(MONDAY)
    assert QUICK in [item["code"] for item in p.get("resident", "/items?q=sydj")["items"]]
    form = p.get("resident", f"/items/{QUICK}")["form"]
    assert {name for group in form["x-groups"] for name in group["fields"]} >= set(form["properties"])
    number = drafted_and_filed(p, answers(form))
    later = p.file("neighbour", QUICK)["number"]
    owed = [d for d in p.get("generalist", "/duties")["items"] if d["subject"]["number"] in (number, later)]
    assert [(d["kind"], d["subject"]["number"], d["late"]) for d in owed] == [
        ("accept", number, False), ("accept", later, False),
    ]  # fmt: skip
    accepted = p.do("generalist", number, "accept", note="材料齐全")
    assert (accepted["state"], accepted["acceptance"], accepted["step"]) == ("review", "ordinary", None)
    assert accepted["due_at"] == "2026-06-23T17:00:00+08:00"  # ten working days, the Dragon Boat holiday between
    granted = p.do("generalist", number, "grant")
    assert (granted["state"], granted["outcome"], granted["delivery"]) == ("decided", "granted", "ready")
    print_ = p.get(None, f"/verify/{granted['result']['code']}")
    assert (print_["valid"], print_["issued_on"]) == (True, "2026-06-08")
    assert "林秋怡" not in json.dumps(print_, ensure_ascii=False)
    delivered = p.do("generalist", number, "deliver", means="window")
    assert (delivered["state"], delivered["delivery"], running(delivered)) == ("closed", "delivered", set())
    rated_badly(p, number)
    whole = p.get("resident", f"/applications/{number}")
    assert [line["fact"].partition(".")[2] for line in whole["timeline"]] == [
        "ApplicationFiled", "ApplicationAccepted", "ApplicationGranted", "ResultDelivered", "ApplicationRated",
        "RaterCalled", "RatingAnswered",
    ]  # fmt: skip
    assert whole["timeline"][1]["by"] == {"unit": "jingcheng", "role": "generalist"}
    assert whole["timeline"][1]["note"] == "材料齐全"
    told = p.until(lambda: len(items := p.get("resident", "/messages")["items"]) >= 5 and items)
    assert p.get("resident", "/me")["unread"] == len(told)


def corrected(p: Program, item: dict[str, Any], filed: dict[str, Any]) -> None:
    """Asked once for everything, corrected, filed again."""
    number, path = filed["number"], f"/applications/{filed['number']}"
    missing = [w["material"] for w in filed["warnings"] if w["code"] == "missing_material"]
    assert set(missing) == {
        m["code"] for m in item["materials"] if (m["need"], m["source"]) == ("necessary", "applicant")
    }
    asked = [{"material": code, "what": "请补交"} for code in missing] + [
        {"pointer": "/answers/phone", "what": "请核对"}
    ]
    held = p.do("generalist", number, "request-correction", items=asked)
    assert (held["state"], held["timeline"][-1]["items"], running(held)) == ("correction", asked, set())
    assert [d["owed_by"] for d in p.duties("resident", number, kind="correct")] == [
        {"person": p.get("resident", "/me")["person"]["id"]}
    ]
    patched = p.call("resident", "PATCH", path, {"answers": {"phone": "19900008601"}})
    assert patched.json["materials"] == filed["materials"]  # what the office knows itself is there, unnamed
    again = p.do("resident", number, "resubmit")
    assert (again["state"], running(again)) == ("filed", {"accept"})
    assert p.refused("generalist", number, "request-correction", items=asked) == 409


def test_many_desks(program: Program) -> None:
    """Journey 3."""
    p = program
    p.at(MONDAY)
    item = p.get("resident", f"/items/{LONG}")
    filed = p.file("resident", LONG)
    number = filed["number"]
    corrected(p, item, filed)
    accepted = p.do("generalist", number, "accept")
    assert accepted["step"] | {"name": ""} == {
        "k": 1, "kind": "desk", "name": "", "unit": "hudong-committee", "role": "specialist",
    }  # fmt: skip
    assert running(accepted) == {"decide_promised", "step"}
    assert accepted["due_at"] == "2026-07-07T17:00:00+08:00"  # twenty working days
    assert p.refused("approver", number, "grant") == 404
    p.do(STREET, number, "complete-step", outcome="agree", opinion="情况属实")
    notices = [n for n in p.get(None, "/notices?community=jingcheng")["items"] if n["item"] == LONG]
    assert [set(n["fields"]) for n in notices] == [set(item["notice"]["fields"])]
    assert p.refused(STREET, number, "complete-step") == 409
    p.at("2026-06-23T10:00:00+08:00")
    assert p.get(None, "/notices?community=jingcheng")["items"] == []
    p.until(lambda: p.duties(STREET, number, kind="step"))
    assert p.do(STREET, number, "complete-step")["step"]["unit"] == "disabled-federation"
    assert p.refused(STREET, number, "complete-step", outcome="agree", opinion="x") == 403
    back = p.do(FEDERATION, number, "send-back", reason="请补充")
    assert (back["step"]["k"], p.refused(STREET, number, "send-back", reason="x")) == (1, 409)
    p.do(STREET, number, "complete-step", outcome="agree", opinion="已补充")
    assert len(p.get(None, "/notices")["items"]) == 1
    p.at("2026-07-01T18:30:00+08:00")
    p.do(STREET, number, "complete-step")
    p.do(FEDERATION, number, "complete-step", outcome="agree", opinion="同意")
    assert p.duties("approver", number, kind="decide")[0]["owed_by"] == {"unit": "civil-affairs", "role": "approver"}
    assert p.do("approver", number, "grant", text="予以发放")["outcome"] == "granted"
    done = p.do("generalist", number, "deliver", means="online")
    assert (done["state"], running(done), done["allowed"]) == ("closed", set(), [])
    after_hours = p.file("neighbour", QUICK)
    assert after_hours["accept_by"] > "2026-07-02T00:00:00+08:00"


def at_once(p: Program) -> str:
    """Two officers decide; withdrawn while being accepted; the same form five times. The number of that form."""
    number = p.file("neighbour", QUICK)["number"]
    p.do("generalist", number, "accept")
    path = f"/applications/{number}"
    both = p.together(
        ("generalist", "POST", f"{path}/grant", {}, {}),
        ("jingcheng.generalist", "POST", f"{path}/refuse", {"reasons": "不符合条件"}, {}),
    )
    assert sorted(one.status for one in both) == [200, 409]
    assert [one.json["state"] for one in both] == ["decided", "decided"]

    number = p.file("neighbour", QUICK)["number"]
    path = f"/applications/{number}"
    both = p.together(
        ("neighbour", "POST", f"{path}/withdraw", {}, {}), ("generalist", "POST", f"{path}/accept", {}, {})
    )
    assert both[0].status == 200
    assert both[1].status in (200, 409)
    assert p.get("neighbour", path)["outcome"] == "withdrawn"

    body = {"item": QUICK, "answers": {"situation": "left_employer"}, "submit": True}
    five = p.together(*[("resident", "POST", "/applications", body, {"Idempotency-Key": "once"})] * 5)
    assert [one.status for one in five] == [201] * 5
    assert sum("Idempotency-Replayed" not in one.headers for one in five) == 1
    assert len({one.json["number"] for one in five}) == 1
    return str(five[0].json["number"])


def test_when_it_goes_otherwise(program: Program) -> None:
    """Journey 5."""
    p = program
    p.at(MONDAY)
    first = p.file("resident", QUICK)["number"]
    twice = p.file("resident", QUICK)
    assert [w["number"] for w in twice["warnings"] if w["code"] == "already_open"] == [first]
    ended = p.do("resident", twice["number"], "withdraw", reason="重复了")
    assert (ended["state"], ended["outcome"], running(ended)) == ("ended", "withdrawn", set())
    other = p.file("neighbour", QUICK)["number"]
    words = {"ground": "not_this_body", "reason": "由户籍地办理"}
    assert p.call("generalist", "POST", f"/applications/{other}/not-accept", words).json["errors"][0]["pointer"] == (
        "/right_body"
    )
    turned = p.do("generalist", other, "not-accept", **words, right_body="姑苏区人社局")
    assert (turned["outcome"], turned["timeline"][-1]["right_body"]) == ("not_accepted", "姑苏区人社局")
    assert turned["timeline"][-1]["basis"] == "not_this_body"

    number = at_once(p)
    p.do("generalist", number, "accept")
    refused = p.do("generalist", number, "refuse", reasons="尚在就业")
    carried = p.get("resident", f"/items/{QUICK}")["remedies"]
    assert [r["kind"] for r in refused["timeline"][-1]["remedies"]] == list(carried)
    assert (refused["outcome"], refused["timeline"][-1]["note"]) == ("refused", "尚在就业")

    p.at("2026-06-09T10:00:00+08:00")
    late = p.until(lambda: p.duties("head", first, kind="late"))
    assert late[0]["owed_by"] == {"unit": "jingcheng", "role": "head"}
    missed = p.get("resident", f"/applications/{first}")
    assert (missed["state"], missed["clocks"][0]["kind"], missed["clocks"][0]["late"]) == ("filed", "accept", True)
    assert missed["timeline"][-1]["fact"] == "duties.LimitMissed"
    assert p.duties("generalist", first, late="true")
    p.do("generalist", first, "accept")
    assert p.duties("head", first) == []
