"""困难残疾人生活补贴 through its desks: one correction, a notice of seven days, sent back once, decided, delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.capabilities.services.models import Correction
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.calendar.rules import reckon
from linli.commons.duties.models import Duty, Stop
from linli.commons.notices.queries import running
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import MONDAY, Cast, go_on

ITEM = "disability-living-allowance"
STREET = "hudong-committee.specialist"
FEDERATION = "disabled-federation.specialist"


def day(month: int, number: int, hour: int = 10) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=clock.HERE)


def owed(number: str) -> list[tuple[str, str, str]]:
    rows = Duty.objects.filter(subject_id=number, closed=None).select_related("unit")
    return [(d.kind, d.unit.code if d.unit else "person", d.role) for d in rows]


def refused(cast: Cast, account: str, verb: str, number: str, **raw: object) -> int:
    with pytest.raises(Problem) as problem:
        cast.do(account, verb, number, **raw)
    return problem.value.status


def corrected(cast: Cast, at) -> str:
    """Filed with papers missing, corrected once, accepted on 9 June."""
    number = cast.file(ITEM).number
    assert owed(number) == [("accept", "jingcheng", "generalist")]
    items = [{"material": code, "what": "请补交"} for code in cast.look(number).missing]
    assert items
    with at(day(6, 8, 11)):
        cast.do("generalist", "request-correction", number, items=items)
        assert owed(number) == [("correct", "person", "")]
    with at(day(6, 9)):
        cast.do("resident", "resubmit", number)
        assert refused(cast, "generalist", "request-correction", number, items=items) == 409
    with at(day(6, 9, 15)):
        v = cast.do("generalist", "accept", number)
        assert [c.kind for c in v.clocks if c.ended is None] == ["decide_promised", "step"]
        # 20 working days after 9 June 2026: the Dragon Boat holiday (19–21 June) does not count
        assert clock.local(v.deciding.due_at) == datetime(2026, 7, 8, 17, tzinfo=clock.HERE)
    return number


def test_one_correction_then_the_street_then_the_notice(cast: Cast, at):
    number = corrected(cast, at)
    assert owed(number) == [("step", "hudong-committee", "specialist")]
    with at(day(6, 12)):
        assert refused(cast, FEDERATION, "complete-step", number) == 404
        assert refused(cast, "approver", "grant", number) == 404
        v = cast.do(STREET, "complete-step", number, outcome="agree", opinion="情况属实")
        assert (v.application.step_k, [n.subject_id for n in running()], owed(number)) == (2, [number], [])
        assert refused(cast, STREET, "complete-step", number) == 409
    with at(day(6, 18)):
        go_on()
        assert owed(number) == []
    with at(day(6, 22, 18)):  # the seventh day after is the 19th, a holiday; the next working day is the 22nd
        go_on()
        assert (list(running()), owed(number)) == ([], [("step", "hudong-committee", "specialist")])
        cast.do(STREET, "complete-step", number)
        assert owed(number) == [("step", "disabled-federation", "specialist")]


def test_sent_back_it_runs_again_with_a_new_notice_and_is_decided(cast: Cast, at):
    number = corrected(cast, at)
    with at(day(6, 12)):
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="情况属实")
    with at(day(6, 22, 18)):
        cast.do(STREET, "complete-step", number)
    with at(day(6, 24)):
        assert refused(cast, STREET, "complete-step", number, outcome="agree", opinion="x") == 403
        assert cast.do(FEDERATION, "send-back", number, reason="请补充说明残疾等级").application.step_k == 1
        assert refused(cast, STREET, "send-back", number, reason="x") == 409
    with at(day(6, 25)):
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="已补充")
        assert len(running()) == 1
    with at(day(7, 3, 9)):
        go_on()
        cast.do(STREET, "complete-step", number)
        cast.do(FEDERATION, "complete-step", number, outcome="agree", opinion="同意")
        assert owed(number) == [("decide", "civil-affairs", "approver")]
        v = cast.do("approver", "grant", number, text="予以发放")
        assert owed(number) == [("deliver", "jingcheng", "generalist")]
        assert [c.kind for c in v.clocks if c.ended is None] == []
        v = cast.do("generalist", "deliver", number, means="window")
        assert (v.application.state, owed(number)) == ("closed", [])
        assert len([stay for stay in v.stays if stay.k == 2]) == 2


def test_a_second_correction_notice_cannot_be_in_the_database_either(cast: Cast):
    a = cast.file(ITEM)
    Correction.objects.create(application=a, at=MONDAY, items=b"1")
    with pytest.raises(Exception, match="duplicate key"):
        Correction.objects.create(application=a, at=MONDAY, items=b"2")


def test_a_desk_reads_that_the_whole_is_over_its_limit_though_its_own_step_has_just_begun(cast: Cast, at):
    number = corrected(cast, at)
    with at(day(7, 6)):
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
    with at(day(7, 14)):
        go_on()
        cast.do(STREET, "complete-step", number)
        go_on()
        page = cast.page(FEDERATION).get("/desk/").text
        assert page.count("整件已超时") == 1
        assert "还有 10 个工作日" in page


def test_days_of_a_notice_that_do_not_count_move_the_limit(cast: Cast, at):
    publish("notice-not-counted")
    number = cast.file("notice-not-counted").number
    before = cast.do("generalist", "accept", number)
    while before.application.step_k and before.item.step(before.application.step_k).kind != "notice":
        account = f"{before.stay and network().unit_by_id(before.stay.unit_id).code}.{before.stay and before.stay.role}"
        before = cast.do(account, "complete-step", number, **body("complete-step", before))
    [stop] = Stop.objects.filter(clock__subject_id=number)
    assert (stop.ground, stop.during.upper) == ("notice", None)
    assert before.deciding is not None
    planned = before.deciding.due_at
    hangs = before.clock("notice")
    assert hangs is not None
    with at(hangs.due_at + timedelta(days=3)):  # what the desk dawdles after the notice counts
        go_on()
        stay = before.stay
        assert stay is not None
        account = f"{network().unit_by_id(stay.unit_id).code}.{stay.role}"
        after = cast.do(account, "complete-step", number)
        assert after.deciding is not None
        assert after.deciding.due_at == planned == after.deciding.told_due
        started = after.deciding.started
        amount, unit = after.deciding.amount, after.deciding.unit
        assert after.deciding.due_at > reckon(started, amount, unit).at
