"""Who may act for whom: asked, checked, offered, taken up, written down, ended."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.commons.duties.models import Duty
from linli.commons.mandates import actions, forms
from linli.commons.mandates.models import Mandate, MandatesContent
from linli.commons.mandates.queries import acting, agents, covering
from linli.commons.mandates.rules import of_age_on
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import find, set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of, profile
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.files import store
from tests.cast import go_on

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CHILD = {"name": "林小满", "identity_number": "320594201805120249"}
WHO = "jingcheng.generalist"


def scan(cast, account):
    return store.keep(cast[account], "证.png", PICTURE).pk


def ask(cast, account="resident", **more):
    return forms.ask(CHILD | {"file": scan(cast, account)} | more, by=cast[account])


def refused(call):
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.status, sorted((e.pointer, e.code) for e in problem.value.errors)


def offer(cast, account="resident", to="neighbour", **more):
    raw = {"name": person_of(cast[to]).name, "until": str(clock.today() + timedelta(days=60))} | more
    made = forms.offer(raw, by=cast[account])
    return made, MandatesContent.objects.get(digest=made.content).read()["code"]


def test_a_parent_asks_and_the_window_confirms(cast):
    made = ask(cast)
    assert (made.state, made.principal_id, made.during.upper) == ("asked", None, None)
    duty = Duty.objects.get(subject_kind="mandate")
    assert (duty.kind, duty.unit.code, duty.role) == ("check_mandate", "jingcheng", "generalist")
    assert not acting(cast["resident"])
    done = actions.confirm(str(made.pk), by=cast["generalist"])
    child = done.principal
    assert (child.name, child.community, profile(child)["birth_date"]) == ("林小满", made.agent.community, "2018-05-12")
    assert (done.state, done.during.lower, done.during.upper) == ("active", date(2026, 6, 8), date(2036, 5, 12))
    duty.refresh_from_db()
    assert duty.closed is not None
    [acts] = acting(cast["resident"])
    assert (acts.principal, acts.guardian, acts.covers("anything")) == (child.pk, True, True)
    assert [p.pk for p in agents(child.pk, "anything", None)] == [made.agent_id]
    go_on()
    assert {(m.person_id, m.template) for m in Message.objects.all()} == {
        (made.agent_id, "mandates.begun_guardian_agent"), (child.pk, "mandates.begun_guardian"),
    }  # fmt: skip


def test_the_window_does_not_confirm_and_says_why(cast):
    made = ask(cast)
    actions.refuse(str(made.pk), by=cast["generalist"], reason="看不清")
    made.refresh_from_db()
    assert (made.state, made.principal_id) == ("refused", None)
    assert MandatesContent.objects.get(digest=made.content).read() == {"name": "林小满", "reason": "看不清"}
    assert not Person.objects.filter(name="林小满").exists()
    assert refused(lambda: actions.confirm(str(made.pk), by=cast["generalist"]))[0] == 409
    go_on()
    assert Message.objects.get().template == "mandates.refused"


@pytest.mark.parametrize(
    ("more", "flaws"),
    [
        ({"identity_number": "320594200001010015"}, [("/identity_number", "range")]),
        ({"identity_number": "320594201805120240"}, [("/identity_number", "checksum")]),
        ({"name": " "}, [("/name", "required")]),
        ({"file": ""}, [("/file", "required")]),
        ({"file": "nobodys"}, [("/file", "file")]),
        ({"x": 1}, [("/x", "unknown")]),
    ],
)
def test_what_is_wrong_in_an_asking_is_told(cast, more, flaws):
    assert refused(lambda: ask(cast, **more)) == (422, flaws)


def test_who_checks_is_that_window_and_nobody_checks_their_own(cast):
    made = ask(cast)
    for account in ("neighbour", "stranger", "specialist"):
        assert refused(lambda a=account: actions.confirm(str(made.pk), by=cast[a]))[0] == 404, account
    assert refused(lambda: actions.confirm(str(made.pk), by=cast["resident"]))[0] == 403
    for account in ("fangzhou.generalist", "jingcheng.head"):
        assert refused(lambda a=account: actions.confirm(str(made.pk), by=cast[a]))[0] in (403, 404), account


def test_a_child_known_already_keeps_its_person_and_another_name_is_told(cast):
    first = ask(cast)
    child = actions.confirm(str(first.pk), by=cast["generalist"]).principal
    second = ask(cast, "neighbour")
    assert actions.confirm(str(second.pk), by=cast["generalist"]).principal == child
    third = ask(cast, "neighbour", name="另一人")
    assert refused(lambda: actions.confirm(str(third.pk), by=cast["generalist"])) == (422, [("/name", "choice")])
    again = ask(cast)
    assert refused(lambda: actions.confirm(str(again.pk), by=cast["generalist"]))[0] == 409
    assert Person.objects.filter(name="林小满").count() == 1


def test_too_many_askings_wait(cast):
    for _n in range(5):
        ask(cast)
    assert refused(lambda: ask(cast))[0] == 409


def test_guardianship_ends_when_the_child_comes_of_age(cast, at):
    made = ask(cast)
    actions.confirm(str(made.pk), by=cast["generalist"])
    with at(days=(date(2036, 5, 11) - date(2026, 6, 8)).days):
        assert acting(cast["resident"])
    with at(days=(date(2036, 5, 12) - date(2026, 6, 8)).days):
        assert not acting(cast["resident"])


@pytest.mark.parametrize(("born", "day"), [(date(2008, 2, 29), date(2026, 3, 1)), (date(2008, 6, 8), date(2026, 6, 8))])
def test_coming_of_age(born, day):
    assert of_age_on(born) == day


def test_a_code_is_passed_on_and_taken_up(cast, at):
    made, code = offer(cast, items=["unemployment-registration"])
    assert (made.state, made.agent_id) == ("offered", None)
    assert refused(lambda: actions.take(code, by=cast["resident"]))[0] == 404  # nobody acts for themselves
    assert refused(lambda: actions.take(code, by=cast["stranger"]))[0] == 404  # made out to another name
    assert refused(lambda: actions.take("0000000000", by=cast["neighbour"]))[0] == 404
    done = actions.take(code, by=cast["neighbour"])
    assert (done.state, done.code, done.during.upper) == ("active", None, clock.today() + timedelta(days=61))
    assert refused(lambda: actions.take(code, by=cast["neighbour"]))[0] == 404
    me = person_of(cast["resident"])
    assert covering(cast["neighbour"], me.pk, "unemployment-registration")
    assert covering(cast["neighbour"], me.pk, "disability-living-allowance") is None
    assert [p.pk for p in agents(me.pk, "unemployment-registration", done.agent_id)] == [done.agent_id]
    assert agents(me.pk, "unemployment-registration", None) == []
    with at(days=400):
        assert not acting(cast["neighbour"])
    go_on()
    assert {(m.person_id, m.template) for m in Message.objects.all()} == {
        (me.pk, "mandates.begun"), (done.agent_id, "mandates.begun_agent"),
    }  # fmt: skip


def test_a_code_holds_for_seven_days(cast, at):
    _made, code = offer(cast)
    with at(days=7):
        assert refused(lambda: actions.take(code, by=cast["neighbour"]))[0] == 404


@pytest.mark.parametrize(
    ("more", "flaws"),
    [
        ({"until": ""}, [("/until", "required")]),
        ({"until": "2026-06-07"}, [("/until", "range")]),
        ({"until": "2031-01-01"}, [("/until", "range")]),
        ({"until": "31.12.2026"}, [("/until", "date")]),
        ({"name": ""}, [("/name", "required")]),
        ({"items": ["nothing"]}, [("/items/0", "choice")]),
        ({"items": "all"}, [("/items", "type")]),
        ({"items": [""]}, [("/items", "required")]),
    ],
)
def test_what_is_wrong_in_an_offer_is_told(cast, more, flaws):
    assert refused(lambda: offer(cast, **more)) == (422, flaws)


@pytest.mark.parametrize("account", ["resident", "neighbour", WHO])
def test_principal_agent_and_window_end_it_at_once(cast, account):
    _made, code = offer(cast)
    done = actions.take(code, by=cast["neighbour"])
    assert acting(cast["neighbour"])
    ended = actions.end(str(done.pk), by=cast[account], reason="x")
    assert ended.state == "ended"
    assert not acting(cast["neighbour"])
    assert refused(lambda: actions.end(str(done.pk), by=cast[account]))[0] == 409
    go_on()
    assert {"mandates.ended", "mandates.ended_agent"} <= {m.template for m in Message.objects.all()}


def test_a_stranger_ends_nothing_and_a_ward_no_guardianship(cast):
    made = ask(cast)
    actions.confirm(str(made.pk), by=cast["generalist"])
    assert refused(lambda: actions.end(str(made.pk), by=cast["stranger"]))[0] == 404
    child = Mandate.objects.get(pk=made.pk).principal
    child.account = cast["stranger"]
    Person.objects.filter(account=cast["stranger"]).update(account=None)
    child.save()
    assert refused(lambda: actions.end(str(made.pk), by=cast["stranger"]))[0] == 403


def test_an_asking_and_an_offer_can_be_taken_back(cast):
    made, (offered, _code) = ask(cast), offer(cast)
    assert actions.end(str(made.pk), by=cast["resident"]).state == "refused"
    assert actions.end(str(offered.pk), by=cast["resident"]).state == "ended"
    assert not Duty.objects.filter(closed=None).exists()


def recorded(cast, **more):
    raw = {
        "principal": str(person_of(cast["resident"]).pk), "agent": str(person_of(cast["neighbour"]).pk),
        "ground": "written", "until": "2026-12-31", "file": scan(cast, "generalist"),
    }  # fmt: skip
    return forms.record(raw | more, by=cast["generalist"])


def test_the_window_writes_down_a_signed_letter(cast):
    made = recorded(cast)
    assert (made.state, made.kind, made.during.upper, made.unit.code) == (
        "active", "mandate", date(2027, 1, 1), "jingcheng",
    )  # fmt: skip
    made.evidence.refresh_from_db()
    assert (made.evidence.attached_kind, made.evidence.attached_id) == ("mandate", str(made.pk))
    for account, sees in (("resident", True), ("neighbour", True), ("generalist", True), ("stranger", False)):
        assert bool(store.visible(cast[account], made.evidence_id)) == sees, account


@pytest.mark.parametrize(
    ("more", "flaws"),
    [
        ({"until": ""}, [("/until", "required")]),
        ({"file": ""}, [("/file", "required")]),
        ({"ground": "self"}, [("/ground", "choice")]),
        ({"ground": "parent", "until": ""}, [("/ground", "choice")]),  # the resident is no child
        ({"ground": "court", "items": ["unemployment-registration"], "until": ""}, [("/items", "unknown")]),
        ({"agent": "999999"}, [("/agent", "choice")]),
    ],
)
def test_what_is_wrong_at_the_window_is_told(cast, more, flaws):
    assert refused(lambda: recorded(cast, **more)) == (422, flaws)


def test_an_adults_guardian_is_entered_by_a_courts_judgment_without_end(cast):
    made = recorded(cast, ground="court", until="")
    assert (made.kind, made.during.upper) == ("guardian", None)
    assert refused(lambda: offer(cast))[0] == 403  # who has a guardian gives no authority


def test_nobody_writes_down_what_concerns_themselves(cast):
    own = str(person_of(cast["generalist"]).pk)
    assert refused(lambda: recorded(cast, agent=own))[0] == 403
    assert refused(lambda: forms.record({}, by=cast["resident"]))[0] == 403


def test_for_whom_staff_act_is_known_at_once_and_asks_nothing(cast):
    own, other = cast["generalist"], "jingcheng.generalist"
    set_profile(person_of(own), by=None, changes={"phone": "13900001111"})
    find("13900001111", cast[other])
    raw = {
        "principal": str(person_of(cast["resident"]).pk), "agent": str(person_of(own).pk), "ground": "written",
        "until": "2026-12-31", "file": scan(cast, other),
    }  # fmt: skip
    assert not acting(own)
    made = forms.record(raw, by=cast[other])
    assert acting(cast["generalist"])
    user = cast["generalist"]
    acting(user)
    with CaptureQueriesContext(connection) as asked:
        acting(user)
    assert not [q for q in asked if "mandates_mandate" in q["sql"]]
    actions.end(str(made.pk), by=cast[other], reason="x")
    assert not acting(cast["generalist"])


@pytest.mark.parametrize(
    "change",
    [
        {"agent_id": None}, {"principal_id": None}, {"items": ["x"], "kind": "guardian"}, {"ground": "parent"},
        {"code": b"x"}, {"state": "offered"},
    ],
)  # fmt: skip
def test_the_database_refuses_what_must_never_be(cast, change):
    _made, code = offer(cast)
    done = actions.take(code, by=cast["neighbour"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=done.pk).update(**change)


def test_nobody_acts_for_themselves_in_the_database_either(cast):
    _made, code = offer(cast)
    done = actions.take(code, by=cast["neighbour"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=done.pk).update(agent=done.principal_id)
