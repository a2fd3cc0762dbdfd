"""Acting for others: a guardian in everything, a mandate in what it names; the person concerned is told of all."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import forms
from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue, mine, visible_to
from linli.capabilities.services.queries.newest import newest
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import PICTURE
from linli.commons.duties.models import Duty
from linli.commons.mandates import actions as mandates
from linli.commons.mandates import forms as mandate_forms
from linli.commons.mandates.models import Mandate, MandatesContent
from linli.commons.messages.models import Message
from linli.commons.messages.queries import said
from linli.commons.people.actions.persons import find
from linli.commons.people.models import Person
from linli.commons.people.public import set_profile
from linli.commons.people.queries import person_of
from linli.kernel.api.problems import Problem
from linli.kernel.files import store
from tests.cast import go_on

QUICK, LONG = "unemployment-registration", "disability-living-allowance"
ALLOWANCE = "Living allowance for people with disabilities in hardship"
ENGLISH = {"Accept-Language": "en"}


def guardian(cast, account="resident"):
    """The child of whom this account is entered as guardian."""
    file = store.keep(cast[account], "证.png", PICTURE).pk
    raw = {"name": "林小满", "identity_number": "320594201805120249", "file": file}
    made = mandate_forms.ask(raw, by=cast[account])
    child = mandates.confirm(str(made.pk), by=cast["generalist"]).principal
    set_profile(child, by=None, changes={"phone": "19900008601", "bank_card": "6217001990008604121"})
    return child


def mandate(cast, account="resident", to="neighbour", items=()):
    """`to` may act for `account`."""
    raw = {"name": person_of(cast[to]).name, "until": "2026-12-31", "items": list(items)}
    made = mandate_forms.offer(raw, by=cast[account])
    return mandates.take(MandatesContent.objects.get(digest=made.content).read()["code"], by=cast[to])


def file_for(cast, account, person, item=LONG, **more):
    body = {"item": item, "answers": {}, "submit": True, "on_behalf_of": str(person.pk)} | more
    return cast.api(account).post("/api/v1/applications", body, "application/json")


def answers(cast, person, item=LONG):
    return answers_for(catalogue().item(item), person)


def refused(call):
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.status


def messages(account_person):
    rows = Message.objects.filter(person=account_person, template__startswith="services.").order_by("pk")
    return [said(one)[:2] for one in rows]


@pytest.fixture
def child(cast):
    return guardian(cast)


@pytest.fixture
def filed(cast, child):
    answer = file_for(cast, "resident", child, answers=answers(cast, child))
    assert answer.status_code == 201, answer.content
    return answer.json()["number"]


def test_a_parent_files_for_the_child(cast, child, filed):
    a = Application.objects.get(number=filed)
    assert (a.person, a.agent, a.channel, a.community) == (
        child, person_of(cast["resident"]), "online", child.community,
    )  # fmt: skip
    shown = cast.api("resident").get(f"/api/v1/applications/{filed}").json()
    assert (shown["applicant"]["name"], shown["agent"]["name"]) == ("林小满", a.agent.name)
    assert shown["allowed"] == ["withdraw"]
    assert filed in [row["number"] for row in cast.api("resident").get("/api/v1/applications").json()["items"]]
    assert filed in mine(cast["resident"]).values_list("number", flat=True)
    for account in ("neighbour", "stranger"):
        assert cast.api(account).get(f"/api/v1/applications/{filed}").status_code == 404
        assert not mine(cast[account]).filter(number=filed).exists()


def test_the_guardian_is_told_and_nobody_telephones(cast, child, filed):
    cast.do("generalist", "request-correction", filed, items=[{"pointer": "/answers/phone", "what": "请核对"}])
    go_on()
    assert not Duty.objects.filter(kind="tell", closed=None).exists()
    told = messages(person_of(cast["resident"]))
    assert [title for title, _body in told] == [
        f"For 林小满: {ALLOWANCE}: we have it", f"For 林小满: {ALLOWANCE}: please correct it",
    ]  # fmt: skip
    assert messages(child)[0][1].startswith(f"{person_of(cast['resident']).name} did this for you.")
    duty = Duty.objects.get(kind="correct", closed=None)
    assert duty.person == person_of(cast["resident"])
    number = cast.api("resident").get("/api/v1/duties?kind=correct").json()["items"][0]["subject"]["number"]
    assert number == filed
    view = cast.do("resident", "resubmit", filed, answers={"phone": "19900008601"})
    assert view.by_another(view.entries[-1]) == person_of(cast["resident"]).name


def test_a_guardian_promises_declares_and_rates_in_the_childs_place(cast, child):
    publish("licence", "on-the-spot")
    given = [{"code": "declared", "declared": True}]
    answer = file_for(cast, "resident", child, "licence", answers=answers(cast, child, "licence"), materials=given)
    assert answer.status_code == 201, answer.content
    number = answer.json()["number"]
    cast.do("generalist", "accept-conditionally", number, materials=["later-paper"], until="2026-06-18")
    assert Duty.objects.get(kind="supply", closed=None).person == person_of(cast["resident"])
    assert set(allowed(cast["resident"], Application.objects.get(number=number))) == {"promise", "supply", "withdraw"}
    cast.do("resident", "promise", number, agreed=True)
    go_on()
    assert "services.promised" in Message.objects.filter(person=child).values_list("template", flat=True)
    spot = file_for(cast, "resident", child, QUICK, answers=answers(cast, child, QUICK)).json()["number"]
    cast.do("generalist", "accept", spot)
    cast.do("generalist", "grant", spot)
    cast.do("generalist", "deliver", spot, means="online")
    assert allowed(cast["resident"], Application.objects.get(number=spot)) == ["rate"]
    cast.do("resident", "rate", spot, level=5)


def test_by_a_mandate_one_acts_in_what_it_names_only(cast):
    me = person_of(cast["resident"])
    before = cast.file(LONG).number
    other = cast.file(QUICK).number
    held = mandate(cast, items=[LONG])
    api = cast.api("neighbour")
    assert api.get(f"/api/v1/applications/{before}").status_code == 200
    assert api.get(f"/api/v1/applications/{other}").status_code == 404
    assert allowed(cast["neighbour"], Application.objects.get(number=before)) == ["withdraw"]
    assert file_for(cast, "neighbour", me, QUICK, answers=answers(cast, me, QUICK)).status_code == 403
    made = file_for(cast, "neighbour", me, answers=answers(cast, me)).json()
    assert made["agent"]["name"] == person_of(cast["neighbour"]).name
    assert {w["code"] for w in made["warnings"]} >= {"already_open"}
    cast.do("neighbour", "withdraw", made["number"], reason="重复")
    go_on()
    assert f"{ALLOWANCE}: withdrawn" in [title for title, _body in messages(me)]
    assert messages(me)[-1][1].startswith(f"{person_of(cast['neighbour']).name} did this for you.")
    mandates.end(str(held.pk), by=cast["resident"])
    for number in (before, made["number"]):
        assert api.get(f"/api/v1/applications/{number}").status_code == 404
    assert file_for(cast, "neighbour", me, answers=answers(cast, me)).status_code == 403


def test_by_a_mandate_nobody_promises_declares_or_rates(cast):
    publish("licence")
    me = person_of(cast["resident"])
    mandate(cast)
    given = [{"code": "declared", "declared": True}]
    body = {"answers": answers(cast, me, "licence"), "materials": given}
    answer = file_for(cast, "neighbour", me, "licence", **body)
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/materials/0/declared"]
    number = file_for(cast, "neighbour", me, "licence", answers=body["answers"]).json()["number"]
    cast.do("generalist", "accept-conditionally", number, materials=["later-paper"], until="2026-06-18")
    assert allowed(cast["neighbour"], Application.objects.get(number=number)) == ["withdraw", "supply"]
    assert refused(lambda: cast.do("neighbour", "promise", number, agreed=True)) == 403
    cast.do("resident", "promise", number, agreed=True)
    assert refused(lambda: cast.do("neighbour", "rate", number, level=1)) in (403, 409)


def test_what_the_person_ticked_in_a_draft_whoever_acts_does_not_file_as_declared(cast):
    publish("licence")
    me = person_of(cast["resident"])
    mandate(cast)
    given = {"materials": [{"code": "declared", "declared": True}]}
    made = file_for(cast, "neighbour", me, "licence", answers=answers(cast, me, "licence"), submit=False)
    draft = made.json()["number"]
    cast.api("resident").patch(f"/api/v1/applications/{draft}", given, "application/json")
    assert refused(lambda: cast.do("neighbour", "submit", draft)) == 422
    assert cast.do("resident", "submit", draft).application.agent is None


def test_staff_with_a_mandate_neither_withdraw_nor_handle(cast):
    me, own = person_of(cast["resident"]), cast["generalist"]
    set_profile(person_of(own), by=None, changes={"phone": "13900001111"})
    other = "jingcheng.generalist"
    find("13900001111", cast[other])
    raw = {
        "principal": str(me.pk), "agent": str(person_of(own).pk), "ground": "written", "until": "2026-12-31",
        "file": store.keep(cast[other], "授权.png", PICTURE).pk,
    }  # fmt: skip
    mandate_forms.record(raw, by=cast[other])
    made = file_for(cast, "generalist", me, answers=answers(cast, me))
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert made.json()["agent"]["name"] == person_of(own).name
    assert allowed(cast["generalist"], Application.objects.get(number=number)) == []
    assert refused(lambda: cast.do("generalist", "accept", number)) == 403
    assert refused(lambda: cast.do("generalist", "withdraw", number)) == 403
    cast.do(other, "accept", number)
    page = cast.page("generalist", **ENGLISH).get(f"/people/{me.pk}/new/{LONG}")
    assert page.status_code == 403


def test_who_is_under_18_does_not_file_alone(cast):
    child = guardian(cast)
    Person.objects.filter(account=cast["stranger"]).update(account=None)
    child.account = cast["stranger"]
    child.save()
    answer = cast.api("stranger").post("/api/v1/applications", {"item": LONG}, "application/json")
    assert (answer.status_code, "under 18" in answer.json()["detail"]) == (403, True)
    page = cast.page("stranger", **ENGLISH).get(f"/apply/{LONG}")
    assert "Let a parent file it" in page.text


def test_an_ended_mandate_hands_back_what_is_owed(cast):
    me = person_of(cast["resident"])
    held = mandate(cast)
    number = file_for(cast, "neighbour", me, answers=answers(cast, me)).json()["number"]
    cast.do("generalist", "request-correction", number, items=[{"pointer": "/answers/phone", "what": "请核对"}])
    assert Duty.objects.get(kind="correct").person == person_of(cast["neighbour"])
    mandates.end(str(held.pk), by=cast["neighbour"])
    go_on()
    assert Duty.objects.get(kind="correct").person == me


def test_it_holds_on_its_last_day_and_not_after(cast, at):
    me = person_of(cast["resident"])
    mandate(cast)
    number = cast.file(LONG).number
    last = (date(2026, 12, 31) - date(2026, 6, 8)).days
    for days, seen in ((last, True), (last + 1, False)):
        with at(days=days):
            assert visible_to(cast["neighbour"]).filter(number=number).exists() == seen
            assert (number in mine(cast["neighbour"]).values_list("number", flat=True)) == seen
            found = Application.objects.filter(pk__in=newest(cast["neighbour"], 20))
            assert found.filter(number=number).exists() == seen
            assert (file_for(cast, "neighbour", me).status_code == 403) != seen


def test_lists_ask_no_more_for_who_acts_for_many(cast):
    mandate(cast)
    cast.file(LONG)
    api, address = cast.api("neighbour"), "/api/v1/applications"
    api.get(address)
    with CaptureQueriesContext(connection) as one:
        assert len(api.get(address).json()["items"]) == 1
    for _n in range(5):
        cast.file(LONG)
    with CaptureQueriesContext(connection) as many:
        assert len(api.get(address).json()["items"]) == 6
    assert len(many) == len(one)


def test_pages_say_for_whom(cast):
    child = guardian(cast)
    page = cast.page("resident", **ENGLISH)
    start = page.get(f"/apply/{LONG}").text
    assert "Whom is it for?" in start and "林小满" in start
    begun = page.post(f"/apply/{LONG}", {"for": str(child.pk), "once": "a"})
    assert begun.status_code == 302
    number = Application.objects.get(person=child).number
    form = page.get(page.get(begun["Location"])["Location"]).text
    assert "for 林小满" in form
    assert "for 林小满" in page.get("/matters/").text
    assert page.post(f"/apply/{LONG}", {"for": str(person_of(cast["neighbour"]).pk)}).status_code == 403
    given = answers(cast, child)
    forms.perform_change(number, {"answers": given}, by=cast["resident"])
    cast.do("resident", "submit", number)
    assert "done by" in page.get(f"/matters/{number}").text
    assert "for 林小满" in page.get(f"/matters/{number}").text
    desk = cast.page("generalist", **ENGLISH).get(f"/matters/{number}").text
    assert "Acts for them" in desk


def test_the_record_names_the_mandate_and_no_person(cast, child, filed):
    view = cast.look(filed)
    held = Mandate.objects.get(principal=child)
    assert [(one.kind, one.id) for one in view.entries[0].others] == [("mandate", str(held.pk))]
    assert "林小满" not in str(view.entries[0].payload)
