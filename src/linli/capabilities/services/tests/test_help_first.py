"""Help comes first where it can't wait, and the papers after (先行救助)."""

import html
import re

import pytest
from django.db import transaction

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.models import Application, ServicesContent
from linli.capabilities.services.queries import catalogue
from linli.commons.duties.actions import move
from linli.commons.duties.models import Clock, Duty
from linli.commons.duties.queries import AGES, counts
from linli.commons.messages.models import Message
from linli.commons.people.queries import person_of
from linli.kernel.api.problems import Problem
from tests.cast import at_once, go_on

HELP, QUICK = "temporary-assistance", "unemployment-registration"
ENGLISH = {"Accept-Language": "en"}


def filed(cast, urgent="yes", **raw):
    answers = answers_for(catalogue().item(HELP), person_of(cast["resident"])) | {"urgent": urgent}
    return cast.file(HELP, answers=answers | ({"urgent_need": "没有钱看急病"} if urgent == "yes" else {}), **raw).number


def refused(call):
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.status


def test_what_cannot_wait_is_first_on_the_desk(cast, at):
    cast.file(QUICK)
    with at(hours=1):
        number = filed(cast)
        owed = Duty.objects.filter(kind="accept", closed=None).order_by("urgency", "id")
        assert owed.first().subject_id == number
        assert Application.objects.get(number=number).urgent


def test_first_is_not_late(cast, at):
    filed(cast)
    assert {name: counts(cast["generalist"])[name] for name in ("all", "late", "today")} == {
        "all": 1, "late": 0, "today": 1,
    }  # fmt: skip
    with at(days=3):
        assert {name: counts(cast["generalist"])[name] for name in ("all", "late", "today")} == {
            "all": 1, "late": 1, "today": 0,
        }  # fmt: skip


def test_first_stays_first_when_its_clock_moves(cast):
    number = filed(cast)
    running = Clock.objects.get(subject_id=number, kind="accept")
    running.amount, running.unit = running.amount + 2, "natural_day"
    with transaction.atomic():
        assert move(running)
    owed = Duty.objects.get(subject_id=number, kind="accept")
    assert (owed.due_at, owed.urgency < AGES) == (running.due_at, True)


def test_what_can_wait_keeps_its_place(cast, at):
    first = cast.file(QUICK).number
    with at(hours=1):
        number = filed(cast, "no")
        owed = Duty.objects.filter(kind="accept", closed=None).order_by("urgency", "id")
        assert [one.subject_id for one in owed] == [first, number]
        assert not Application.objects.get(number=number).urgent


def test_help_is_given_once_told_and_written_down(cast):
    number = filed(cast)
    view = cast.do("generalist", "help-first", number, what="米、油和 500 元")
    go_on()
    assert (view.application.state, view.application.helped_at is not None) == ("filed", True)
    assert view.last("services.HelpedFirst").payload == {}
    assert view.said(view.last("services.HelpedFirst")) == {"what": "米、油和 500 元"}
    told = Message.objects.filter(params__id=number, template="services.helped_first")
    assert [one.person_id for one in told] == [person_of(cast["resident"]).pk]
    page = cast.page("resident", **ENGLISH).get(f"/matters/{number}").text
    assert "Help was given first" in page and "米、油和 500 元" in page
    assert refused(lambda: cast.do("generalist", "help-first", number, what="x")) == 409


def test_the_papers_come_after(cast):
    number = filed(cast)
    cast.do("generalist", "help-first", number, what="x")
    cast.do("generalist", "accept-conditionally", number, materials=["identity-card"], until="2026-06-18")
    cast.do("resident", "promise", number, agreed=True)
    assert cast.look(number).application.state == "review"


def test_it_can_be_given_after_acceptance_too(cast):
    number = filed(cast, "no")
    cast.do("generalist", "accept", number)
    assert cast.do("generalist", "help-first", number, what="x").application.state == "review"


@pytest.mark.parametrize("account", ["resident", "neighbour", "head", "civil-affairs.approver", "fangzhou.generalist"])
def test_nobody_but_the_window_gives_it(cast, account):
    number = filed(cast)
    assert refused(lambda: cast.do(account, "help-first", number, what="x")) in (403, 404)


def test_other_items_know_no_help_first(cast):
    assert refused(lambda: cast.do("generalist", "help-first", cast.file(QUICK).number, what="x")) == 409


@pytest.mark.parametrize("what", ["", " ", None, 5, "x" * 501])
def test_what_was_given_is_said(cast, what):
    number = filed(cast)
    assert refused(lambda: cast.do("generalist", "help-first", number, what=what)) == 422
    assert Application.objects.get(number=number).helped_at is None


def test_the_guide_and_the_pane_say_it(cast):
    guide = cast.page(None, **ENGLISH).get(f"/items/{HELP}").text
    assert "the workstation sees it first, can help at once" in guide
    number = filed(cast)
    pane = cast.page("generalist", **ENGLISH).get(f"/matters/{number}").text
    assert "Help first, papers after" in pane
    desk = cast.page("generalist", **ENGLISH).get("/desk/").text
    assert "see whether to help first" in desk


def test_the_desk_reads_at_once_what_is_needed_until_it_is_given(cast):
    number = filed(cast)
    duty = Duty.objects.get(subject_id=number, kind="accept", closed=None)
    desk = cast.page("generalist", **ENGLISH)
    pane = desk.get(f"/desk/?open={duty.pk}").text
    assert "没有钱看急病" in pane
    keys = re.findall(r'data-key="(.)"', pane.partition('id="pane"')[2])
    assert "f" in keys and len(keys) == len(set(keys))  # one key does one thing
    cast.do("generalist", "help-first", number, what="垫付押金")
    pane = desk.get(f"/desk/?open={duty.pk}").text
    assert "没有钱看急病" not in pane and "垫付押金" in pane  # so that nobody gives it twice


def test_the_desk_marks_it_on_top_until_help_was_given(cast):
    first, number = cast.file(QUICK).number, filed(cast)
    desk = cast.page("generalist", **ENGLISH)
    rows = lambda: desk.get("/desk/").text.partition("<tbody>")[2].split("<tr ")[1:]  # noqa: E731
    assert [("Urgent" in row, "#heart-pulse" in row) for row in rows()] == [(True, True), (False, False)]
    cast.do("generalist", "help-first", number, what="x")
    owed = Duty.objects.filter(kind="accept", closed=None).order_by("urgency", "id")
    assert [(one.subject_id, one.urgency == one.due_at) for one in owed] == [(first, True), (number, True)]
    assert not any("Urgent" in row for row in rows())
    thing = [{"pointer": "/answers/phone", "what": "请核对"}]
    cast.do("generalist", "request-correction", number, items=thing)
    cast.do("resident", "resubmit", number)
    assert not Duty.objects.filter(closed=None, urgency__lt=AGES).exists()  # nor does it come first again


def test_who_can_not_wait_is_told_where_it_stands(cast):
    told = "it stands first at the workstation"
    urgent, calm = filed(cast), filed(cast, "no")
    home = cast.page("resident", **ENGLISH)
    assert told in html.unescape(home.get(f"/matters/{urgent}").text)
    assert told not in html.unescape(home.get(f"/matters/{calm}").text)
    cast.do("generalist", "help-first", urgent, what="x")
    assert told not in html.unescape(home.get(f"/matters/{urgent}").text)


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_one_helps(cast):
    number = filed(cast)
    give = lambda account: lambda: cast.do(account, "help-first", number, what="x")  # noqa: E731
    assert at_once(give("generalist"), give("jingcheng.generalist")) == ["409", "done"]


def shown(cast, number, account="generalist"):
    """The matter on staff's screen: its head, and what is in the pane as (verb, whether it is a main button)."""
    page = html.unescape(cast.page(account, **ENGLISH).get(f"/matters/{number}").text)
    pane = page.partition('id="pane"')[2]
    buttons = re.findall(r'id="([a-z-]+)"(?: open)?>(?:<summary|\s*<form).*?class="btn btn-([a-z]+)', pane, re.S)
    return page, {verb: kind == "primary" for verb, kind in buttons}


def test_the_need_is_read_at_once_by_who_works_on_it_and_by_nobody_else(cast):
    need = answers_for(catalogue().item(HELP), person_of(cast["resident"]))["hardship_note"]
    number = filed(cast)
    page, _verbs = shown(cast, number)
    assert need in page
    assert "6217001990008604121" not in page and "19900008601" not in page and "320594198604128629" not in page
    assert cast.api("generalist").get(f"/api/v1/applications/{number}").json()["answers"]["hardship_note"] == need
    for account in ("neighbour", "stranger", "fangzhou.generalist"):
        assert cast.page(account).get(f"/matters/{number}").status_code == 404
    kept = ServicesContent.objects.filter(subject_id=number)
    assert kept and not any(need.encode() in bytes(one.sealed) for one in kept)


def test_while_it_waits_for_help_nothing_is_as_loud_as_that(cast):
    number = filed(cast)
    page, verbs = shown(cast, number)
    assert re.search(r'</h1>\s*<span class="state is-you">.{,120}#heart-pulse.{,20}</svg>Urgent</span>', page)
    assert next(iter(verbs)) == "help-first"
    assert {verb for verb, main in verbs.items() if main} == {"help-first"}
    assert 'data-confirm="Record the help for' in page
    cast.do("generalist", "help-first", number, what="x")
    page, verbs = shown(cast, number)
    assert "#heart-pulse" not in page
    assert {verb for verb, main in verbs.items() if main} == {"request-correction"}  # papers are missing


def test_where_it_can_wait_help_comes_after_what_is_to_be_done(cast):
    number = filed(cast, "no")
    page, verbs = shown(cast, number)
    assert "#heart-pulse" not in page
    assert [verb for verb in verbs if verb != "not-accept"][-1] == "help-first" and not verbs["help-first"]
    cast.do("generalist", "accept", number)
    page, verbs = shown(cast, number)  # the step is another desk's
    assert verbs == {"help-first": False}
    assert "Nothing for you to do" in page and "For you" not in page
