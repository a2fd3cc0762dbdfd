"""When it goes otherwise: late, refused, not accepted, withdrawn, filed twice, and two at once."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from linli.capabilities.services import forms
from linli.capabilities.services.actions import Filing, Prepared, draft, file, submit
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests.scenes import together
from linli.commons.duties.models import Duty
from linli.commons.people.queries import person_of
from linli.commons.places.models import Serves, Unit
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import bump
from tests.cast import MONDAY, Cast, go_on, load_district

QUICK, LONG = "unemployment-registration", "disability-living-allowance"


def owed(number: str) -> set[tuple[str, str]]:
    rows = Duty.objects.filter(subject_id=number, closed=None).select_related("unit")
    return {(d.kind, f"{d.unit.code}.{d.role}" if d.unit else "person") for d in rows}


def test_nobody_accepts_in_time_so_the_head_owes_attention_and_nothing_else_changes(cast: Cast, at):
    a = cast.file(QUICK)
    with at(datetime(2026, 6, 8, 16, 59, tzinfo=clock.HERE)):
        go_on()
        assert owed(a.number) == {("accept", "jingcheng.generalist")}
    with at(datetime(2026, 6, 8, 17, 1, tzinfo=clock.HERE)):
        go_on()
        go_on()
        assert owed(a.number) == {("accept", "jingcheng.generalist"), ("late", "jingcheng.head")}
        v = cast.look(a.number)
        assert v.application.state == "filed"
        assert [e.fact for e in v.entries] == ["services.ApplicationFiled", "duties.LimitMissed"]
        assert v.entries[-1].payload == {"kind": "accept", "due": "2026-06-08T17:00:00+08:00"}
    with at(days=1):
        v = cast.do("generalist", "accept", a.number)
        assert owed(a.number) == {("decide", "jingcheng.generalist")}
        assert [c.kind for c in v.clocks if v.late(c)] == ["accept"]


def test_refused_with_reasons_and_the_remedies_that_the_item_carries(cast: Cast):
    a = cast.file(QUICK)
    cast.do("generalist", "accept", a.number)
    with pytest.raises(Problem) as problem:
        cast.do("generalist", "refuse", a.number)
    assert [(e.pointer, e.code) for e in problem.value.errors] == [("/reasons", "required")]
    v = cast.do("generalist", "refuse", a.number, reasons="尚在就业")
    words = v.said(v.last("services.ApplicationRefused"))
    assert words["reasons"] == "尚在就业"
    assert [r["kind"] for r in words.get("remedies", [])] == [r.kind for r in v.item.remedies]
    assert (v.application.outcome, hasattr(v.application, "result")) == ("refused", False)


def test_not_accepted_names_the_ground_and_the_right_body(cast: Cast):
    a = cast.file(QUICK)
    with pytest.raises(Problem) as problem:
        cast.do("generalist", "not-accept", a.number, reason="不归本站", ground="not_this_body")
    assert [e.pointer for e in problem.value.errors] == ["/right_body"]
    v = cast.do(
        "generalist", "not-accept", a.number, reason="不归本站", ground="not_this_body", right_body="虎丘区人社局"
    )
    assert (v.application.state, v.application.outcome, owed(a.number)) == ("ended", "not_accepted", set())
    assert v.said(v.entries[-1])["right_body"] == "虎丘区人社局"


@pytest.mark.parametrize("before", [(), ("accept",)])
def test_withdrawn_by_the_resident_only(cast: Cast, before: tuple[str, ...]):
    a = cast.file(LONG)
    for verb in before:
        cast.do("generalist", verb, a.number)
    with pytest.raises(Problem) as problem:
        cast.do("generalist", "withdraw", a.number)
    assert problem.value.status == 403
    v = cast.do("resident", "withdraw", a.number, reason="不办了")
    assert (v.application.state, v.application.outcome, owed(a.number)) == ("ended", "withdrawn", set())
    assert not [c for c in v.clocks if c.ended is None]


def test_the_same_matter_twice_is_noticed_and_may_be_filed(cast: Cast):
    first = cast.file(QUICK)
    answer = cast.api("resident").post(
        "/api/v1/applications", {"item": QUICK, "answers": {"situation": "left_employer"}, "submit": True},
        content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 201
    assert ("already_open", first.number) in [(w["code"], w.get("number")) for w in answer.json()["warnings"]]


def test_nobody_handles_a_matter_of_their_own(cast: Cast):
    own = cast["generalist"]
    person = person_of(own)
    person.community_id = person_of(cast["resident"]).community_id
    person.save()
    a = cast.file(QUICK, "generalist", answers={"situation": "left_employer", **_all(person)})
    for verb in ("accept", "not-accept", "request-correction"):
        with pytest.raises(Problem) as problem:
            cast.do("generalist", verb, a.number, reason="x", ground="not_required", items=[{"what": "x"}])
        assert problem.value.status == 403


def no_more(purpose: str) -> None:
    """From now on no unit does this for any place."""
    Serves.objects.filter(purpose=purpose).delete()
    bump()


def test_where_nobody_takes_in_a_filing_and_a_draft_are_refused_in_words(cast: Cast):
    no_more("takes_in")
    for at_once in (True, False):
        answer = cast.api("resident").post(
            "/api/v1/applications", {"item": QUICK, "submit": at_once}, content_type="application/json"
        )
        assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (422, ["/community"])
    page = cast.page("resident").post(reverse("services:apply", args=[QUICK]))
    assert page.status_code == 422
    assert not Application.objects.exists()
    assert cast.page().get(reverse("notices:paper", args=["jingcheng"])).status_code == 200


def test_a_desk_that_cannot_be_found_refuses_the_verb_and_nothing_is_written(cast: Cast):
    filed, begun = cast.file(LONG), cast.file(LONG, "neighbour")
    cast.do("generalist", "accept", begun.number)
    cast.do("hudong-committee.specialist", "complete-step", begun.number, outcome="agree", opinion="同意")
    Unit.objects.filter(code="disabled-federation").update(valid=DateRange(date(2020, 9, 1), date(2026, 6, 1)))
    no_more("administers")
    for account, verb, number in (
        ("generalist", "accept", filed.number),
        ("hudong-committee.specialist", "complete-step", begun.number),
    ):
        before = cast.look(number)
        with clock.standing(datetime(2026, 6, 29, 10, tzinfo=clock.HERE)), pytest.raises(Problem) as problem:
            cast.do(account, verb, number)
        assert (problem.value.status, verb in problem.value.extra["allowed"]) == (409, False)
        assert problem.value.detail
        assert (cast.look(number).application.state, len(cast.look(number).entries)) == (
            before.application.state,
            len(before.entries),
        )


def _all(person) -> dict[str, str]:
    return {"identity_number": "320594198604128629", "phone": "19900008601"}


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def district(self, transactional_db):
        with clock.standing(MONDAY):
            load_district()
            self.cast = Cast()
            yield

    def test_two_officers_decide_at_once_and_one_decision_stands(self):
        a = self.cast.file(QUICK)
        self.cast.do("generalist", "accept", a.number)
        one, two = self.cast["generalist"], self.cast["jingcheng.generalist"]
        found = together(
            lambda: forms.perform("grant", a.number, {}, by=one).outcome,
            lambda: forms.perform("refuse", a.number, {"reasons": "x"}, by=two).outcome,
        )
        assert sorted(map(str, found)) in [["409", "granted"], ["409", "refused"]]
        facts = [e.fact for e in self.cast.look(a.number).entries]
        assert len([f for f in facts if f in ("services.ApplicationGranted", "services.ApplicationRefused")]) == 1

    def test_withdrawn_while_being_accepted_has_one_clear_end(self):
        a = self.cast.file(QUICK)
        resident, generalist = self.cast["resident"], self.cast["generalist"]
        found = together(
            lambda: forms.perform("withdraw", a.number, {}, by=resident).state,
            lambda: forms.perform("accept", a.number, {}, by=generalist).state,
        )
        # withdrawn first: accepting is refused; accepted first: withdrawing still ends it
        assert found in (["ended", 409], ["ended", "review"])
        assert self.cast.look(a.number).application.state == "ended"
        assert owed(a.number) == set()

    def test_the_same_draft_sent_five_times_is_filed_once(self):
        user = self.cast["resident"]
        item, person = catalogue().item(QUICK), person_of(user)
        a = draft(Filing(item, person, person.community_id, prepared=Prepared({"situation": "left_employer"})), by=user)
        found = together(*[lambda: submit(a.number, by=user).state] * 5)
        assert sorted(map(str, found)) == ["409", "409", "409", "409", "filed"]
        assert len(self.cast.look(a.number).entries) == 1

    def test_control_without_the_lock_two_decisions_would_stand(self):
        """What the row lock prevents: both read "review", both write."""
        a = self.cast.file(QUICK)
        self.cast.do("generalist", "accept", a.number)
        seen = threading.Barrier(2)

        def unguarded(outcome: str) -> str:
            found = Application.objects.get(number=a.number)
            seen.wait()
            assert found.state == "review"
            found.state, found.outcome = "decided", outcome
            found.delivery = "ready"
            found.save()
            return outcome

        assert together(lambda: unguarded("granted"), lambda: unguarded("refused")) == ["granted", "refused"]

    def test_fifty_matters_filed_at_once_have_fifty_numbers(self):
        user = self.cast["resident"]
        item, person = catalogue().item(QUICK), person_of(user)
        filing = Filing(item, person, person.community_id, prepared=Prepared({"situation": "left_employer"}))
        numbers = together(*[lambda: [file(filing, by=user)[0].number for _ in range(10)]] * 5)
        assert len({number for some in numbers for number in some}) == 50
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM record_inbox")
            assert cursor.fetchone() == (50,)


def test_a_limit_missed_at_one_desk_is_late_at_the_next_one_too(cast: Cast, at):
    a = cast.file("unemployment-registration")
    cast.do("generalist", "accept", a.number)
    b = cast.file(LONG, "neighbour")
    cast.do("generalist", "accept", b.number)
    with at(days=40):
        go_on()
        assert ("late", "hudong-committee.head") in owed(b.number)
        for _n in range(3):
            cast.do("hudong-committee.specialist", "complete-step", b.number, outcome="agree", opinion="同意")
            go_on()
            if cast.look(b.number).application.step_k == 2:
                break
    with at(days=60):
        go_on()
        cast.do("hudong-committee.specialist", "complete-step", b.number)
        cast.do("disabled-federation.specialist", "complete-step", b.number, outcome="agree", opinion="同意")
        assert owed(b.number) == {("decide", "civil-affairs.approver")}
        go_on()
        assert owed(b.number) == {("decide", "civil-affairs.approver"), ("late", "civil-affairs.head")}
        cast.do("approver", "grant", b.number)
        assert owed(b.number) == {("deliver", "jingcheng.generalist")}
