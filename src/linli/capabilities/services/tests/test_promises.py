"""Papers that follow (容缺受理): which ones and by when is told once, promised by the person, supplied or lapsed."""

import pytest

from linli.capabilities.services.models import Material
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import PICTURE, body
from linli.capabilities.services.tests.promised import (
    DECIDES,
    DESK,
    DUE,
    UNTIL,
    conditional,
    filed,
    owed,
    paper,
    refused,
)
from linli.commons.calendar.rules import Hours, reckon
from linli.commons.duties.models import Clock, Duty, Stop
from linli.commons.people.actions.persons import make_person
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.files import store
from tests.cast import go_on

__all__ = ["conditional", "filed"]
ENGLISH = {"Accept-Language": "en"}


def decide(number):
    return Clock.objects.get(subject_id=number, kind="decide_statutory")


def test_it_is_accepted_and_waits_for_the_promise(cast, conditional):
    view = cast.look(conditional)
    a = view.application
    assert (a.state, a.step_k, a.acceptance, a.to_follow, a.promised_at) == (
        "review", 1, "conditional", ["later-paper"], None,
    )  # fmt: skip
    supply = view.clock("supply")
    assert (supply.due_at, supply.amount, supply.unit) == (DUE, 10, "natural_day")
    assert owed(conditional) == {("supply", "resident")}
    assert set(Stop.objects.filter(clock__subject_id=conditional).values_list("ground", flat=True)) == {"promise"}
    for account, verb in ((DESK, "complete-step"), (DESK, "suspend"), (DECIDES, "grant")):
        assert refused(cast, account, verb, conditional, **body(verb, view))[0] == 409
    assert set(allowed(cast["resident"], a, view)) == {"promise", "supply", "withdraw"}
    shown = cast.api("resident").get(f"/api/v1/applications/{conditional}").json()
    assert [m for m in shown["materials"] if m["code"] == "later-paper"] == [{"code": "later-paper", "follows": True}]
    assert [c["due_at"] for c in shown["clocks"] if c["kind"] == "supply"] == ["2026-06-18T17:00:00+08:00"]
    assert next(e for e in shown["timeline"] if e["fact"] == "services.AcceptedConditionally")["until"]


def test_the_limits_count_from_the_promise_on(cast, conditional, at):
    with at(days=2):
        cast.do("resident", "promise", conditional, agreed=True)
        since = clock.now()
    hours = Hours.of(network().unit("civil-affairs").hours)
    assert decide(conditional).due_at == reckon(since, 20, "working_day", hours).at
    # Promised on Wednesday 10 June: 20 working days, without the festival of 19 June, end on Thursday 9 July.
    assert clock.local(decide(conditional).due_at).date().isoformat() == "2026-07-09"
    assert owed(conditional) == {("supply", "resident"), ("step", "civil-affairs.specialist")}
    with at(days=2):
        page = cast.page("resident", **ENGLISH).get(f"/matters/{conditional}").text
    assert "2 working days did not count, because of “waiting for the promise”" in page
    with at(days=3):
        assert refused(cast, "resident", "promise", conditional, agreed=True)[0] == 409


def test_supplied_in_time_it_is_decided(cast, conditional, at):
    cast.do("resident", "promise", conditional, agreed=True)
    cast.do(DESK, "complete-step", conditional, **body("complete-step", cast.look(conditional)))
    status, _errors = refused(cast, DECIDES, "grant", conditional)
    assert status == 409
    assert "grant" not in allowed(cast[DECIDES], cast.look(conditional).application)
    with at(days=10, hours=7):
        view = cast.do("resident", "supply", conditional, materials=[paper(cast)])
    assert (view.application.to_follow, view.missing) == ([], ["paper", "declared"])
    assert Material.objects.filter(application=view.application).filter(code="later-paper").exists()
    assert view.clock("supply") is None
    assert owed(conditional) == {("decide", "civil-affairs.approver")}
    with at(days=11):
        go_on()
        assert cast.do(DECIDES, "grant", conditional).application.outcome == "granted"


def test_all_supplied_needs_no_promise(cast, conditional, at):
    with at(days=1):
        view = cast.do("resident", "supply", conditional, materials=[paper(cast)])
    assert owed(conditional) == {("step", "civil-affairs.specialist")}
    assert "complete-step" in allowed(cast[DESK], view.application, view)


@pytest.mark.parametrize(
    ("raw", "flaws"),
    [
        ({}, [("/materials", "required"), ("/until", "required")]),
        ({"materials": ["paper"], "until": UNTIL}, [("/materials/0", "choice")]),
        ({"materials": ["later-paper", "later-paper"], "until": UNTIL}, [("/materials/1", "choice")]),
        ({"materials": "later-paper", "until": UNTIL}, [("/materials", "type")]),
        ({"materials": ["later-paper"], "until": "2026-06-08"}, [("/until", "range")]),
        ({"materials": ["later-paper"], "until": "2026-07-09"}, [("/until", "range")]),  # 30 days end on 8 July
        ({"materials": ["later-paper"], "until": "bald"}, [("/until", "date")]),
        ({"materials": ["later-paper"], "until": UNTIL, "x": 1}, [("/x", "unknown")]),
    ],
)
def test_only_what_may_follow_and_within_the_items_time(cast, filed, raw, flaws):
    assert refused(cast, "generalist", "accept-conditionally", filed, **raw) == (422, flaws)
    assert cast.look(filed).application.state == "filed"


def test_the_items_last_day_can_be_chosen(cast, filed):
    view = cast.do("generalist", "accept-conditionally", filed, materials=["later-paper"], until="2026-07-08")
    assert clock.local(view.clock("supply").due_at).date().isoformat() == "2026-07-08"


def test_where_nothing_may_follow_it_is_not_possible(cast):
    publish("on-the-spot", "licence")
    quick = cast.file("on-the-spot").number
    given = cast.file("licence", materials=[paper(cast)]).number
    for number in (quick, given, cast.file("unemployment-registration").number):
        assert refused(cast, "generalist", "accept-conditionally", number, materials=["later-paper"], until=UNTIL) == (
            409, [],
        )  # fmt: skip


def test_a_no_is_no_promise_and_nobody_promises_for_somebody_else(cast, conditional):
    assert refused(cast, "resident", "promise", conditional, agreed=False) == (422, [("/agreed", "choice")])
    assert refused(cast, "resident", "promise", conditional) == (422, [("/agreed", "required")])
    assert refused(cast, "generalist", "promise", conditional, agreed=True)[0] == 403
    assert refused(cast, "neighbour", "promise", conditional, agreed=True)[0] == 404
    assert refused(cast, "stranger", "supply", conditional, materials=[])[0] == 404
    assert refused(cast, DESK, "supply", conditional, materials=[])[0] == 403


@pytest.mark.parametrize(
    ("materials", "flaws"),
    [
        ([], [("/materials", "required")]),
        ("x", [("/materials", "type")]),
        ([{"code": "paper", "known": True}], [("/materials/0/code", "choice")]),
        ([{"code": "later-paper", "follows": True}], [("/materials/0/follows", "choice")]),
        ([{"code": "later-paper", "seen": True}], [("/materials/0/seen", "choice")]),
        ([{"code": "later-paper", "file": "none"}], [("/materials/0/file", "file")]),
        ([{"code": "later-paper"}], [("/materials/0", "required")]),
        ([1], [("/materials/0", "type")]),
    ],
)
def test_what_is_supplied_is_judged_as_in_a_filing(cast, conditional, materials, flaws):
    assert refused(cast, "resident", "supply", conditional, materials=materials) == (422, flaws)


def test_the_window_takes_the_signed_promise_and_the_original(cast):
    publish("licence")
    place = network().place("jingcheng")
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    person = make_person("陈美芳", by=cast["generalist"], community=place, known=known)
    raw = {"on_behalf_of": str(person.pk), "channel": "window", "community": "jingcheng", "answers": {
        "name": "陈美芳", "identity_number": "320594194503091240", "phone": "13800004096"}}  # fmt: skip
    from linli.capabilities.services import actions, forms

    filing, _now = forms.new({"item": "licence", "submit": True} | raw, cast["generalist"])
    number = actions.file(filing, by=cast["generalist"])[0].number
    cast.do("generalist", "accept-conditionally", number, materials=["later-paper"], until=UNTIL)
    go_on()
    assert Duty.objects.filter(subject_id=number, kind="tell", closed=None).count() == 1
    assert refused(cast, "generalist", "promise", number, agreed=True) == (422, [("/file", "required")])
    assert refused(cast, "generalist", "promise", number, agreed=True, file="none") == (422, [("/file", "file")])
    scan = store.keep(cast["generalist"], "承诺.png", PICTURE).pk
    view = cast.do("generalist", "promise", number, agreed=True, file=scan)
    assert view.said(view.last("services.MaterialsPromised")) == {"file": scan}
    assert cast.api("jingcheng.generalist").get(f"/api/v1/files/{scan}").status_code == 200
    assert cast.api("neighbour").get(f"/api/v1/files/{scan}").status_code == 404
    view = cast.do("generalist", "supply", number, materials=[{"code": "later-paper", "seen": True}])
    assert view.application.to_follow == []


def test_who_says_so_at_filing_hands_it_in_later(cast):
    publish("licence", "on-the-spot")
    later = {"code": "later-paper", "follows": True}
    view = cast.look(cast.file("licence", materials=[later]).number)
    assert view.missing == ["paper", "declared"]
    assert [one.code for one in Material.objects.filter(application=view.application)] == ["shared"]
    shown = cast.api("resident").get(f"/api/v1/applications/{view.number}").json()
    assert shown["materials"] == [later, {"code": "shared", "known": True}]
    assert [w["message"] for w in shown["warnings"] if "follow" in w["message"]] == []
    assert "accept-conditionally" in allowed(cast["generalist"], view.application, view)
    answer = cast.api("resident").post(
        "/api/v1/applications",
        {"item": "licence", "answers": {}, "materials": [{"code": "paper", "follows": True}], "submit": True},
        "application/json",
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/materials/0/follows")
