"""Asking for a correction and answering it: who may, about what, how often, by when; what follows."""

from datetime import datetime

import pytest

from linli.commons.corrections import actions, forms
from linli.commons.corrections.models import CorrectionRequest, CorrectionsContent
from linli.commons.corrections.queries import ref, visible_to, words
from linli.commons.corrections.states import LONGEST, MOST_OPEN
from linli.commons.duties.models import Clock, Duty
from linli.commons.mandates.actions import confirm, end, take
from linli.commons.mandates.tests.test_acting import ask as ask_guardian
from linli.commons.mandates.tests.test_acting import offer
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person, Post
from linli.commons.people.queries import person_of, profile
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import AccessLog, User
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import bump
from linli.kernel.record.timeline import timeline
from tests.cast import go_on

NAME = {"subject": {"kind": "profile", "id": "name"}, "wrong": "名字写错了", "right": "林秋宜"}


def ask(cast, who="resident", **more):
    return forms.ask(NAME | more, by=cast[who])


def answer(cast, made, who="generalist", **raw):
    return forms.answer(str(made.pk), {"outcome": "corrected", "reason": "已更正"} | raw, by=cast[who])


def refused(call, *args, **more):
    with pytest.raises(Problem) as found:
        call(*args, **more)
    return found.value.status


def pointers(call, *args, **more):
    with pytest.raises(Problem) as found:
        call(*args, **more)
    return found.value.status, [error.pointer for error in found.value.errors]


def subject(kind, id=""):
    return {"subject": {"kind": kind, "id": id} if id else {"kind": kind}}


def test_it_is_owed_by_the_station_within_the_days_that_the_network_says(cast):
    made = ask(cast)
    duty, runs = Duty.objects.get(), Clock.objects.get()
    assert (duty.kind, duty.subject_kind, duty.subject_id) == ("correct_data", "correction", str(made.pk))
    assert (duty.unit.code, duty.role, duty.community.code) == ("jingcheng", "generalist", "jingcheng")
    assert (runs.kind, runs.amount, runs.unit) == ("correct_data", 15, "working_day")
    # 15 working days after 8 June 2026; the Dragon Boat Festival (19 to 21 June) is none.
    assert clock.local(duty.due_at) == datetime(2026, 6, 30, 17, 0, tzinfo=clock.HERE)
    assert made.unit.code == "jingcheng"


def test_a_station_may_have_its_own_time_and_without_any_there_is_no_date(cast):
    own = network().unit("hudong-committee").corrections | {"amount": 3}
    Unit.objects.filter(code="jingcheng").update(corrections=own)
    bump()
    ask(cast)
    assert Clock.objects.get().amount == 3
    Unit.objects.update(corrections=None)
    bump()
    ask(cast, "neighbour")
    assert Clock.objects.count() == 1
    assert Duty.objects.get(clock=None).due_at is None


def test_what_was_written_is_sealed_and_the_record_names_nobody(cast):
    made = ask(cast)
    go_on()
    [entry] = timeline(ref(made.pk))
    assert entry.payload == {"about": "profile"}
    assert bytes(entry.content) == bytes(made.content)
    kept = CorrectionsContent.objects.get()
    assert kept.fits() and NAME["right"].encode() not in bytes(kept.sealed)
    said = words([made])[made.pk]
    assert (said["wrong"], said["right"]) == (NAME["wrong"], NAME["right"])
    assert said["about"]["title"] == {"zh-hans": "姓名", "en": "Name"}
    assert said["about"]["text"]["en"] == "林秋怡"


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
    ("kind", "id"),
    [("profile", "shoe_size"), ("matters", "0000000000"), ("nothing", ""), ("corrections", ""), ("household", "x")],
)
def test_only_what_is_held_of_her_can_be_wrong(cast, kind, id):
    assert pointers(ask, cast, **subject(kind, id)) == (422, ["/subject"])


def test_another_ones_matter_is_not_hers_to_have_corrected(cast):
    number = cast.file("unemployment-registration", "neighbour").number
    assert pointers(ask, cast, **subject("matters", number)) == (422, ["/subject"])
    assert ask(cast, "neighbour", **subject("matters", number)).subject_id == number


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ({"wrong": ""}, ["/wrong"]),
        ({"right": " "}, ["/right"]),
        ({"right": "长" * (LONGEST + 1)}, ["/right"]),
        ({"wrong": 3}, ["/wrong"]),
        ({"subject": "profile"}, ["/subject"]),
        ({"subject": None}, ["/subject"]),
        ({"subject": {"kind": 3}}, ["/subject/kind"]),
        ({"subject": {"kind": "profile", "id": "x" * 201}}, ["/subject/id"]),
        ({"subject": {"kind": "profile", "more": 1}}, ["/subject/more"]),
        ({"more": 1}, ["/more"]),
    ],
)
def test_what_is_wrong_in_an_asking_is_named(cast, raw, at):
    found = pointers(ask, cast, **raw)
    assert found[0] == 422 and set(at) <= set(found[1])
    assert not CorrectionRequest.objects.exists()


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


def test_of_one_thing_one_is_open_at_a_time(cast):
    made = ask(cast)
    assert refused(ask, cast) == 409
    ask(cast, **subject("profile"))  # the kind as a whole is another thing
    ask(cast, "neighbour")
    answer(cast, made)
    assert ask(cast).pk != made.pk


def test_ten_wait_at_most(cast):
    fields = ["name", "identity_number", "phone", "bank_card", "address", "birth_date", "gender", "community", ""]
    first = [ask(cast, **subject("profile", id)) for id in fields]
    ask(cast, **subject("household"))
    assert len(first) + 1 == MOST_OPEN
    assert refused(ask, cast, **subject("matters")) == 409
    answer(cast, first[0])
    ask(cast, **subject("matters"))


@pytest.mark.parametrize("who", ["stranger", "generalist", "head", "specialist", "auditor", "administrator"])
def test_who_lives_nowhere_here_asks_nothing(cast, who):
    assert refused(ask, cast, who) in (403, 404)


def test_a_guardian_asks_for_the_ward_while_the_guardianship_holds(cast):
    guards = confirm(str(ask_guardian(cast).pk), by=cast["generalist"])
    ward, id = guards.principal, str(guards.pk)
    made = ask(cast, ward=id)
    assert (made.person, made.by, made.under_id) == (ward, cast["resident"], guards.pk)
    assert refused(ask, cast, "neighbour", ward=id) == 404
    assert pointers(ask, cast, ward=id, **subject("messages")) == (422, ["/subject"])  # the ward's own
    go_on()
    [entry] = timeline(ref(made.pk))
    assert entry.others == (("mandate", id),)
    answer(cast, made)
    go_on()
    told = Message.objects.filter(template="corrections.corrected").values_list("person", flat=True)
    assert sorted(told) == sorted([ward.pk, person_of(cast["resident"]).pk])
    end(id, by=cast["generalist"], reason="成年")
    assert refused(ask, cast, ward=id) == 404
    assert not visible_to(cast["resident"]).exists()


def test_by_a_mandate_nobody_asks(cast):
    _made, code = offer(cast)
    held = take(code, by=cast["neighbour"])
    assert refused(ask, cast, "neighbour", ward=str(held.pk)) == 404


STRANGERS = (
    "neighbour", "stranger", "fangzhou.generalist", "fangzhou.head", "specialist", "approver", "auditor",
    "administrator", "officer", "hudong-committee.head", "hudong-committee.specialist",
)  # fmt: skip


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


def test_a_ward_of_no_community_has_no_desk(cast):
    guards = confirm(str(ask_guardian(cast).pk), by=cast["generalist"])
    Person.objects.filter(pk=guards.principal_id).update(community=None)
    assert refused(actions.concerned, cast["resident"], str(guards.pk)) == 404
