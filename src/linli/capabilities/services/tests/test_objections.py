"""Objections to a public notice (异议): anybody's, looked into before the matter goes on; upheld, it goes back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.scenes import LONG, STREET, WORDS, object_to
from linli.commons.duties.models import Duty
from linli.commons.messages.models import Message
from linli.commons.notices.models import Notice, NoticesContent, Objection
from linli.commons.notices.queries import current, of_community
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import MONDAY, go_on

FEDERATION = "disabled-federation.specialist"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def hung(cast):
    """A matter whose notice hangs from Monday to the next Monday."""
    number = cast.file(LONG).number
    cast.do("generalist", "accept", number)
    cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
    return number


def notice(number):
    return current("application", number)


def post(cast, number, body=WORDS, key="", who=None):
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(who).post(f"/api/v1/notices/{notice(number).pk}/object", body, "application/json", headers=headers)


def refused(cast, account, verb, number, **raw):
    with pytest.raises(Problem) as problem:
        cast.do(account, verb, number, **raw)
    return problem.value.status, sorted((e.pointer, e.code) for e in problem.value.errors)


def owed(number):
    rows = Duty.objects.filter(subject_kind="application", subject_id=number, closed=None).select_related("unit")
    return {(d.kind, f"{d.unit.code}.{d.role}") for d in rows if d.unit}


def test_anybody_objects_without_a_token_and_the_desk_owes_the_answer(cast, hung):
    answer = post(cast, hung)
    assert answer.status_code == 201
    assert answer.json() == {"notice": str(notice(hung).pk), "objection": "1", "at": "2026-06-08T09:30:00+08:00"}
    assert owed(hung) == {("objection", STREET)}
    row = Objection.objects.get()
    assert (row.n, row.outcome, row.answered) == (1, "", None)
    assert NoticesContent.objects.get().read() == WORDS
    go_on()
    assert Message.objects.filter(params__id=hung, template="services.objected").count() == 1


def test_the_notice_cannot_complete_while_one_waits(cast, hung, at):
    object_to(hung)
    with at(days=8):
        go_on()
        assert owed(hung) == {("objection", STREET)}
        assert refused(cast, STREET, "complete-step", hung)[0] == 409
        view = cast.look(hung)
        assert set(allowed(cast[STREET], view.application, view)) == {"send-back", "answer-objection"}
        cast.do(STREET, "answer-objection", hung, upheld=False, finding="经核实，不影响办理")
        go_on()
        assert owed(hung) == {("step", STREET)}
        cast.do(STREET, "complete-step", hung)
        assert owed(hung) == {("step", FEDERATION)}


def test_upheld_it_goes_back_and_a_new_notice_hangs(cast, hung, at):
    first = notice(hung)
    object_to(hung)
    object_to(hung, name="另一人")
    with at(days=2):
        view = cast.do(STREET, "answer-objection", hung, upheld=True, finding="收入要重新核对")
        assert (view.application.step_k, view.clock("notice"), view.objections) == (1, None, [])
        assert owed(hung) == {("step", STREET)}
        assert set(Objection.objects.values_list("outcome", flat=True)) == {"upheld"}
        assert Notice.objects.get(pk=first.pk).ended is not None
        assert not of_community(first.community_id).filter(subject_id=hung).exists()
        assert view.last("services.ObjectionAnswered").payload == {"objections": [1, 2], "upheld": True, "to": 1}
        cast.do(STREET, "complete-step", hung, outcome="agree", opinion="x")
        second = notice(hung)
        assert second.pk != first.pk
        assert (second.until - second.starts).days >= 6
        assert object_to(hung) == 3  # numbered on within the matter
        assert refused(cast, STREET, "complete-step", hung)[0] == 409


def test_sent_back_by_its_desk_the_objection_is_upheld_too(cast, hung):
    object_to(hung)
    view = cast.do(STREET, "send-back", hung, reason="重新核对")
    assert (view.application.step_k, view.objections) == (1, [])
    assert Objection.objects.get().outcome == "upheld"
    assert owed(hung) == {("step", STREET)}
    cast.do(STREET, "complete-step", hung, outcome="agree", opinion="x")
    assert cast.look(hung).clock("notice") is not None


def test_several_are_answered_one_by_one(cast, hung):
    for name in ("甲", "乙"):
        object_to(hung, name=name)
    assert owed(hung) == {("objection", STREET)}
    assert refused(cast, STREET, "answer-objection", hung, upheld=False, finding="x") == (
        422,
        [("/objection", "required")],
    )
    assert cast.do(STREET, "answer-objection", hung, objection=2, upheld=False, finding="x").objections == [1]
    assert refused(cast, STREET, "answer-objection", hung, objection=2, upheld=False, finding="x") == (
        422, [("/objection", "choice")],
    )  # fmt: skip
    assert owed(hung) == {("objection", STREET)}
    assert cast.do(STREET, "answer-objection", hung, upheld=False, finding="x").objections == []
    assert owed(hung) == set()
    assert refused(cast, STREET, "answer-objection", hung, upheld=False, finding="x")[0] == 409


@pytest.mark.parametrize(
    ("raw", "flaws"),
    [
        ({}, [("/finding", "required"), ("/upheld", "required")]),
        ({"upheld": "yes", "finding": "x"}, [("/upheld", "type")]),
        ({"upheld": True, "finding": " "}, [("/finding", "required")]),
        ({"upheld": False, "finding": "x", "objection": "1"}, [("/objection", "choice")]),
        ({"upheld": False, "finding": "x", "objection": True}, [("/objection", "choice")]),
        ({"upheld": False, "finding": "x", "y": 1}, [("/y", "unknown")]),
    ],
)
def test_an_answer_says_what_came_of_it_and_why(cast, hung, raw, flaws):
    object_to(hung)
    assert refused(cast, STREET, "answer-objection", hung, **raw) == (422, flaws)


@pytest.mark.parametrize(
    ("raw", "flaws"),
    [
        ({}, ["/name required", "/phone required", "/what required"]),
        (WORDS | {"phone": "call me"}, ["/phone format"]),
        (WORDS | {"name": "名" * 61}, ["/name length"]),
        (WORDS | {"what": 1}, ["/what type"]),
        (WORDS | {"who": "x"}, ["/who unknown"]),
    ],
)
def test_name_telephone_and_what_are_asked_for(cast, hung, raw, flaws):
    answer = post(cast, hung, raw)
    assert answer.status_code == 422
    assert sorted(f"{e['pointer']} {e['code']}" for e in answer.json()["errors"]) == flaws
    assert not Objection.objects.exists()


@pytest.mark.parametrize("phone", ["0512-62881234", "+852 6123 4567", "１３８００１３８０００"])
def test_any_telephone_will_do(cast, hung, phone):
    assert post(cast, hung, WORDS | {"phone": phone}).status_code == 201


def test_a_key_counts_within_the_notice(cast, hung):
    first, again = post(cast, hung, key="one"), post(cast, hung, key="one")
    assert (first.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert first.json() == again.json()
    assert post(cast, hung, WORDS | {"what": "另一件"}, key="one").status_code == 422
    assert post(cast, hung, key="a key").status_code == 422
    other = cast.file(LONG, "neighbour").number
    cast.do("generalist", "accept", other)
    cast.do(STREET, "complete-step", other, outcome="agree", opinion="x")
    assert post(cast, other, key="one").status_code == 201
    assert Objection.objects.count() == 2


def test_when_its_days_are_over_nobody_objects_any_more(cast, hung, at):
    with at(days=7, hours=8):
        answer = post(cast, hung)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/over")
    for id in ("0", "999999", "x", "９"):
        assert cast.api().post(f"/api/v1/notices/{id}/object", WORDS, "application/json").status_code == 404
    assert cast.api().post(f"/api/v1/notices/{notice(hung).pk}/object", "[", "application/json").status_code == 400


def test_too_many_from_one_address_are_slowed_down(cast, hung, monkeypatch):
    monkeypatch.setattr("linli.commons.notices.actions.MOST_AN_HOUR", 2)
    assert [post(cast, hung).status_code for _n in range(3)] == [201, 201, 429]
    answer = post(cast, hung)
    assert answer.headers["Retry-After"]
    assert object_to(hung, "10.0.0.7") == 3
    with clock.standing(MONDAY + timedelta(hours=1, seconds=1)):
        assert post(cast, hung).status_code == 201


def test_who_objected_is_known_to_the_desk_alone(cast, hung):
    object_to(hung)
    for account in ("resident", "generalist", "neighbour", STREET):
        answer = cast.api(account).get(f"/api/v1/applications/{hung}")
        assert ("138****8000" in answer.text) == (account == STREET), account
        page = cast.page(account, **ENGLISH).get(f"/matters/{hung}").content.decode()
        assert (WORDS["name"] in page) == (account == STREET), account
        assert WORDS["phone"] not in page + answer.content.decode()
    shown = cast.api(STREET).get(f"/api/v1/applications/{hung}").json()["objections"]
    assert [(one["objection"], one["phone"], one["what"]) for one in shown] == [(1, "138****8000", WORDS["what"])]
    told = cast.page("resident", **ENGLISH).get(f"/matters/{hung}").content.decode()
    assert "Somebody objected to the public notice" in told


def test_only_the_notices_desk_answers(cast, hung):
    object_to(hung)
    raw = {"upheld": False, "finding": "x"}
    assert refused(cast, "generalist", "answer-objection", hung, **raw)[0] == 403
    assert refused(cast, "resident", "answer-objection", hung, **raw)[0] == 403
    assert refused(cast, "neighbour", "answer-objection", hung, **raw)[0] == 404
    assert refused(cast, FEDERATION, "answer-objection", hung, **raw)[0] == 404


def test_a_withdrawal_makes_it_moot(cast, hung):
    object_to(hung)
    cast.do("resident", "withdraw", hung)
    assert Objection.objects.get().outcome == "moot"
    assert owed(hung) == set()


def test_a_list_reads_all_objections_at_once(cast, hung):
    api, address = cast.api(STREET), "/api/v1/applications"
    object_to(hung)
    api.get(address)
    with CaptureQueriesContext(connection) as one:
        assert len(api.get(address).json()["items"][0]["objections"]) == 1
    for _n in range(3):
        number = cast.file(LONG).number
        cast.do("generalist", "accept", number)
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
        object_to(number)
    with CaptureQueriesContext(connection) as many:
        assert [len(row["objections"]) for row in api.get(address).json()["items"]] == [1, 1, 1, 1]
    assert len(many) == len(one)


def test_the_page_takes_an_objection_without_script(cast, hung):
    page = cast.page(None, **ENGLISH)
    board = page.get("/notices/jingcheng").content.decode()
    address = f"/notices/jingcheng/{notice(hung).pk}/object"
    assert address in board
    assert page.get(address).status_code == 200
    assert page.post(address, {"name": "", "phone": "x", "what": ""}).status_code == 422
    sent = WORDS | {"once": "abc"}
    for _n in range(2):  # pressed twice
        assert page.post(address, sent).headers["Location"] == "/notices/jingcheng"
    assert Objection.objects.count() == 1
    assert page.get(f"/notices/fangyue/{notice(hung).pk}/object").status_code == 404


def test_the_desk_shows_the_telephone_for_a_reason(cast, hung):
    object_to(hung)
    page = cast.page(STREET, **ENGLISH)
    shown = page.post(f"/matters/{hung}/unmask", {"number": "objection.1", "reason": "ask back"}).content.decode()
    assert WORDS["phone"] in shown
    stranger = cast.page("generalist").post(f"/matters/{hung}/unmask", {"number": "objection.1", "reason": "x"})
    assert stranger.status_code == 422


def test_the_finding_names_nobody(cast, hung):
    object_to(hung)
    said = f"{WORDS['name']}反映的情况不属实"
    found = refused(cast, STREET, "answer-objection", hung, upheld=False, finding=said)
    assert found == (422, [("/finding", "choice")])
