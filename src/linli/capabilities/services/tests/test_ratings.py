"""Bad ratings: called back, answered, followed up, appealed against; and nobody who handled it learns of them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from linli.capabilities.services import actions
from linli.capabilities.services.queries import ref
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.duties.models import Clock, Duty
from linli.commons.messages.models import Message
from linli.commons.people.queries import person_of
from linli.commons.ratings.models import Rating
from linli.commons.ratings.queries import of
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import MONDAY, go_on

ABOVE = "hudong-committee.head"
SAID = "等了很久没人理"
APPEAL = {"ground": "mistaken", "reason": "回访时本人说按错了"}


def closed(cast):
    publish("licence")
    number = cast.file("licence").number
    for account, verb in (
        ("generalist", "accept"), ("civil-affairs.specialist", "complete-step"), ("civil-affairs.approver", "grant"),
        ("generalist", "deliver"),
    ):  # fmt: skip
        cast.do(account, verb, number, **body(verb, cast.look(number), cast[account]))
    return number


def badly(cast, level=1):
    number = closed(cast)
    cast.do("resident", "rate", number, level=level, comment=SAID)
    return number


def call(reached=True, **more):
    return {"reached": reached, "on": clock.today().isoformat()} | more


def owed(number):
    return sorted(Duty.objects.filter(subject_id=number, closed=None).values_list("subject_kind", "kind"))


def running(number):
    return sorted(Clock.objects.filter(subject_id=number, ended=None).values_list("subject_kind", "kind"))


CALL, ANSWER = ("rating", "call_back"), ("application", "answer_rating")


def test_a_bad_rating_is_owed_a_call_and_an_answer_each_by_its_day(cast):
    number = badly(cast)
    assert owed(number) == running(number) == [ANSWER, CALL]
    limits = {c.kind: c for c in Clock.objects.filter(subject_id=number, ended=None)}
    assert (limits["call_back"].amount, limits["answer_rating"].amount) == (1, 15)
    assert {d.unit.code for d in Duty.objects.filter(subject_id=number, closed=None)} == {"jingcheng"}
    assert {d.role for d in Duty.objects.filter(subject_id=number, closed=None)} == {"head"}


@pytest.mark.parametrize("level", [3, 4, 5])
def test_a_good_one_owes_nothing(cast, level):
    number = closed(cast)
    cast.do("resident", "rate", number, level=level)
    assert owed(number) == running(number) == []
    for verb in ("call-rater", "answer-rating", "appeal-rating"):
        with pytest.raises(Problem) as refused:
            cast.do("head", verb, number, **body(verb, cast.look(number)))
        assert refused.value.status == 409


def test_nobody_answered_the_call_is_still_owed(cast):
    number = badly(cast)
    cast.do("head", "call-rater", number, **call(reached=False))
    assert owed(number) == [ANSWER, CALL]
    cast.do("head", "call-rater", number, **call(note="说明了情况"))
    assert owed(number) == running(number) == [ANSWER]
    with pytest.raises(Problem):
        cast.do("head", "call-rater", number, **call())
    cast.do("head", "answer-rating", number, what_was_done="已改进")
    assert owed(number) == running(number) == []


def test_the_answer_ends_the_call_too(cast):
    number = badly(cast)
    cast.do("head", "answer-rating", number, what_was_done="已改进")
    assert owed(number) == running(number) == []
    with pytest.raises(Problem) as refused:
        cast.do("head", "call-rater", number, **call())
    assert refused.value.status == 409


def test_what_is_not_done_in_time_is_late(cast):
    number = badly(cast)
    with clock.standing(MONDAY + timedelta(days=3)):
        go_on()
        assert ("rating", "late") in owed(number)
        cast.do("head", "call-rater", number, **call())
        assert owed(number) == [ANSWER]
    with clock.standing(MONDAY + timedelta(days=17)):
        go_on()
        assert ("application", "late") in owed(number)
        cast.do("head", "answer-rating", number, what_was_done="已改进")
        assert owed(number) == []


def test_items_without_such_limits_set_none(cast):
    publish("on-the-spot")
    number = cast.file("on-the-spot").number
    for account, verb in (("generalist", "accept"), ("generalist", "grant"), ("generalist", "deliver")):
        cast.do(account, verb, number, **body(verb, cast.look(number), cast[account]))
    cast.do("resident", "rate", number, level=2)
    assert owed(number) == [ANSWER, CALL]
    assert running(number) == []


def test_followed_up_once_within_its_time(cast):
    number = badly(cast)
    with pytest.raises(Problem):
        cast.do("resident", "follow-up", number, level=4)
    cast.do("head", "answer-rating", number, what_was_done="已改进")
    with clock.standing(MONDAY + timedelta(days=31)), pytest.raises(Problem):
        cast.do("resident", "follow-up", number, level=4)
    with clock.standing(MONDAY + timedelta(days=30)):
        cast.do("resident", "follow-up", number, level=4, comment="现在好了")
        with pytest.raises(Problem):
            cast.do("resident", "follow-up", number, level=5)
    found = of(ref(number))
    assert (found.level, found.followed_level) == (1, 4)
    go_on()
    heads = Message.objects.filter(params__id=number, template="services.followed_up_head")
    assert person_of(cast["head"]) in [m.person for m in heads]
    assert "现在好了" not in str(list(heads.values_list("params", flat=True)))


def test_an_appeal_that_holds_ends_what_is_owed_and_is_told(cast):
    number = badly(cast)
    cast.do("head", "appeal-rating", number, **APPEAL)
    assert ("rating", "appeal") in owed(number)
    assert Duty.objects.get(subject_id=number, kind="appeal").unit.code == "hudong-committee"
    with pytest.raises(Problem):
        cast.do("head", "appeal-rating", number, **APPEAL)
    cast.do(ABOVE, "decide-appeal", number, strike=True, reason="核实属实")
    assert owed(number) == running(number) == []
    go_on()
    struck = Message.objects.filter(params__id=number, template="services.rating_struck")
    assert [m.person for m in struck] == [person_of(cast["resident"])]
    page = cast.page("resident").get(f"/matters/{number}").content.decode()
    assert "核实属实" in page
    assert SAID in page
    for account, verb in (("head", "call-rater"), ("head", "answer-rating"), ("resident", "follow-up")):
        with pytest.raises(Problem) as refused:
            cast.do(account, verb, number, **body(verb, cast.look(number)))
        assert refused.value.status == 409


def test_an_appeal_that_does_not_hold_changes_nothing_and_the_resident_hears_nothing(cast):
    number = badly(cast)
    cast.do("head", "appeal-rating", number, **APPEAL)
    cast.do(ABOVE, "decide-appeal", number, strike=False, reason="不成立")
    assert owed(number) == [ANSWER, CALL]
    go_on()
    assert not Message.objects.filter(params__id=number, template="services.rating_struck").exists()
    page = cast.page("resident").get(f"/matters/{number}").content.decode()
    assert "不成立" not in page
    assert "按错了" not in page
    told = cast.api("resident").get(f"/api/v1/applications/{number}").json()
    assert not {"services.RatingAppealed", "services.AppealDecided"} & {line["fact"] for line in told["timeline"]}
    with pytest.raises(Problem):
        cast.do(ABOVE, "decide-appeal", number, strike=True, reason="再来")


@pytest.mark.parametrize("account", ["head", "generalist", "civil-affairs.head", "resident", "neighbour"])
def test_nobody_else_decides_on_an_appeal(cast, account):
    number = badly(cast)
    cast.do("head", "appeal-rating", number, **APPEAL)
    with pytest.raises(Problem) as refused:
        cast.do(account, "decide-appeal", number, strike=True, reason="x")
    assert refused.value.status in (403, 404)


def test_who_leads_both_offices_does_not_decide_their_own_appeal(cast):
    number = badly(cast)
    cast.do("head", "appeal-rating", number, **APPEAL)
    Rating.objects.filter(subject_id=number).update(appealed_by=cast[ABOVE].pk)
    with pytest.raises(Problem) as refused:
        cast.do(ABOVE, "decide-appeal", number, strike=True, reason="x")
    assert refused.value.status == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"level": 4, "appealed_by": 1}, {"level": 3, "tries": 1}, {"followed_level": 6}, {"followed_level": 3},
        {"struck": True}, {"level": 0}, {"level": 6},
    ],
)  # fmt: skip
def test_the_database_refuses_what_must_never_be(cast, changed):
    number = badly(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(subject_id=number).update(**changed)


def at_once(*jobs):
    met, outcomes, threads = threading.Barrier(len(jobs)), [], []

    def run(job):
        try:
            met.wait(10)
            with clock.standing(MONDAY):
                job()
            outcomes.append("done")
        except (Problem, IntegrityError) as problem:
            outcomes.append(getattr(problem, "status", "twice"))
        finally:
            connections.close_all()

    for job in jobs:
        threads.append(threading.Thread(target=run, args=(job,)))
        threads[-1].start()
    for thread in threads:
        thread.join(30)
    return sorted(map(str, outcomes))


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_strike_at_once_and_two_follow_ups(cast):
    """Whichever is first: nothing is owed for a struck rating, and nothing is said twice."""
    number = badly(cast)
    cast.do("head", "appeal-rating", number, **APPEAL)
    head, above, home = cast["head"], cast[ABOVE], cast["resident"]
    outcomes = at_once(
        lambda: actions.answer_rating(number, by=head, what_was_done="已改进"),
        lambda: actions.decide_appeal(number, by=above, strike=True, reason="属实"),
        lambda: actions.call_rater(number, by=head, reached=True, on=MONDAY.date()),
    )
    assert set(outcomes) <= {"done", "409"}
    assert owed(number) == running(number) == []
    assert of(ref(number)).struck
    other = badly(cast)
    cast.do("head", "answer-rating", other, what_was_done="已改进")
    twice = at_once(*[lambda: actions.follow_up(other, by=home, level=4)] * 3)
    assert twice == ["409", "409", "done"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM record_inbox WHERE fact = 'services.RatingFollowedUp'")
        inbox = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM record_entry WHERE fact = 'services.RatingFollowedUp'")
        assert inbox + cursor.fetchone()[0] == 1
