"""Asking for a correction: who may, about what, how often, by when."""

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
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel import clock
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


def test_a_ward_of_no_community_has_no_desk(cast):
    guards = confirm(str(ask_guardian(cast).pk), by=cast["generalist"])
    Person.objects.filter(pk=guards.principal_id).update(community=None)
    assert refused(actions.concerned, cast["resident"], str(guards.pk)) == 404
