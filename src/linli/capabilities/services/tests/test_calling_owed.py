"""Whoever objected is to be called back: the notice's desk owes it, whatever becomes of the matter."""

import pytest

from linli.capabilities.services.tests.scenes import STREET, object_to
from linli.capabilities.services.tests.test_calling_back import answer, post
from linli.capabilities.services.tests.test_objecting import hang
from linli.commons.duties.models import Duty

ON = {"on": "2026-06-08"}


def owed(number):
    rows = Duty.objects.filter(subject_kind="objection", subject_id=number, closed=None).select_related("unit")
    return [(duty.kind, f"{duty.unit.code}.{duty.role}", duty.round) for duty in rows.order_by("round")]


@pytest.fixture
def hung(cast):
    number = hang(cast)
    object_to(number)
    return number


@pytest.mark.parametrize("upheld", [True, False])
def test_answered_without_a_call_it_is_owed_until_the_call(cast, hung, upheld):
    answer(cast, hung, upheld)
    [(kind, desk, _round)] = owed(hung)
    assert (kind, desk) == ("call_objector", STREET)
    assert post(cast, hung).status_code == 200
    assert owed(hung) == []


def test_answered_with_the_call_nothing_is_owed(cast, hung):
    answer(cast, hung, told="2026-06-08")
    assert owed(hung) == []


def test_sent_back_they_are_right_and_to_be_called(cast, hung):
    cast.do(STREET, "send-back", hung, reason="重新核查")
    assert len(owed(hung)) == 1
    post(cast, hung)
    assert owed(hung) == []


def test_of_several_one_duty_until_the_last_is_called(cast, hung):
    object_to(hung, "127.0.0.2")
    answer(cast, hung, objection=1)
    answer(cast, hung, objection=2)
    assert len(owed(hung)) == 1
    assert post(cast, hung, body={**ON, "objection": 1}).status_code == 200
    assert len(owed(hung)) == 1
    assert post(cast, hung, body={**ON, "objection": 2}).status_code == 200
    assert owed(hung) == []


def test_it_stays_owed_when_the_matter_is_over(cast, hung):
    answer(cast, hung)
    cast.do("resident", "withdraw", hung)
    assert len(owed(hung)) == 1
    post(cast, hung)
    assert owed(hung) == []


def test_the_desk_finds_it_and_calls_from_its_pane(cast, hung):
    answer(cast, hung)
    duty = Duty.objects.get(subject_kind="objection", subject_id=hung, closed=None)
    desk = cast.page(STREET)
    page = desk.get("/desk/", headers={"Accept-Language": "en"}).content.decode()
    assert "Call back who objected" in page
    pane = desk.get(f"/desk/?open={duty.pk}", headers={"Accept-Language": "en"}).content.decode()
    assert f"/matters/{hung}/called-back" in pane
    for account in ("resident", "generalist", "civil-affairs.specialist"):
        told = cast.api(account).get("/api/v1/duties").json()["items"]
        assert not [one for one in told if one["kind"] == "call_objector"]
    told = cast.api(STREET).get("/api/v1/duties?kind=call_objector").json()["items"]
    assert [one["subject"] for one in told] == [{"type": "objection", "number": hung}]
