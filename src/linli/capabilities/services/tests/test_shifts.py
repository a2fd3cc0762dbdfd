"""Clocks that stop and stretch: special procedures and the one extension."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.capabilities.services import forms
from linli.capabilities.services.queries import ref
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.duties.models import Clock, Duty
from linli.commons.messages.models import Message
from linli.commons.messages.queries import said
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.clock import local
from tests.cast import MONDAY, go_on

HEARING = {"procedure": "hearing", "expected": {"amount": 5, "unit": "working_day"}, "reason": "申请人要求听证"}
LONGER = {"amount": 10, "unit": "working_day", "reason": "要向外地核实"}
DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"


def day(offset):
    return clock.standing(MONDAY + timedelta(days=offset))


def due(view, kind="decide_statutory"):
    found = next(c for c in view.clocks if c.kind == kind)
    return local(found.due_at).strftime("%m-%d %H:%M")


@pytest.fixture
def licence(cast):
    """Accepted on Monday 2026-06-08: decided by Tuesday 7 July (19 June is a holiday)."""
    publish("licence")
    number = cast.file("licence").number
    cast.do("generalist", "accept", number)
    return number


def refused(cast, account, verb, number, **raw):
    with pytest.raises(Problem) as problem:
        forms.perform(verb, number, raw, by=cast[account])
    return problem.value


def test_the_days_of_a_hearing_do_not_count(cast, licence):
    assert due(cast.look(licence)) == "07-07 17:00"
    with day(2):
        view = cast.do(DESK, "suspend", licence, **HEARING)
    assert view.application.procedure == "hearing"
    assert due(view) == "07-14 17:00"  # as if it went on when expected: 11, 12, 15, 16, 17 June don't count
    with day(7):
        view = cast.do(DESK, "resume", licence)
    assert view.application.procedure == ""
    assert due(view) == "07-10 17:00"  # 11, 12 and 15 June did not count
    told = view.last("services.ApplicationResumed")
    assert told.payload["working_days"] == 3
    assert told.payload["due"] == "2026-07-10T17:00:00+08:00"
    [stop] = Clock.objects.get(subject_id=licence, kind="decide_statutory").stops.all()
    assert (stop.ground, stop.basis) == ("hearing", "《行政许可法》第四十五条")


def test_what_lasts_longer_than_expected_is_due_later_every_day_and_never_late(cast, licence):
    with day(2):
        cast.do(DESK, "suspend", licence, **HEARING)
    with day(60):
        go_on()
        view = cast.look(licence)
        assert not any(view.late(c) for c in view.clocks)
        assert due(view) == "09-02 17:00"
        told = next(c for c in view.clocks if c.kind == "decide_statutory").told_due
        assert local(told).strftime("%m-%d") == "07-14"  # what was told stays until something else is told
        assert (
            Duty.objects.get(subject_id=licence, kind="step", closed=None).due_at
            == Clock.objects.get(subject_id=licence, kind="decide_statutory").due_at
        )
        view = cast.do(DESK, "resume", licence)
        assert local(view.deciding.told_due) == local(view.deciding.due_at)


def test_while_it_stands_still_nothing_is_decided_but_it_can_be_withdrawn(cast, licence):
    cast.do(DESK, "suspend", licence, **HEARING)
    view = cast.look(licence)
    for verb in ("complete-step", "suspend"):
        problem = refused(cast, DESK, verb, licence, **body(verb, view))
        assert (problem.status, "hearing" in str(problem.detail).casefold() or "听证" in str(problem.detail)) == (
            409,
            True,
        )
    assert refused(cast, "generalist", "suspend", licence, **HEARING).status == 403
    view = cast.do("resident", "withdraw", licence)
    assert view.application.procedure == ""
    assert all(c.ended for c in view.clocks)


def test_the_deciding_desk_can_hold_a_hearing_too(cast, licence):
    cast.do(DESK, "complete-step", licence, **body("complete-step", cast.look(licence)))
    assert refused(cast, DESK, "suspend", licence, **HEARING).status == 403
    cast.do(DECIDES, "suspend", licence, **HEARING)
    assert refused(cast, DECIDES, "grant", licence).status == 409
    cast.do(DECIDES, "resume", licence)
    cast.do(DECIDES, "grant", licence)


def test_only_the_items_own_procedures_and_a_time_are_taken(cast, licence):
    problem = refused(cast, DESK, "suspend", licence, procedure="party", expected={"amount": 0, "unit": "hour"})
    assert [(e.pointer, e.code) for e in problem.errors] == [
        ("/procedure", "choice"), ("/reason", "required"), ("/expected/amount", "range"), ("/expected/unit", "choice"),
    ]  # fmt: skip
    problem = refused(cast, DESK, "suspend", licence, procedure="hearing", reason="x")
    assert [(e.pointer, e.code) for e in problem.errors] == [("/expected", "required")]


def test_an_item_without_procedures_never_stands_still(cast):
    number = cast.file("disability-living-allowance").number
    cast.do("generalist", "accept", number)
    desk = cast.look(number)
    account = "hudong-committee.specialist"
    assert refused(cast, account, "suspend", number, **HEARING).status == 409
    assert desk.application.procedure == ""


def test_the_limit_is_extended_once_by_who_decides(cast, licence):
    assert refused(cast, DESK, "extend", licence, **LONGER).status == 403
    problem = refused(cast, DECIDES, "extend", licence, amount=11, unit="natural_day")
    assert [(e.pointer, e.code) for e in problem.errors] == [
        ("/unit", "choice"), ("/amount", "range"), ("/reason", "required"),
    ]  # fmt: skip
    view = cast.do(DECIDES, "extend", licence, **LONGER)
    assert due(view) == "07-21 17:00"
    assert view.deciding.told_due == view.deciding.due_at
    assert refused(cast, DECIDES, "extend", licence, **LONGER).status == 409


def test_the_database_refuses_a_second_extension(cast, licence):
    cast.do(DECIDES, "extend", licence, **LONGER)
    running = Clock.objects.filter(subject_id=licence, kind="decide_statutory")
    with pytest.raises(IntegrityError, match="extended already"), transaction.atomic():
        running.update(extra=20)
    with pytest.raises(IntegrityError, match="extended already"), transaction.atomic():
        running.update(extra=None, extended=None)
    running.update(due_at=MONDAY)  # anything else may change


def test_a_limit_that_has_passed_is_not_extended(cast, licence):
    with day(40):
        problem = refused(cast, DECIDES, "extend", licence, **LONGER)
    assert problem.status == 409


def test_a_promise_stays_where_the_law_is_stretched(cast):
    publish("promised-and-statutory")
    number = cast.file("promised-and-statutory").number
    view = cast.do("generalist", "accept", number)
    before = cast.do("hudong-committee.specialist", "complete-step", number, **body("complete-step", view))
    after = cast.do(DECIDES, "extend", number, amount=5, unit="working_day", reason="x")
    assert due(after, "decide_promised") == due(before, "decide_promised")
    assert due(after) > due(before)


def test_the_resident_is_told_of_each(cast, licence):
    with day(2):
        cast.do(DESK, "suspend", licence, **HEARING)
    with day(7):
        cast.do(DESK, "resume", licence)
        cast.do(DECIDES, "extend", licence, **LONGER)
        go_on()
    templates = [m.template for m in Message.objects.order_by("pk") if m.params.get("id") == licence]
    assert templates[-3:] == ["services.suspended", "services.resumed_until", "services.extended"]
    resumed = Message.objects.get(template="services.resumed_until")
    assert "7 月 10 日" in said(resumed)[1]
    assert ref(licence).id == licence


def test_on_its_last_day_it_can_stop_and_is_not_missed_while_it_stands_still(cast, licence):
    with clock.standing(datetime(2026, 7, 7, 10, tzinfo=clock.HERE)):
        cast.do(DESK, "suspend", licence, **HEARING)
    with clock.standing(datetime(2026, 7, 9, 10, tzinfo=clock.HERE)):
        go_on()
        view = cast.look(licence)
        assert not any(view.late(c) for c in view.clocks)
        assert not Duty.objects.filter(subject_id=licence, kind="late", closed=None).exists()


def test_the_head_sees_to_a_procedure_that_lasts_longer_than_expected(cast, licence):
    with day(2):
        cast.do(DESK, "suspend", licence, **HEARING)
    with day(20):
        go_on()
        late = Duty.objects.filter(subject_id=licence, kind="late", closed=None)
        assert [d.unit.code for d in late] == ["civil-affairs"]
        home = cast.page("resident", **{"Accept-Language": "en"}).get(f"/matters/{licence}").content.decode()
        assert "“Hearing” takes longer than expected and is still under way" in home
        cast.do(DESK, "resume", licence)
        assert not late.all().exists()


def test_while_it_stands_still_it_is_not_extended(cast, licence):
    cast.do(DESK, "suspend", licence, **HEARING)
    assert refused(cast, DECIDES, "extend", licence, **LONGER).status == 409


def test_no_stop_stays_open_when_the_matter_ends(cast, licence):
    with day(2):
        cast.do(DESK, "suspend", licence, **HEARING)
    with day(3):
        cast.do("resident", "withdraw", licence)
        told = cast.api("resident").get(f"/api/v1/applications/{licence}").json()
    assert [s["until"] for c in told["clocks"] for s in c["stops"] if s["until"] is None] == []


def test_who_will_decide_extends_it_while_it_lies_at_another_desk(cast):
    publish("promised-and-statutory")
    number = cast.file("promised-and-statutory").number
    assert cast.api(DECIDES).get(f"/api/v1/applications/{number}").status_code == 404  # not accepted yet
    cast.do("generalist", "accept", number)
    assert cast.look(number).stay.unit.code == "hudong-committee"
    shown = cast.api(DECIDES).get(f"/api/v1/applications/{number}").json()
    assert shown["allowed"] == ["extend"]
    for query in ("", "?q=林秋怡"):
        listed = cast.api(DECIDES).get(f"/api/v1/applications{query}").json()["items"]
        assert [one["number"] for one in listed] == [number]
    assert cast.api("disabled-federation.specialist").get(f"/api/v1/applications/{number}").status_code == 404
    cast.do(DECIDES, "extend", number, amount=5, unit="working_day", reason="需要与街道一起核实")
    assert refused(cast, DECIDES, "grant", number).status in (403, 409)
