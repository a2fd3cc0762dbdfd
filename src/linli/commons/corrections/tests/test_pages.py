"""Corrections pressed in a browser without script."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.tests.test_corrections import NAME, STRANGERS, answer, ask, ask_guardian, subject
from linli.commons.duties.models import Duty
from linli.commons.mandates.actions import confirm
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from tests.cast import go_on

ENGLISH = {"Accept-Language": "en"}
FORM = {"about": "profile", "id": "name", "wrong": "名字写错了", "right": "林秋宜"}
NEW = "/me/corrections/new"


@pytest.fixture
def her(cast):
    return cast.page("resident", **ENGLISH)


@pytest.fixture
def desk(cast):
    return cast.page("generalist", **ENGLISH)


def test_each_kind_of_what_is_kept_leads_to_the_form(cast, her):
    page = her.get("/me/data/").text
    for kind in ("profile", "household", "matters", "papers", "credentials", "mandates", "ratings", "account"):
        assert f'href="{NEW}?about={kind}"' in page, kind
    assert f"{NEW}?about=corrections" not in page
    assert 'href="/me/corrections/"' in page


def test_she_says_what_is_wrong_looks_it_over_and_sends_it_once(cast, her):
    assert f'href="{NEW}?about=profile"' in her.get(NEW).text
    form = her.get(f"{NEW}?about=profile&id=name").text
    assert '<option value="name" selected>' in form
    wrong = her.post(NEW, FORM | {"wrong": "", "do": "check"})
    assert wrong.status_code == 422
    assert 'id="why-wrong"' in wrong.text and '<a href="#wrong">' in wrong.text and "林秋宜" in wrong.text
    checked = her.post(NEW, FORM | {"do": "check"})
    assert checked.status_code == 200 and not CorrectionRequest.objects.exists()
    for words in ("林秋宜", "within 15 working days", "says &#34;in time&#34;"):
        assert words in checked.text
    key = re.search(r'name="once" value="([^"]+)"', checked.text)[1]
    assert "林秋宜" in her.post(NEW, FORM | {"do": "change", "once": key}).text
    for _n in range(2):  # pressed twice
        assert her.post(NEW, FORM | {"do": "send", "once": key})["Location"] == "/me/corrections/"
    assert CorrectionRequest.objects.count() == 1
    mine = her.get("/me/corrections/").text
    for words in ("Being looked at", "名字写错了", "answered by 30 June 2026", "Jingcheng Liaison Station"):
        assert words in mine
    again = her.post(NEW, FORM | {"do": "send"})
    assert again.status_code == 409 and "You have said so already" in again.text
    assert "Being looked at" in her.get("/me/data/").text


def test_what_is_not_hers_is_refused_at_its_field(cast, her):
    for do in ("check", "send"):
        refused = her.post(NEW, FORM | {"id": "shoe_size", "do": do})
        assert refused.status_code == 422 and "This is not kept of you here." in refused.text
    number = cast.file("unemployment-registration", "neighbour").number
    assert her.post(NEW, FORM | {"about": "matters", "id": number, "do": "check"}).status_code == 422
    assert "Choose where it stands" in her.get(f"{NEW}?about=nothing").text


def test_nothing_said_yet_says_what_to_do(cast, her):
    page = her.get("/me/corrections/").text
    assert "You said of nothing that it is wrong" in page and f'href="{NEW}"' in page
    assert f'href="{NEW}"' not in cast.page("generalist").get("/me/corrections/").text


def test_the_desk_takes_it_and_answers(cast, her, desk):
    made = ask(cast)
    duty = Duty.objects.get()
    pane = desk.get(f"/desk/?open={duty.pk}").text
    for words in (
        "Something kept of 林秋怡 is wrong",
        NAME["right"],
        f"/corrections/{made.pk}/answer",
        "people&#39;s court",
    ):
        assert words in pane
    address = f"/corrections/{made.pk}/"
    assert f'action="/desk/{duty.pk}/take"' in desk.get(address).text
    assert desk.post(f"/desk/{duty.pk}/take", {"next": address})["Location"] == address
    assert "You are on it." in desk.get(address).text
    empty = desk.post(f"{address}answer", {"outcome": "refused", "said": "", "new-name": ""})
    assert empty.status_code == 422 and '<a href="#said">' in empty.text and "checked" in empty.text
    bad = desk.post(f"{address}answer", {"outcome": "corrected", "new-name": "长" * 61})
    assert bad.status_code == 422 and '<a href="#new-name">' in bad.text
    body = {"outcome": "corrected", "new-name": "林秋宜", "once": "k"}
    for _n in range(2):  # pressed twice
        assert desk.post(f"{address}answer", body)["Location"] == "/desk/"
    assert desk.post(f"{address}answer", body | {"once": "other"}).status_code == 409
    assert Person.objects.get(account=cast["resident"]).name == "林秋宜"
    go_on()
    assert "Corrected: Basic data" in her.get("/messages/").text
    assert "Corrected" in her.get("/me/corrections/").text


def test_a_refusal_is_read_with_its_reason_and_the_way_to_complain(cast, her):
    answer(cast, ask(cast), outcome="refused", reason="户口簿上就是这个名字")
    page = her.get("/me/corrections/").text
    for words in (
        "Not corrected",
        "户口簿上就是这个名字",
        "bring it before the people&#39;s court",
        "articles 50(2), 60 and 65",
    ):
        assert words in page
    go_on()
    assert "Not corrected: Basic data" in her.get("/messages/").text


def test_the_head_answers_without_taking(cast):
    made = ask(cast)
    page = cast.page("head", **ENGLISH).get(f"/corrections/{made.pk}/").text
    assert f"/corrections/{made.pk}/answer" in page and "/take" not in page


def test_her_own_is_handled_by_a_colleague(cast):
    worker = person_of(cast["generalist"])
    worker.community = person_of(cast["resident"]).community
    worker.save()
    made = ask(cast, "generalist")
    page = cast.page("generalist", **ENGLISH)
    shown = page.get(f"/corrections/{made.pk}/").text
    assert "This is your own matter." in shown and f"/corrections/{made.pk}/answer" not in shown
    assert page.post(f"/corrections/{made.pk}/answer", {"outcome": "corrected", "said": "x"}).status_code == 403
    assert cast.page("resident").get(f"/corrections/{made.pk}/").status_code == 404


def test_whom_it_concerns_is_led_to_their_own_page(cast, her):
    made = ask(cast)
    assert her.get(f"/corrections/{made.pk}/")["Location"] == "/me/corrections/"


@pytest.mark.parametrize("who", STRANGERS)
def test_for_strangers_no_door_opens(cast, who):
    made, page = ask(cast), cast.page(who)
    assert page.get(f"/corrections/{made.pk}/").status_code == 404
    assert page.post(f"/corrections/{made.pk}/answer", {"outcome": "refused", "said": "x"}).status_code == 404
    assert NAME["wrong"] not in page.get("/me/corrections/").text


def test_a_guardian_asks_for_the_ward_and_nobody_else_does(cast, her):
    guards = confirm(str(ask_guardian(cast).pk), by=cast["generalist"])
    form = f"/me/corrections/ward/{guards.pk}"
    assert f'href="{form}"' in her.get(f"/acting/{guards.pk}/known").text
    kinds = her.get(form).text
    assert f'href="{form}?about=profile"' in kinds and "about=messages" not in kinds
    assert "林小满" in her.get(f"{form}?about=profile").text
    body = FORM | {"right": "林晓满"}
    assert "林晓满" in her.post(form, body | {"do": "check"}).text
    assert her.post(form, body | {"do": "send", "once": "w"}).status_code == 302
    made = CorrectionRequest.objects.get()
    assert (made.person_id, made.under_id) == (guards.principal_id, guards.pk)
    assert "林小满" in her.get("/me/corrections/").text
    assert "the guardian" in cast.page("generalist", **ENGLISH).get(f"/corrections/{made.pk}/").text
    for who in ("neighbour", "stranger", "generalist", "head"):
        assert cast.page(who).get(form).status_code == 404
        assert cast.page(who).post(form, body | {"do": "send"}).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("generalist", 403), ("auditor", 403)])
def test_who_lives_nowhere_here_has_no_form(cast, who, status):
    page = cast.page(who)
    assert (page.get(NEW).status_code, page.post(NEW, FORM | {"do": "send"}).status_code) == (status, status)
    assert NEW not in page.get("/me/data/").text


def asked(call):
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code == 200
    return len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_lists_ask_the_same_for_one_and_for_twenty(cast, her):
    api = cast.api("resident")
    made = ask(cast)
    answer(cast, made, outcome="refused", reason="无误")
    ask(cast)
    calls = {
        "page": lambda: her.get("/me/corrections/"),
        "api": lambda: api.get("/api/v1/me/corrections"),
        "held": lambda: her.get("/me/data/print"),
    }
    few = {}
    for name, call in calls.items():
        call()
        few[name] = asked(call)
    made.refresh_from_db()
    for _n in range(19):
        made.pk = None
        made.save()
    assert {name: asked(call) for name, call in calls.items()} == few
    assert (few["page"], few["api"]) == (8, 5)


def test_the_desks_page_asks_a_fixed_number(cast, desk):
    first = ask(cast)
    address = f"/corrections/{first.pk}/"
    desk.get(address)
    one = asked(lambda: desk.get(address))
    for id in ("phone", "address", "gender"):
        ask(cast, **subject("profile", id))
    assert (asked(lambda: desk.get(address)), one) == (8, 8)
