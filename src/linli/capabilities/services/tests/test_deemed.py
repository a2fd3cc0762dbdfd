"""Silence that accepts (视为受理), on a licence by the general rules."""

from datetime import datetime, timedelta

import pytest

from linli.capabilities.services import actions, forms
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.duties.models import Clock, Duty
from linli.commons.messages.models import Message
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import MONDAY, go_on

ENGLISH = {"Accept-Language": "en"}
# Filed on Monday 8 June 2026: five working days end on Monday 15 June at 17:00.
LIMIT = datetime(2026, 6, 15, 17, 0, tzinfo=clock.HERE)


@pytest.fixture
def filed(cast):
    publish("licence")
    return cast.file("licence").number


def after(**more):
    return clock.standing(LIMIT + timedelta(**more))


def refused(cast, verb, number, **raw):
    with pytest.raises(Problem) as problem:
        forms.perform(verb, number, raw, by=cast["generalist"])
    return problem.value.status


def test_until_the_last_moment_the_window_can_answer(cast, filed):
    with after():
        go_on()
        assert cast.look(filed).application.state == "filed"
        assert cast.do("generalist", "accept", filed).application.acceptance == "ordinary"
        assert not Clock.objects.filter(subject_id=filed, kind="deemed", ended=None).exists()


def test_after_it_silence_accepts_as_of_the_day_of_receipt(cast, filed):
    with after(seconds=1):
        view = cast.look(filed)
        for verb in ("accept", "request-correction", "not-accept"):
            assert refused(cast, verb, filed, **body(verb, view)) == 409
        go_on()
        view = cast.look(filed)
    a = view.application
    assert (a.state, a.acceptance, a.step_k, a.accepted_at) == ("review", "deemed", 1, MONDAY)
    assert view.deciding.started == MONDAY
    assert clock.local(view.deciding.due_at) == datetime(2026, 7, 7, 17, tzinfo=clock.HERE)  # 20 working days of 8 June
    assert not any(view.late(c) for c in view.clocks if c.kind == "deemed")
    owed = Duty.objects.filter(subject_id=filed, closed=None).exclude(kind="late")
    assert [(d.kind, d.unit.code) for d in owed] == [("step", "civil-affairs")]
    told = cast.api("resident").get(f"/api/v1/applications/{filed}").json()["timeline"]
    [basis] = [line["basis"] for line in told if line["fact"] == "services.ApplicationDeemedAccepted"]
    assert basis == "Administrative Licensing Law, Article 32"


def test_it_happens_once_however_often_it_is_tried(cast, filed):
    with after(seconds=1):
        assert actions.deem(filed)
        assert not actions.deem(filed)
        go_on()
    facts = [e.fact for e in cast.look(filed).entries]
    assert facts.count("services.ApplicationDeemedAccepted") == 1


def test_a_correction_notice_in_time_ends_the_clock_and_what_comes_back_begins_it_anew(cast, filed):
    with after(days=-1):
        cast.do("generalist", "request-correction", filed, **body("request-correction", cast.look(filed)))
    with after(days=30):
        go_on()
        assert cast.look(filed).application.state == "correction"
        cast.do("resident", "resubmit", filed)
    back = LIMIT + timedelta(days=30)
    with clock.standing(back + timedelta(days=9)):
        go_on()
        a = cast.look(filed).application
        assert (a.acceptance, a.accepted_at) == ("deemed", back)


def test_without_the_rule_silence_is_only_late(cast):
    number = cast.file("disability-living-allowance").number
    with after(days=20):
        go_on()
        assert cast.look(number).application.state == "filed"


def test_head_and_resident_are_told(cast, filed):
    with after(seconds=1):
        go_on()
    told = Message.objects.filter(params__id=filed)
    mine = told.get(person=person_of(cast["resident"]), template="services.deemed")
    head = told.get(person=person_of(cast["head"]), template="services.deemed_head")
    assert mine.position == head.position
    with after(hours=1):
        home = cast.page("resident", **ENGLISH).get(f"/matters/{filed}").content.decode()
        assert "Nobody answered in time, so it counts as accepted since 8 June." in home
        assert "Administrative Licensing Law, Article 32" in home
        letter = cast.page("resident", **ENGLISH).get(f"/matters/{filed}/print/acceptance").content.decode()
        assert "it counts as accepted since 8 June 2026 (Administrative Licensing Law, Article 32)" in letter
        beside = cast.page("head", **ENGLISH).get("/messages/", headers={"HX-Request": "true"}).content.decode()
        assert "accepted by silence" in beside
        assert Message.objects.get(pk=head.pk).read is None  # a glance beside the desk is no reading
        assert "Your workstation let the time to answer pass" in (
            cast.page("head", **ENGLISH).get("/messages/").content.decode()
        )


def test_the_resident_reads_when_silence_accepts(cast, filed):
    home = cast.page("resident", **ENGLISH).get(f"/matters/{filed}").content.decode()
    assert "If nobody answers, it counts as accepted: 5 working days" in home
