"""Who is told of an objection, of what came of it, and what nobody is told: who objected."""

import json

import pytest

from linli.capabilities.services.tests.scenes import LONG, STREET, WORDS, object_to
from linli.capabilities.services.tests.test_acting import answers, file_for, guardian, mandate
from linli.commons.duties.models import Duty
from linli.commons.messages.models import Message
from linli.commons.messages.queries import said
from linli.commons.people.actions.persons import make_person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from tests.cast import go_on

OBJECTED, DISMISSED, ANSWERED = (
    "services.objected", "services.objection_dismissed", "services.objection_answered",
)  # fmt: skip


def hang(cast, number):
    cast.do("generalist", "accept", number)
    cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
    return number


@pytest.fixture
def hung(cast):
    """A matter whose notice hangs, filed by an agent."""
    mandate(cast)
    me = person_of(cast["resident"])
    return hang(cast, file_for(cast, "neighbour", me, answers=answers(cast, me)).json()["number"])


def told(number):
    """(template, account) of what was told of objections, in order."""
    go_on()
    rows = Message.objects.filter(params__id=number, template__startswith="services.objec").select_related("person")
    return [(m.template, m.person.account.username) for m in rows.order_by("position", "person__account__username")]


def both(template):
    return [(template, "neighbour"), (template, "resident")]


def test_person_and_agent_are_told_once_and_never_by_whom(cast, hung):
    object_to(hung, key="one")
    object_to(hung, key="one")  # sent twice
    assert told(hung) == told(hung) == both(OBJECTED)
    cast.do(STREET, "answer-objection", hung, upheld=False, finding="不影响办理", told="2026-06-08")
    assert told(hung) == both(OBJECTED) + both(DISMISSED)
    for message in Message.objects.filter(params__id=hung):
        words = json.dumps(message.params, ensure_ascii=False) + "".join(said(message))
        assert not [part for part in WORDS.values() if part in words], words
        assert "13800138000"[-4:] not in words


def test_in_words_the_notice_waits_and_then_goes_on(cast, hung):
    object_to(hung)
    mine = cast.page("resident", **{"Accept-Language": "en"})
    assert "It is looked into." in mine.get(f"/matters/{hung}").text
    cast.do(STREET, "answer-objection", hung, upheld=False, finding="不影响办理")
    assert "It is looked into." not in mine.get(f"/matters/{hung}").text
    go_on()
    page = cast.page("resident", **{"Accept-Language": "en"}).get("/messages/").text
    assert "before it is answered the notice can&#39;t end" in page
    assert "The public notice goes on. What was found" in page


def test_two_upheld_at_once_are_told_once(cast, hung):
    for name in ("甲", "乙"):
        object_to(hung, name=name)
    cast.do(STREET, "answer-objection", hung, upheld=True, finding="重新核对")
    assert told(hung) == both(OBJECTED) * 2 + both(ANSWERED)


def test_sent_back_they_are_told_that_it_was_answered(cast, hung):
    object_to(hung)
    view = cast.do(STREET, "send-back", hung, reason="重新核对")
    assert view.last("services.SentBack").payload == {"k": 2, "to": 1, "objections": [1]}
    page = cast.page("resident", **{"Accept-Language": "en"}).get(f"/matters/{hung}").text
    assert "The objection was upheld: back to" in page
    assert told(hung) == both(OBJECTED) + both(ANSWERED)


def test_sent_back_without_an_objection_nothing_was_answered(cast, hung):
    cast.do(STREET, "send-back", hung, reason="重新核对")
    page = cast.page("resident", **{"Accept-Language": "en"}).get(f"/matters/{hung}").text
    assert "Sent back to" in page
    assert told(hung) == []


def test_the_guardian_is_told_for_a_child(cast):
    child = guardian(cast)
    number = hang(cast, file_for(cast, "resident", child, answers=answers(cast, child)).json()["number"])
    object_to(number)
    go_on()
    [to_guardian] = Message.objects.filter(params__id=number, template=OBJECTED, person=person_of(cast["resident"]))
    assert child.name in said(to_guardian)[0]


@pytest.mark.parametrize("upheld", [True, False])
def test_who_has_no_account_is_not_called_for_it(cast, upheld):
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    old = make_person("陈美芳", by=None, community=network().place("jingcheng"), known=known)
    number = hang(cast, cast.file(LONG, "generalist", on_behalf_of=str(old.pk), channel="window").number)
    object_to(number)
    cast.do(STREET, "answer-objection", number, upheld=upheld, finding="x")
    go_on()
    assert not Duty.objects.filter(subject_id=number, kind="tell").exists()


@pytest.mark.parametrize("verb", ["answer-objection", "send-back"])
def test_what_was_not_answered_on_its_own_is_told_that_it_went_back(cast, hung, verb):
    desk = cast.page(STREET, **{"Accept-Language": "en"})
    assert "data-confirm" not in desk.get(f"/matters/{hung}").text  # only the limits begin anew
    for name in ("甲", "乙"):
        object_to(hung, name=name)
    page = desk.get(f"/matters/{hung}").text
    assert "2 objections wait. If you send it back they are not answered on their own" in page
    assert "If it is upheld, the other objections are not answered on their own" in page
    raw = {"reason": "x"} if verb == "send-back" else {"objection": 1, "upheld": True, "finding": "x"}
    cast.do(STREET, verb, hung, **raw)
    page = desk.get(f"/matters/{hung}").text
    for name in ("甲", "乙"):
        assert f"Call {name}: it went back to be looked into again, and a new notice will hang." in page
    assert "tell them what came of it" not in page
