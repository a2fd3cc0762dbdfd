"""Who objects and how they are answered: many at once, after the end, called back, and what each of the others sees."""

import re
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.capabilities.services import actions, forms, jobs
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.scenes import LONG, STREET, WORDS, object_to, together
from linli.commons.duties.models import Duty
from linli.commons.notices.models import Objection
from linli.commons.notices.queries import current
from linli.commons.places.models import Place, PlaceEdge, Serves
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import bump, forget_all
from tests.cast import MONDAY, Cast, load_district

ENGLISH = {"Accept-Language": "en"}
DISMISSED = {"upheld": False, "finding": "不影响办理"}


def hang(cast, account="resident"):
    """The number of a matter whose notice hangs from Monday to the next Monday."""
    number = cast.file(LONG, account).number
    cast.do("generalist", "accept", number)
    cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
    return number


@pytest.fixture
def hung(cast):
    return hang(cast)


def told(number):
    return f"/notices/jingcheng/{current('application', number).pk}/object"


@pytest.mark.parametrize(
    "phone", ["(0512) 62881234", "（0512）62881234", "0512—62881234", "0512-62881234转801", "62881234"]
)
def test_a_landline_is_written_as_people_write_it(cast, hung, phone):
    assert object_to(hung, phone=phone, name="名" * 40) == 1
    [shown] = cast.api(STREET).get(f"/api/v1/applications/{hung}").json()["objections"]
    assert (shown["name"], "6288" in shown["phone"]) == ("名" * 40, False)


@pytest.mark.parametrize("phone", ["12345", "0512-62881234转", "转801", "call me", "1" * 41])
def test_what_is_no_telephone_is_refused(cast, hung, phone):
    with pytest.raises(Problem) as problem:
        object_to(hung, phone=phone)
    assert {error.pointer for error in problem.value.errors} == {"/phone"}


def test_what_is_wrong_stands_in_the_order_of_the_form(cast, hung):
    refused = cast.page(None, **ENGLISH).post(told(hung), {"phone": "12345", "once": "k"})
    assert refused.status_code == 422
    summary = refused.text.split('class="errors"')[1].split("</ul>")[0]
    assert re.findall(r'href="#(\w+)"', summary) == ["what", "name", "phone"]
    assert "This is not a telephone number that we can call." in summary


def test_who_comes_too_late_is_told_that_it_is_over(cast, hung, at):
    page, address = cast.page(None, **ENGLISH), told(hung)
    with at(days=8):
        for answer in (page.get(address, follow=True), page.post(address, WORDS | {"once": "k"}, follow=True)):
            assert (answer.status_code, answer.redirect_chain) == (200, [("/notices/jingcheng", 302)])
            assert "The days of this notice are over." in answer.content.decode()
        assert page.get("/notices/fangyue/" + address.split("/", 3)[3]).status_code == 404
    assert not Objection.objects.exists()


def test_who_goes_back_and_writes_something_else_is_told_that_the_first_came_in(cast, hung):
    page, address = cast.page(None, **ENGLISH), told(hung)
    assert page.post(address, WORDS | {"once": "a"}).status_code == 302
    answer = page.post(address, WORDS | {"once": "a", "what": "还有一点"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Your objection has come in already." in text
    assert "还有一点" in text
    assert 'name="once" value="a"' not in text
    assert Objection.objects.count() == 1


def test_it_is_sent_back_while_somebody_still_writes(cast, hung):
    page, address = cast.page(None, **ENGLISH), told(hung)
    cast.do(STREET, "send-back", hung, reason="重新核对")
    answer = page.post(address, WORDS | {"once": "k"}, follow=True)
    assert "The days of this notice are over." in answer.content.decode()
    assert not Duty.objects.filter(subject_id=hung, kind="objection").exists()


def test_that_who_objected_was_called_back_is_read_by_staff_alone(cast, hung, at):
    object_to(hung)
    with at(days=1):
        view = cast.do(STREET, "answer-objection", hung, told="2026-06-09", **DISMISSED)
        entry = view.last("services.ObjectionAnswered")
        assert view.said(entry) == {"finding": "不影响办理", "told": "2026-06-09"}
        words = "who objected was told by phone on 9 June 2026"
        for account in ("resident", "generalist", STREET):
            page = cast.page(account, **ENGLISH).get(f"/matters/{hung}").content.decode()
            assert (words in page) == (account != "resident"), account
            assert "不影响办理" in page
        shown = cast.api("resident").get(f"/api/v1/applications/{hung}").json()["timeline"][-1]
        assert (shown["note"], "2026-06-09" in str(shown["details"])) == ("不影响办理", False)


@pytest.mark.parametrize(
    ("day", "flaws"),
    [
        ("2026-06-10", [("/told", "date")]),  # has not come yet
        ("2026-06-07", [("/told", "date")]),  # before it came in
        ("gestern", [("/told", "date")]),
        (7, [("/told", "type")]),
        ("", []),
        (None, []),
    ],
)
def test_nobody_is_called_back_before_they_object_or_tomorrow(cast, hung, at, day, flaws):
    object_to(hung)
    with at(days=1):
        if not flaws:
            assert cast.do(STREET, "answer-objection", hung, told=day, **DISMISSED).objections == []
            return
        with pytest.raises(Problem) as problem:
            cast.do(STREET, "answer-objection", hung, told=day, **DISMISSED)
        assert flaws[0] in [(e.pointer, e.code) for e in problem.value.errors]


def test_the_page_asks_whether_they_were_called_back(cast, hung):
    object_to(hung)
    page = cast.page(STREET, **ENGLISH)
    assert 'name="told"' in page.get(f"/matters/{hung}").content.decode()
    body = {"upheld": "false", "finding": "不影响办理", "objection": "1", "told": "2026-06-08", "once": "a"}
    assert page.post(f"/matters/{hung}/answer-objection", body).status_code == 302
    view = cast.look(hung)
    assert view.said(view.last("services.ObjectionAnswered"))["told"] == "2026-06-08"


def test_what_is_objected_holds_up_no_other_notice(cast, monkeypatch, at):
    first, second = hang(cast), hang(cast, "neighbour")
    object_to(first)
    monkeypatch.setattr(jobs, "BATCH", 1)
    with at(days=8):
        for _n in range(2):
            jobs.end_notices()
    assert Duty.objects.filter(subject_id=second, kind="step", closed=None).exists()
    assert not Duty.objects.filter(subject_id=first, kind="step", closed=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_numbered_and_owed_once(transactional_db):
    forget_all()
    with clock.standing(MONDAY):
        load_district()
        cast = Cast()
        number = hang(cast)
        assert sorted(together(*(lambda name=name: object_to(number, name=name) for name in ("甲", "乙", "丙")))) == [
            1,
            2,
            3,
        ]
        assert Duty.objects.filter(subject_id=number, kind="objection", closed=None).count() == 1
        user = cast[STREET]
        raw = DISMISSED | {"objection": 1}

        def answer():
            return bool(forms.perform("answer-objection", number, raw, by=user))

        assert sorted(map(int, together(answer, answer))) == [True, 422]  # the others wait: that one is answered
        upheld = {"upheld": True, "finding": "x", "objection": 2}
        both = together(
            lambda: bool(forms.perform("answer-objection", number, upheld, by=user)),
            lambda: object_to(number, name="丁"),
        )
        assert both[0] is True
        assert both[1] in (4, 409)  # it came before, and is upheld with it, or found that it hangs no longer
        assert not Objection.objects.filter(answered=None).exists()
        assert not Duty.objects.filter(subject_id=number, kind="objection", closed=None).exists()
    with clock.standing(MONDAY + timedelta(days=8)):
        assert actions.notice_over(number) is False
    forget_all()


def test_in_a_community_that_was_ended_an_objection_is_still_answered(cast, hung, at):
    """Not upheld it needs no other office; upheld it would go to one that nobody knows."""
    page = cast.page(None, **ENGLISH)
    with at(days=2):
        ended = DateRange(date(2020, 9, 1), clock.today())
        here = Place.objects.get(code="jingcheng")
        Place.objects.filter(pk=here.pk).update(valid=ended)
        PlaceEdge.objects.filter(child=here).update(during=ended)
        Serves.objects.filter(place=here).update(during=ended)
        bump()
        assert page.post(told(hung), WORDS | {"once": "a"}).status_code == 302
        assert [page.get("/notices/jingcheng").status_code, cast.api().get("/api/v1/notices").status_code] == [200, 200]
        view = cast.look(hung)
        assert "answer-objection" in allowed(cast[STREET], view.application, view)
        with pytest.raises(Problem) as problem:
            cast.do(STREET, "answer-objection", hung, upheld=True, finding="x")
        assert [(e.pointer, e.code) for e in problem.value.errors] == [("/upheld", "choice")]
        assert cast.do(STREET, "answer-objection", hung, **DISMISSED).objections == []
