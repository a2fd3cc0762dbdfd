"""The law's verbs by API alone: a licence from silence to revocation, promises, objections, who acts for whom, one
thing with several items, rights over one's data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from linli.capabilities.services.tests.items import publish
from tests.journeys.program import MONDAY, Program, running

pytestmark = pytest.mark.django_db(transaction=True)
LICENCE, RENEWAL = "licence", "licence-renewal"
QUICK, LONG, HELP = "unemployment-registration", "disability-living-allowance", "temporary-assistance"
DESK, DECIDES, STREET = "civil-affairs.specialist", "civil-affairs.approver", "hudong-committee.specialist"
OFFICERS = [DESK, f"{DESK}-2"]
DECLARED = [{"code": "declared", "declared": True}]


def facts(matter: dict[str, Any]) -> list[str]:
    return [line["fact"].partition(".")[2] for line in matter["timeline"]]


def clock(matter: dict[str, Any], kind: str) -> Any:
    return next(one for one in reversed(matter["clocks"]) if one["kind"] == kind)


def checked(p: Program, number: str) -> Any:
    """What two officers agree to."""
    assert (
        p.call(DESK, "POST", f"/applications/{number}/complete-step", {"outcome": "agree", "opinion": "x"}).status
        == 422
    )
    return p.do(DESK, number, "complete-step", outcome="agree", opinion="情况属实", officers=OFFICERS)


def told(p: Program, who: str, words: str) -> None:
    p.until(lambda: words in json.dumps(p.get(who, "/messages?limit=100"), ensure_ascii=False))


def stopped_and_stretched(p: Program, number: str) -> None:
    """A hearing, and ten more working days: the promise that the resident reads moves with them."""
    p.at("2026-06-16T10:00:00+08:00")
    accepted = p.until(lambda: (one := p.get("resident", f"/applications/{number}"))["state"] == "review" and one)
    assert (accepted["acceptance"], accepted["due_at"]) == ("deemed", "2026-07-07T17:00:00+08:00")
    told(p, "head", number)
    body = {"procedure": "hearing", "reason": "利害关系人要求听证", "expected": {"amount": 15, "unit": "working_day"}}
    assert p.refused("resident", number, "suspend", **body) == 403
    assert p.refused("generalist", number, "suspend", **body) == 403
    halted = p.do(DESK, number, "suspend", **body)
    assert (clock(halted, "decide_statutory")["stops"][0]["until"], halted["state"]) == (None, "review")
    assert p.refused(DESK, number, "suspend", **body) == 409
    p.at("2026-06-23T10:00:00+08:00")
    resumed = p.do(DESK, number, "resume")
    assert resumed["due_at"] == "2026-07-13T17:00:00+08:00"  # 16, 17, 18 and 22 June did not count
    assert p.refused(DESK, number, "resume") == 409
    checked(p, number)
    more = {"amount": 10, "unit": "working_day", "reason": "需要第三方评估"}
    assert p.refused(DESK, number, "extend", **more) == 403
    assert p.do(DECIDES, number, "extend", **more)["due_at"] == "2026-07-27T17:00:00+08:00"
    assert p.refused(DECIDES, number, "extend", **more) == 409  # once only
    told(p, "resident", number)
    assert p.get("resident", f"/applications/{number}")["timeline"][-1]["note"] == "需要第三方评估"


def test_a_licence_from_silence_to_revocation(program: Program) -> None:
    publish(LICENCE)
    p = program
    p.at(MONDAY)
    number = p.file("resident", LICENCE, materials=DECLARED)["number"]
    stopped_and_stretched(p, number)
    granted = p.do(DECIDES, number, "grant")
    code = granted["result"]["code"]
    assert granted["clocks"] and running(granted) == {"deliver"}
    p.do("generalist", number, "deliver", means="window")
    owed = p.duties(DESK, number, kind="spot_check") or p.duties(DECIDES, number, kind="spot_check")
    assert len(owed) == 1
    assert p.get(None, f"/verify/{code}")["valid"] is True
    seen = p.get("resident", f"/applications/{number}")
    assert "check-declaration" not in seen["allowed"]
    p.do(DECIDES, number, "check-declaration", holds=False, finding="登记的地址查无此店")
    assert p.get(None, f"/verify/{code}")["valid"] is False
    assert facts(p.get("resident", f"/applications/{number}"))[-1] == "ResultRevoked"
    revoked = p.get("resident", f"/applications/{number}")["timeline"][-1]
    assert (revoked["note"], bool(revoked["remedies"])) == ("登记的地址查无此店", True)
    rated_to_the_end(p, number)


def rated_to_the_end(p: Program, number: str) -> None:
    """A mistaken rating is struck by the street, and kept."""
    p.do("resident", number, "rate", level=1, comment="走错了窗口")
    shown = json.dumps(p.get("generalist", f"/applications/{number}"), ensure_ascii=False)
    assert "走错了窗口" not in shown
    p.do("head", number, "appeal-rating", ground="mistaken", reason="评的是另一件事")
    assert p.refused("head", number, "decide-appeal", strike=True, reason="x") in (403, 409)
    p.do("hudong-committee.head", number, "decide-appeal", strike=True, reason="评价与本件无关")
    assert "answer-rating" not in p.get("head", f"/applications/{number}")["allowed"]


def test_a_renewal_that_nobody_decides(program: Program) -> None:
    publish(LICENCE, RENEWAL)
    p = program
    p.at(MONDAY)
    first = p.file("resident", LICENCE)["number"]
    p.do("generalist", first, "accept")
    checked(p, first)
    code = p.do(DECIDES, first, "grant")["result"]["code"]
    p.do("generalist", first, "deliver", means="online")
    p.at("2027-05-06T10:00:00+08:00")
    again = p.file("resident", RENEWAL)["number"]
    p.do("generalist", again, "accept")
    p.at("2027-06-08T00:10:00+08:00")
    renewed = p.until(lambda: (one := p.get("resident", f"/applications/{again}"))["outcome"] and one)
    assert (renewed["state"], renewed["outcome"], renewed["delivery"]) == ("decided", "granted", "ready")
    assert p.get(None, f"/verify/{code}")["valid"] is False  # its year is over; the new one follows on it
    assert p.get(None, f"/verify/{renewed['result']['code']}")["valid"] is True
    told(p, "civil-affairs.head", again)


def test_what_is_to_follow_is_promised_and_comes_or_not(program: Program) -> None:
    publish(LICENCE)
    p = program
    p.at(MONDAY)
    number, other = (p.file(who, LICENCE)["number"] for who in ("resident", "neighbour"))
    body = {"materials": ["later-paper"], "until": "2026-06-18"}
    wrong = p.call(
        "generalist", "POST", f"/applications/{number}/accept-conditionally", body | {"materials": ["paper"]}
    )
    assert wrong.status == 422
    for one in (number, other):
        p.do("generalist", one, "accept-conditionally", **body)
    assert p.refused("generalist", number, "promise", agreed=True) in (403, 422)
    promised = p.do("resident", number, "promise", agreed=True)
    assert (promised["acceptance"], "supply" in running(promised)) == ("conditional", True)
    paper = [{"code": "later-paper", "file": p.upload("resident")}]
    assert "supply" not in running(p.do("resident", number, "supply", materials=paper))
    p.do("neighbour", other, "promise", agreed=True)
    p.at("2026-06-18T17:30:00+08:00")
    ended = p.until(lambda: (one := p.get("neighbour", f"/applications/{other}"))["outcome"] and one)
    assert (ended["state"], ended["outcome"], running(ended)) == ("ended", "lapsed", set())
    assert p.get("resident", f"/applications/{number}")["state"] == "review"


def test_a_neighbour_objects_and_is_right(program: Program) -> None:
    p = program
    p.at(MONDAY)
    number = p.file("resident", LONG)["number"]
    p.do("generalist", number, "accept")
    p.do(STREET, number, "complete-step", outcome="agree", opinion="情况属实")
    [notice] = [one for one in p.get(None, "/notices?community=jingcheng")["items"] if one["item"] == LONG]
    words = {"name": "王建国", "phone": "13800138000", "what": "申请人名下另有住房"}
    path = f"/notices/{notice['id']}/object"
    assert p.call(None, "POST", path, words | {"phone": "1"}).status == 422
    first, again = (p.call(None, "POST", path, words, **{"Idempotency-Key": "one"}) for _n in range(2))
    assert (first.status, again.status, first.json) == (201, 201, again.json)
    p.at("2026-06-24T10:00:00+08:00")
    p.until(lambda: p.get(None, "/notices?community=jingcheng")["items"] == [])
    assert p.refused(STREET, number, "complete-step") == 409  # while it is open
    assert "王建国" not in json.dumps(p.get("resident", f"/applications/{number}"), ensure_ascii=False)
    back = p.do(STREET, number, "answer-objection", upheld=True, finding="经核实，另有住房", objection=1)
    assert back["step"]["k"] == 1
    p.post(STREET, f"/applications/{number}/called-back", {"objection": 1, "on": "2026-06-24"})
    p.do(STREET, number, "complete-step", outcome="agree", opinion="已核减")
    [new] = [one for one in p.get(None, "/notices?community=jingcheng")["items"] if one["item"] == LONG]
    assert new["id"] != notice["id"]


def test_somebody_acts_for_another(program: Program) -> None:
    p = program
    p.at(MONDAY)
    me, other = (p.get(who, "/me")["person"]["id"] for who in ("resident", "neighbour"))
    name = p.get("neighbour", "/me")["name"]
    given = p.post("resident", "/mandates/offer", {"name": name, "items": [QUICK], "until": "2026-06-30"})
    code = given["written"]["code"]
    assert p.call("stranger", "POST", "/mandates/take", {"code": code}).status == 404
    taken = p.post("neighbour", "/mandates/take", {"code": code})
    assert (taken["state"], taken["principal"]["id"], taken["agent"]["id"]) == ("active", me, other)
    filed = p.file("neighbour", QUICK, on_behalf_of=me)
    number = filed["number"]
    assert (filed["agent"] is not None, p.get("resident", f"/applications/{number}")["state"]) == (True, "filed")
    told(p, "resident", number)
    form = {"item": LONG, "answers": {}, "on_behalf_of": me}
    assert p.call("neighbour", "POST", "/applications", form).status in (403, 422)  # not among its items
    assert p.refused("neighbour", number, "promise", agreed=True) in (403, 409)
    p.post("resident", f"/mandates/{taken['id']}/end", {"reason": "不需要了"})
    assert p.call("neighbour", "GET", f"/applications/{number}").status == 404
    assert p.refused("neighbour", number, "withdraw") == 404
    p.do("resident", number, "withdraw")


def every_field(form: Any) -> Iterator[tuple[str, Any]]:
    """The fields that a form asks for, those too that only some answers bring."""
    if isinstance(form, dict):
        yield from form.get("properties", {}).items()
    for part in form.values() if isinstance(form, dict) else form if isinstance(form, list) else ():
        yield from (one for one in every_field(part) if "examples" in one[1])


def test_several_items_as_one(program: Program) -> None:
    p = program
    p.at(MONDAY)
    [bundle] = [one for one in p.get("resident", "/bundles")["items"] if one["code"] == "newborn"]
    form = p.get("resident", f"/bundles/{bundle['code']}")["form"]
    fields = dict(every_field(form))
    answers: dict[str, Any] = {}
    whole: Any = None
    for _n in range(40):  # a program fills in what it is told is missing
        tried = p.call(
            "resident", "POST", "/joint-applications", {"item": "newborn", "answers": answers, "submit": True}
        )
        if tried.status == 201:
            whole = tried.json
            break
        assert tried.status == 422, tried
        for error in tried.json["errors"]:
            field = error["pointer"].split("/")[2]
            assert field not in answers, error
            answers[field] = fields[field]["examples"][0]
    number = whole["number"]
    states = {part["item"]: part["state"] for part in whole["parts"]}
    assert "filed" in states.values()
    assert p.call("neighbour", "GET", f"/joint-applications/{number}").status == 404
    taken_back = p.post("resident", f"/joint-applications/{number}/withdraw", {"reason": "先不办了"})
    assert {part["outcome"] or part["state"] or part["left"] for part in taken_back["parts"]} <= {
        "withdrawn", "given_up", "needed",
    }  # fmt: skip


def test_what_is_known_is_put_right_copied_and_forgotten(program: Program) -> None:
    p = program
    p.at(MONDAY)
    number = p.file("resident", QUICK)["number"]
    p.do("generalist", number, "accept")
    p.do("generalist", number, "grant")
    p.do("generalist", number, "deliver", means="window")
    assert [one["source"]["id"] for one in p.get("resident", "/credentials")["items"]] == [number]
    wrong = {"subject": {"kind": "profile", "id": "name"}, "wrong": "名字写错了", "right": "林秋宜"}
    asked = p.post("resident", "/me/corrections", wrong)
    assert p.call("neighbour", "GET", f"/corrections/{asked['id']}").status == 404
    body = {"outcome": "corrected", "changes": {"name": "林秋宜"}}
    p.post("generalist", f"/corrections/{asked['id']}/answer", body)
    assert p.get("resident", "/me")["name"] == "林秋宜"
    assert number in json.dumps(p.post("resident", "/me/export"))
    assert p.get("resident", "/me/looks")["items"]
    found = p.get("generalist", f"/search?q={number}")
    assert number in json.dumps(found)
    left = p.post("resident", "/me/erase")["left"]
    assert [one["fate"] for one in left if one["number"] == number] == ["restricted"]
    assert p.call("generalist", "GET", f"/applications/{number}").status == 404
    assert number not in json.dumps(p.get("generalist", f"/search?q={number}"))
    assert p.get("resident", f"/applications/{number}")["state"] == "closed"


def test_help_that_cannot_wait(program: Program) -> None:
    p = program
    p.at(MONDAY)
    p.file("neighbour", QUICK)
    form = p.get("resident", f"/items/{HELP}")["form"]
    given = {name: form["properties"][name]["examples"][0] for name in form["required"]}
    number = p.file("resident", HELP, answers=given | {"urgent": "yes", "urgent_need": "没有钱看急病"})["number"]
    assert p.get("generalist", "/duties")["items"][0]["subject"]["number"] == number
    assert p.refused("resident", number, "help-first", what="x") == 403
    p.do("generalist", number, "help-first", what="现场垫付医药费 800 元")
    assert p.refused("generalist", number, "help-first", what="x") == 409
    told(p, "resident", number)
    assert "800 元" in p.get("resident", f"/applications/{number}")["timeline"][-1]["note"]
