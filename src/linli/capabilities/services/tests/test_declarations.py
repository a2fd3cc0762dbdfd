"""What is declared instead of proved: by oneself only, some of it checked later, revoked where it is not true."""

import secrets
from datetime import timedelta

import pytest
from django.utils.translation import override

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application, Result
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.lists import unfinished
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.duties.models import Clock, Duty
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import make_person
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.clock import local
from linli.kernel.files.store import keep
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from tests.cast import MONDAY, go_on

DESK, DECIDES, HEAD = "civil-affairs.specialist", "civil-affairs.approver", "civil-affairs.head"
DECLARED = [{"code": "declared", "declared": True}]
FALSE = {"holds": False, "finding": "登记的地址查无此店"}
TRUE = {"holds": True, "finding": "到场核查，情况属实"}
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def day(offset):
    return clock.standing(MONDAY + timedelta(days=offset))


def decided(cast, item="licence", account="resident", verb="grant", **raw):
    number = cast.file(item, account, **{"materials": DECLARED} | raw).number
    cast.do("generalist", "accept", number)
    cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    cast.do(DECIDES, verb, number, **body(verb, cast.look(number)))
    return number


def delivered(cast, *args, **raw):
    number = decided(cast, *args, **raw)
    cast.do("generalist", "deliver", number, means="window")
    return number


def open_duties(number):
    found = Duty.objects.filter(subject_id=number, closed=None).order_by("pk")
    return [(d.subject_kind, d.kind, d.unit.code, d.role) for d in found]


def refused(cast, account, number, verb="check-declaration", **raw):
    with pytest.raises(Problem) as problem:
        forms.perform(verb, number, raw, by=cast[account])
    return problem.value


def wrong(problem):
    return [(e.pointer, e.code) for e in problem.errors]


@pytest.fixture
def licence(cast):
    publish("licence")
    return catalogue().item("licence")


@pytest.fixture
def old(licence):
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    return make_person("陈美芳", by=None, community=network().place("jingcheng"), known=known)


def scanned(cast, old):
    """Filed at the window for who has no account, with a photo of what she signed."""
    file = keep(cast["generalist"], "signed.png", PICTURE).pk
    given = [{"code": "declared", "file": file}]
    return {"account": "generalist", "on_behalf_of": str(old.pk), "channel": "window", "materials": given}


def test_what_was_delivered_is_drawn_and_owed_by_who_decided(cast, licence):
    number = decided(cast)
    assert open_duties(number) == [("application", "deliver", "jingcheng", "generalist")]
    view = cast.do("generalist", "deliver", number, means="window")
    assert open_duties(number) == [("declaration", "spot_check", "civil-affairs", "approver")]
    [running] = Clock.objects.filter(subject_id=number, ended=None)
    assert (running.subject_kind, running.kind, running.amount, running.unit) == (
        "declaration", "spot_check", 30, "natural_day",
    )  # fmt: skip
    assert local(running.due_at).date().isoformat() == "2026-07-08"  # thirty days after the day of delivery
    assert [e.fact for e in timeline(Ref("declaration", number))] == ["services.DeclarationDrawn"]
    assert view.entries[-1].fact == "services.ResultDelivered"  # the resident reads nothing of it
    go_on()
    said = Message.objects.filter(params__id=number).order_by("pk").values_list("template", flat=True)
    assert said.last() == "services.delivered"
    assert "check-declaration" not in allowed(cast["resident"], view.application, view)


def test_a_scan_of_what_was_signed_is_a_declaration_too(cast, old):
    assert open_duties(delivered(cast, **scanned(cast, old)))[0][:2] == ("declaration", "spot_check")


def test_nothing_is_drawn_without_declaration_block_or_result(cast, licence):
    numbers = [delivered(cast, materials=[]), delivered(cast, verb="refuse")]
    actions.publish({name: part for name, part in licence.body.items() if name != "spot_check"})
    for number in (*numbers, delivered(cast)):
        assert open_duties(number) == []
        assert refused(cast, DECIDES, number, **TRUE).status == 409
        assert not Clock.objects.filter(subject_id=number, ended=None).exists()


@pytest.mark.parametrize(("lot", "drawn"), [(19, True), (20, False)])
def test_of_a_hundred_as_many_are_drawn_as_the_item_says(cast, licence, monkeypatch, lot, drawn):
    actions.publish({**licence.body, "spot_check": {**licence.body["spot_check"], "share": 20}})
    monkeypatch.setattr(secrets, "randbelow", lambda most: lot if most == 100 else 0)
    assert bool(open_duties(delivered(cast))) is drawn


def test_only_who_decides_checks_and_only_what_is_open(cast, licence):
    number = decided(cast)
    assert refused(cast, DECIDES, number, **TRUE).status == 409
    cast.do("generalist", "deliver", number, means="window")
    for account, status in (("resident", 403), ("generalist", 403), (DESK, 403), (HEAD, 403), ("stranger", 404)):
        assert refused(cast, account, number, **TRUE).status == status
    view = cast.look(number)
    assert allowed(cast[DECIDES], view.application, view) == ["check-declaration"]
    assert wrong(refused(cast, DECIDES, number)) == [("/holds", "required"), ("/finding", "required")]
    assert wrong(refused(cast, DECIDES, number, holds="yes", finding=" ", more=1)) == [
        ("/more", "unknown"), ("/holds", "type"), ("/finding", "required"),
    ]  # fmt: skip
    cast.do(DECIDES, "check-declaration", number, **TRUE)
    with override("en"):
        problem = refused(cast, DECIDES, number, **FALSE)
    assert (problem.status, problem.detail) == (409, "There is no check of a declaration that is open.")
    assert not Result.objects.get().revoked


def test_what_is_true_changes_nothing(cast, licence):
    number = delivered(cast)
    view = cast.do(DECIDES, "check-declaration", number, **TRUE)
    assert (view.application.state, view.application.result.revoked) == ("closed", None)
    assert open_duties(number) == []
    assert not Clock.objects.filter(subject_id=number, ended=None).exists()
    entry = view.last("services.DeclarationChecked")
    assert (entry.unit, entry.role, view.said(entry)) == ("civil-affairs", "approver", {"finding": TRUE["finding"]})
    before = Message.objects.count()
    go_on()
    assert [m.template for m in Message.objects.all()[before:]].count("services.revoked") == 0
    cast.do("resident", "rate", number, level=5)


def test_what_is_not_true_revokes_the_result(cast, licence, client):
    number = delivered(cast)
    code = Result.objects.get().code
    assert client.get(f"/api/v1/verify/{code}").json()["revoked_on"] is None
    with day(10):
        view = cast.do(DECIDES, "check-declaration", number, **FALSE)
        go_on()
    assert view.application.state == "closed"
    assert local(Result.objects.get().revoked).date().isoformat() == "2026-06-18"
    told = view.said(view.last("services.ResultRevoked"))
    assert (told["reasons"], [r["kind"] for r in told["remedies"]]) == (FALSE["finding"], ["reconsider", "court"])
    assert open_duties(number) == []
    said = Message.objects.filter(params__id=number, template="services.revoked")
    assert [m.person.account.username for m in said] == ["resident"]
    told = client.get(f"/api/v1/verify/{code}").json()
    assert (told["valid"], told["revoked_on"]) == (False, "2026-06-18")
    shown = cast.api("resident").get(f"/api/v1/applications/{number}").json()
    assert shown["result"]["revoked_on"] == "2026-06-18"
    assert shown["timeline"][-1]["note"] == FALSE["finding"]
    assert [r["kind"] for r in shown["timeline"][-1]["remedies"]] == ["reconsider", "court"]
    cast.do("resident", "rate", number, level=1)
    cast.do("head", "answer-rating", number, what_was_done="x")


def test_a_revoked_result_frees_its_place_and_is_not_renewed(cast):
    publish("licence-quota", "licence", "licence-renewal")
    first, second = (delivered(cast, "licence-quota", who) for who in ("resident", "neighbour"))
    third = cast.file("licence-quota", materials=DECLARED).number
    cast.do("generalist", "accept", third)
    cast.do(DESK, "complete-step", third, **body("complete-step", cast.look(third)))
    assert refused(cast, DECIDES, third, "grant").status == 409
    cast.do(DECIDES, "check-declaration", first, **FALSE)
    assert cast.do(DECIDES, "grant", third).application.outcome == "granted"
    assert second
    held = delivered(cast, "licence")
    cast.do(DECIDES, "check-declaration", held, **FALSE)
    assert Application.objects.get(number=cast.file("licence-renewal").number).renews is None


def test_who_has_no_account_is_told_by_the_window(cast, old):
    number = delivered(cast, **scanned(cast, old))
    cast.do(DECIDES, "check-declaration", number, **FALSE)
    go_on()
    assert open_duties(number) == [("declaration", "tell", "jingcheng", "generalist")]
    duty = Duty.objects.get(subject_id=number, closed=None)
    api = cast.api("generalist")
    shown = api.get("/api/v1/duties?kind=tell").json()["items"]
    assert [d["subject"] for d in shown] == [{"type": "declaration", "number": number}]
    given = {"means": "phone", "on": "2026-06-08"}
    path = f"/api/v1/duties/{duty.pk}/told"
    assert cast.api("jingcheng.generalist").post(path, given, content_type="application/json").status_code == 200
    assert api.post(path, given, content_type="application/json").status_code == 409
    assert open_duties(number) == []
    assert cast.look(number).entries[-1].fact == "services.ResidentTold"


def test_what_is_late_is_the_heads_of_who_decided(cast, licence):
    number = delivered(cast)
    with day(31):
        go_on()
        assert open_duties(number) == [
            ("declaration", "spot_check", "civil-affairs", "approver"),
            ("declaration", "late", "civil-affairs", "head"),
        ]
        assert cast.look(number).entries[-1].fact == "services.ResultDelivered"
        cast.do(DECIDES, "check-declaration", number, **TRUE)
        go_on()
    assert open_duties(number) == []


def test_it_is_taken_and_handed_over(cast, licence):
    number = delivered(cast)
    [duty] = cast.api(DECIDES).get("/api/v1/duties?kind=spot_check").json()["items"]
    assert duty["subject"] == {"type": "declaration", "number": number}
    path = f"/api/v1/duties/{duty['id']}"
    for account, status in (("generalist", 404), (DECIDES, 200)):
        assert cast.api(account).post(f"{path}/take", {}, content_type="application/json").status_code == status
    given = {"to": "approver", "reason": "我明天休息"}
    handed = cast.api(DECIDES).post(f"{path}/hand-over", given, content_type="application/json")
    assert (handed.status_code, handed.json()["holder"]) == (200, "approver")
    assert [e.fact for e in timeline(Ref("declaration", number))] == [
        "services.DeclarationDrawn", "duties.DutyTaken", "duties.DutyHandedOver",
    ]  # fmt: skip


def test_a_unit_that_has_a_check_to_do_is_still_needed(cast, licence):
    unit = network().unit("civil-affairs")
    number = delivered(cast)
    assert unfinished(unit) == 1
    cast.do(DECIDES, "check-declaration", number, **TRUE)
    assert unfinished(unit) == 0


def test_a_renewal_by_silence_can_be_checked_by_who_would_have_decided(cast):
    publish("licence", "licence-renewal")
    delivered(cast, "licence", materials=[])
    with day(330):
        number = cast.file("licence-renewal", materials=DECLARED).number
        Clock.objects.filter(subject_id=number, kind="deemed").delete()
    with day(366):
        go_on()
        view = cast.do("generalist", "deliver", number, means="online")
        assert view.last("services.ApplicationRenewed")
        cast.do(DECIDES, "check-declaration", number, **TRUE)
        assert cast.page(HEAD).get(f"/matters/{number}").status_code == 200
