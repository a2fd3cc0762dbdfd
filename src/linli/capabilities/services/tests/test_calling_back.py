"""Whoever answered an objection sees who objected until they were called back, and nobody else does."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import forms
from linli.capabilities.services.tests.scenes import STREET, WORDS, object_to, together
from linli.capabilities.services.tests.test_objecting import hang
from linli.commons.notices.models import Objection
from linli.kernel import clock
from linli.kernel.access.models import AccessLog
from linli.kernel.database.generation import forget_all
from tests.cast import MONDAY, Cast, load_district

ENGLISH = {"Accept-Language": "en"}
UNMASK = {"number": "objection.1", "reason": "ask"}
MASKED = "138****8000"
ON = {"on": "2026-06-08"}


@pytest.fixture
def hung(cast):
    number = hang(cast)
    object_to(number)
    return number


def answer(cast, number, upheld=False, **more):
    return cast.do(STREET, "answer-objection", number, upheld=upheld, finding="经核实", **more)


def objectors(cast, number, account=STREET):
    return cast.api(account).get(f"/api/v1/applications/{number}").json()["objectors"]


def post(cast, number, account=STREET, body=ON):
    path = f"/api/v1/applications/{number}/called-back"
    return cast.api(account).post(path, body, content_type="application/json")


@pytest.mark.parametrize("upheld", [True, False])
def test_answered_they_are_still_to_be_called_back(cast, hung, upheld):
    answer(cast, hung, upheld)
    outcome = "upheld" if upheld else "dismissed"
    waits = {"objection": 1, "outcome": outcome, "name": WORDS["name"], "phone": MASKED, "told": None}
    assert objectors(cast, hung) == [waits]
    desk = cast.page(STREET, **ENGLISH)
    page = desk.get(f"/matters/{hung}").text
    assert f"Call {WORDS['name']} and tell them what came of it." in page
    assert WORDS["phone"] not in page
    assert WORDS["phone"] in desk.post(f"/matters/{hung}/unmask", UNMASK).text
    line = AccessLog.objects.get(what="unmask.objection.1")
    assert (line.user, line.subject_id, line.reason) == (cast[STREET], hung, "ask")
    assert desk.post(f"/matters/{hung}/called-back", {"objection": "1", "once": "a"} | ON).status_code == 302
    assert objectors(cast, hung) == [waits | {"name": None, "told": "2026-06-08"}]
    page = desk.get(f"/matters/{hung}").text
    assert (MASKED in page, WORDS["name"] in page, "Called back on 8 June 2026" in page) == (True, False, True)
    assert desk.post(f"/matters/{hung}/unmask", UNMASK).status_code == 422


def test_called_back_with_the_answer_only_the_mask_is_left(cast, hung):
    answer(cast, hung, told="2026-06-08")
    assert [one["name"] for one in objectors(cast, hung)] == [None]
    desk = cast.page(STREET)
    assert desk.post(f"/matters/{hung}/unmask", UNMASK).status_code == 422
    assert post(cast, hung).status_code == 409


def test_it_is_the_desks_that_answered_alone(cast, hung):
    answer(cast, hung)
    cast.do(STREET, "send-back", hung, reason="x")
    for account in ("resident", "generalist", "head"):
        assert objectors(cast, hung, account) == [], account
        assert post(cast, hung, account).status_code == 403, account
        page = cast.page(account, **ENGLISH).get(f"/matters/{hung}").text
        assert WORDS["name"] not in page, account
        assert MASKED not in page, account
        pressed = cast.page(account).post(f"/matters/{hung}/called-back", ON | {"objection": "1"})
        assert pressed.status_code == (404 if account == "resident" else 403), account
        assert cast.page(account).post(f"/matters/{hung}/unmask", UNMASK).status_code in (404, 422), account
    for account in ("neighbour", "disabled-federation.specialist"):
        assert post(cast, hung, account).status_code == 404, account
    assert not AccessLog.objects.filter(what="unmask.objection.1").exists()
    assert post(cast, hung).status_code == 200  # wherever the matter lies now


def test_once_it_has_ended_they_can_still_be_called(cast, hung):
    answer(cast, hung, upheld=True)
    cast.do("resident", "withdraw", hung)
    assert WORDS["phone"] in cast.page(STREET).post(f"/matters/{hung}/unmask", UNMASK).text
    assert post(cast, hung).status_code == 200


def test_what_ended_unanswered_is_nobodys_to_call(cast, hung):
    assert post(cast, hung).status_code == 409
    cast.do("resident", "withdraw", hung)
    assert objectors(cast, hung) == []
    assert post(cast, hung).status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(told="2026-06-08")


@pytest.mark.parametrize("n", [2, 0, -1, True, "1", "x"])
def test_there_is_no_such_objection(cast, hung, n):
    answer(cast, hung)
    found = post(cast, hung, body=ON | {"objection": n})
    assert (found.status_code, [e["pointer"] for e in found.json()["errors"]]) == (422, ["/objection"])


def test_of_two_it_is_said_which(cast, hung):
    object_to(hung, name="李四", phone="13900139000")
    answer(cast, hung, upheld=True)
    assert post(cast, hung).status_code == 422
    assert post(cast, hung, body=ON | {"objection": 2}).status_code == 200
    assert post(cast, hung).status_code == 200  # one is left
    assert post(cast, hung).status_code == 409


def test_where_nobody_objected_nobody_is_called(cast):
    number = hang(cast)
    assert [post(cast, number, account).status_code for account in (STREET, "generalist", "neighbour")] == [
        403, 403, 404,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "required"), ({"on": "2026-06-09"}, "date"), ({"on": "2026-06-07"}, "date"), ({"on": 7}, "type"),
     (ON | {"x": 1}, "unknown")],
)  # fmt: skip
def test_the_day_is_judged(cast, hung, body, code):
    answer(cast, hung)
    found = post(cast, hung, body=body)
    assert (found.status_code, [e["code"] for e in found.json()["errors"]]) == (422, [code])
    assert Objection.objects.get().told is None


def test_of_several_answered_at_once_each_is_called(cast, hung):
    object_to(hung, name="李四", phone="13900139000")
    answer(cast, hung, upheld=True, objection=2, told="2026-06-08")
    assert [(one["objection"], one["told"]) for one in objectors(cast, hung)] == [(1, None), (2, "2026-06-08")]


def test_who_was_called_is_read_by_staff_alone(cast, hung):
    answer(cast, hung)
    post(cast, hung)
    facts = {
        account: [line["fact"] for line in cast.api(account).get(f"/api/v1/applications/{hung}").json()["timeline"]]
        for account in ("resident", STREET)
    }
    assert ("services.ObjectorCalledBack" in facts[STREET], "services.ObjectorCalledBack" in facts["resident"]) == (
        True, False,
    )  # fmt: skip
    page = {who: cast.page(who, **ENGLISH).get(f"/matters/{hung}").text for who in facts}
    assert "Who objected was called back" in page[STREET]
    assert "called back" not in page["resident"]


def test_a_matter_without_objections_costs_nothing(cast):
    bare, objected = hang(cast), hang(cast, "neighbour")
    object_to(objected)
    answer(cast, objected)
    api = cast.api(STREET)
    api.get(f"/api/v1/applications/{bare}")
    with CaptureQueriesContext(connection) as without:
        api.get(f"/api/v1/applications/{bare}")
    with CaptureQueriesContext(connection) as with_one:
        api.get(f"/api/v1/applications/{objected}")
    assert len(with_one) == len(without) + 2


@pytest.mark.django_db(transaction=True)
def test_two_who_called_at_once_are_written_down_once(transactional_db):
    forget_all()
    with clock.standing(MONDAY):
        load_district()
        cast = Cast()
        number = hang(cast)
        object_to(number)
        answer(cast, number)
        user = cast[STREET]

        def call():
            return bool(forms.called_back(number, ON, by=user))

        assert sorted(map(int, together(call, call))) == [True, 409]
        assert [e.fact for e in cast.look(number).entries].count("services.ObjectorCalledBack") == 1
    forget_all()
