"""Answering an asking for correction: who may, what it changes, what is told, what is refused."""

import pytest

from linli.commons.corrections.models import CorrectionRequest, CorrectionsContent
from linli.commons.corrections.queries import ref, words
from linli.commons.corrections.states import LONGEST
from linli.commons.corrections.tests.test_corrections import STRANGERS, answer, ask, pointers, refused, subject
from linli.commons.duties.models import Clock, Duty
from linli.commons.mandates.actions import take
from linli.commons.mandates.tests.test_acting import offer
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person, Post
from linli.commons.people.queries import person_of, profile
from linli.commons.places.queries import network
from linli.kernel.access.models import AccessLog, User
from linli.kernel.database.generation import bump
from linli.kernel.record.timeline import timeline
from tests.cast import go_on


def test_the_answer_puts_the_profile_right_and_tells_the_person(cast):
    made, she = ask(cast), person_of(cast["resident"])
    answer(cast, made, reason="", changes={"name": "林秋宜"})
    made.refresh_from_db()
    assert (made.outcome, Person.objects.get(pk=she.pk).name) == ("corrected", "林秋宜")
    assert not Duty.objects.filter(closed=None).exists() and not Clock.objects.filter(ended=None).exists()
    go_on()
    entry = timeline(ref(made.pk))[-1]
    assert entry.payload == {"outcome": "corrected", "changed": ["name"]}
    assert (entry.unit, entry.role) == ("jingcheng", "generalist")
    assert [(m.person_id, m.template) for m in Message.objects.all()] == [(she.pk, "corrections.corrected")]
    assert AccessLog.objects.filter(what="person.changed", subject_id=str(she.pk)).count() == 1


@pytest.mark.parametrize("outcome", ["refused", "partly"])
def test_who_does_not_get_all_of_it_reads_why_and_where_to_complain(cast, outcome):
    made = ask(cast)
    assert pointers(answer, cast, made, outcome=outcome, reason=" ") == (422, ["/reason"])
    answer(cast, made, outcome=outcome, reason="户口簿上就是这个名字")
    made.refresh_from_db()
    said = words([made])[made.pk]
    assert said["reason"] == "户口簿上就是这个名字"
    assert "法院" in said["complaint"]["text"]["zh-hans"] and "第六十五条" in said["complaint"]["basis"]["zh-hans"]
    go_on()
    assert Message.objects.get().template == f"corrections.{outcome}"


def test_what_is_wholly_corrected_names_no_complaint(cast):
    made = ask(cast)
    answer(cast, made)
    made.refresh_from_db()
    assert "complaint" not in words([made])[made.pk]


def test_of_a_matter_the_answer_only_says_what_was_done(cast):
    number = cast.file("unemployment-registration").number
    made = ask(cast, **subject("matters", number))
    assert pointers(answer, cast, made, reason="") == (422, ["/reason"])
    assert pointers(answer, cast, made, changes={"name": "林秋宜"}) == (422, ["/changes"])
    answer(cast, made, reason="已在办件中更正")
    assert Person.objects.get(account=cast["resident"]).name == "林秋怡"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"identity_number": "320594198604128620"}, "/changes/identity_number"),
        ({"phone": "12"}, "/changes/phone"),
        ({"birth_date": "1990-01-01"}, "/changes/birth_date"),
        ({"birth_date": "soon"}, "/changes/birth_date"),
        ({"gender": "male"}, "/changes/gender"),
        ({"document_number": "E12345678"}, "/changes/document_number"),
        ({"name": "长" * 61}, "/changes/name"),
        ({"community": "fangyue"}, "/changes/community"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_has_happened(cast, changes, pointer):
    made, before = ask(cast), profile(person_of(cast["resident"]))
    assert pointers(answer, cast, made, changes=changes) == (422, [pointer])
    made.refresh_from_db()
    assert made.outcome == "" and Duty.objects.filter(closed=None).count() == 1
    assert profile(Person.objects.get(account=cast["resident"])) == before


def test_a_refusal_changes_nothing(cast):
    made = ask(cast)
    assert pointers(answer, cast, made, outcome="refused", changes={"name": "林"}) == (422, ["/changes"])


def test_a_number_that_is_somebody_elses_is_refused_whole(cast):
    made = ask(cast)
    other = profile(person_of(cast["neighbour"]))["identity_number"]
    assert refused(answer, cast, made, changes={"name": "林秋宜", "identity_number": other}) == 409
    made.refresh_from_db()
    assert (made.outcome, Person.objects.get(account=cast["resident"]).name) == ("", "林秋怡")


def test_a_passport_number_is_put_right_and_an_identity_number_takes_its_place(cast):
    known = {"document_kind": "passport", "document_number": "E12345678"}
    account = User.objects.create_user("guest", None, name="Ana Lima")
    her = make_person("Ana Lima", by=None, community=network().place("jingcheng"), known=known, account=account)
    made = ask(cast, "guest", **subject("profile", "document_number"))
    answer(cast, made, changes={"document_number": "e12345679"})
    assert profile(Person.objects.get(pk=her.pk))["document_number"] == "E12345679"
    made = ask(cast, "guest", **subject("profile"))
    answer(cast, made, changes={"identity_number": "320594201805120249"})
    after = profile(Person.objects.get(pk=her.pk))
    assert "document_number" not in after and after["birth_date"] == "2018-05-12"


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ({"outcome": ""}, ["/outcome"]),
        ({"outcome": "maybe"}, ["/outcome"]),
        ({"reason": "长" * (LONGEST + 1)}, ["/reason"]),
        ({"changes": []}, ["/changes"]),
        ({"changes": {"name": 3}}, ["/changes/name"]),
        ({"more": 1}, ["/more"]),
    ],
)
def test_what_is_wrong_in_an_answer_is_named(cast, raw, at):
    assert pointers(answer, cast, ask(cast), **raw) == (422, at)


@pytest.mark.parametrize("who", STRANGERS)
def test_to_whom_it_does_not_belong_it_is_not_there(cast, who):
    assert refused(answer, cast, ask(cast), who) == 404


@pytest.mark.parametrize("who", ["generalist", "jingcheng.generalist", "head", "jingcheng.head"])
def test_a_generalist_of_the_unit_or_its_head_answers(cast, who):
    made = ask(cast)
    answer(cast, made, who)
    assert refused(answer, cast, made, who) == 409


def test_without_a_head_there_the_head_above_answers(cast):
    Post.objects.filter(unit__code="jingcheng", role="head").delete()
    bump()
    assert answer(cast, ask(cast), "hudong-committee.head").outcome == "corrected"


def test_nobody_answers_their_own_nor_of_whom_they_act_for(cast):
    made = ask(cast)
    assert refused(answer, cast, made, "resident") == 403
    worker = person_of(cast["generalist"])
    worker.community = network().place("jingcheng")
    worker.save()
    own = ask(cast, "generalist")
    assert refused(answer, cast, own) == 403
    answer(cast, own, "jingcheng.generalist")
    _made, code = offer(cast, "resident", "generalist")
    take(code, by=cast["generalist"])
    assert refused(answer, cast, made) == 403


def test_what_is_late_is_the_heads_to_see_to(cast, at):
    made = ask(cast)
    with at(days=40):
        go_on()
        late = Duty.objects.get(kind="late")
        assert (late.unit.code, late.role) == ("jingcheng", "head")
        answer(cast, made, "head")
    assert not Duty.objects.filter(closed=None).exists()


def test_who_wants_to_be_forgotten_is_once_it_is_answered(cast):
    made, she = ask(cast), person_of(cast["resident"])
    left = cast.api("resident").post("/api/v1/me/erase", {}, content_type="application/json").json()["left"]
    assert [(one["fate"], "not been answered" in one["why"]) for one in left] == [("kept", True)]
    answer(cast, made, outcome="refused", reason="户口簿上就是这个名字")
    go_on()
    assert Message.objects.filter(person=she).exists()
    assert cast.api("resident").post("/api/v1/me/erase", {}, content_type="application/json").json()["left"] == []
    assert not CorrectionRequest.objects.exists()
    assert not CorrectionsContent.objects.filter(sealed__isnull=False).exists()
    assert not Message.objects.filter(person=she).exists()
    assert [entry.fact for entry in timeline(ref(made.pk))] == [
        "corrections.CorrectionAsked", "corrections.CorrectionAnswered",
    ]  # fmt: skip
