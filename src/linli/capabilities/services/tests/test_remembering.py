"""What the profile learns from a filing: by a tick of who speaks for the person, with the filing or not at all."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.rules import learnable
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_acting import guardian, mandate
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of, profile
from linli.kernel.access.models import AccessLog
from linli.kernel.database.generation import forget_all
from tests.cast import Cast, load_district

HOME, QUICK = "household", "unemployment-registration"
PHONE, CARD, PLACE = "13800138000", "6228480402564890018", "景城社区1幢101室"
SON = {"name": "林小满", "relation": "child", "identity_number": "320594201805120249"}
ANSWERS = {"phone": PHONE, "card": CARD, "address": PLACE, "size": 2, "members": [SON]}
ALL = ["phone", "bank_card", "address", "household"]


@pytest.fixture(autouse=True)
def published(request):
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast")
        publish(HOME)


def known(cast, account="resident"):
    return profile(Person.objects.get(account=cast[account]))


def post(cast, path, body, account="resident"):
    return cast.api(account).post(f"/api/v1/applications{path}", body, "application/json")


def begun(cast, **answers):
    """A draft of the resident's with these answers; the rest is known or an example."""
    made = post(cast, "", {"item": HOME, "answers": ANSWERS | answers})
    assert made.status_code == 201, made.content
    return made.json()["number"]


def test_what_was_ticked_is_learned_and_said_on_the_receipt_and_nothing_else(cast):
    before = known(cast)
    number = begun(cast)
    done = post(cast, f"/{number}/submit", {"remember": ["bank_card", "household", "bank_card"]})
    assert (done.status_code, done.json()["state"]) == (200, "filed")
    after = known(cast)
    assert after["bank_card"] == CARD
    assert after["household"] == [SON | {"birth_date": "2018-05-12"}]
    assert (after["phone"], after["address"]) == (before["phone"], before["address"])
    page = cast.page("resident", **{"Accept-Language": "en"}).get(f"/matters/{number}/receipt").text
    assert "Remembered for next time: bank card, who lives in the household" in page
    assert not AccessLog.objects.filter(what="person.changed").exists()


def test_nothing_is_learned_unasked(cast):
    before, number = known(cast), begun(cast)
    assert post(cast, f"/{number}/submit", {}).status_code == 200
    assert known(cast) == before
    assert "Remembered" not in cast.page("resident", **{"Accept-Language": "en"}).get(f"/matters/{number}/receipt").text


@pytest.mark.parametrize(
    ("remember", "pointers"),
    [
        (["shoe"], ["/remember/0"]),
        (["phone", "name"], ["/remember/1"]),
        ("phone", ["/remember"]),
        ([3], ["/remember"]),
        ({"phone": True}, ["/remember"]),
    ],
)
def test_unknown_names_are_refused_and_nothing_is_filed(cast, remember, pointers):
    before, number = known(cast), begun(cast)
    answer = post(cast, f"/{number}/submit", {"remember": remember})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert (cast.look(number).application.state, known(cast)) == ("draft", before)


def test_what_the_form_does_not_ask_for_is_not_learned(cast):
    number = post(cast, "", {"item": QUICK, "answers": {"situation": "left_employer"}}).json()["number"]
    answer = post(cast, f"/{number}/submit", {"remember": ["phone", "bank_card"]})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/remember/1"]
    assert cast.look(number).application.state == "draft"


@pytest.mark.parametrize("wrong", [{"card": "6228480402564890017"}, {"members": [{"name": "x"}]}, {"size": 0}])
def test_a_filing_that_is_refused_teaches_nothing(cast, wrong):
    before, number = known(cast), begun(cast, **wrong)
    assert post(cast, f"/{number}/submit", {"remember": ALL}).status_code == 422
    assert known(cast) == before


def test_in_one_go_by_api_and_never_for_a_draft(cast):
    body = {"item": HOME, "answers": ANSWERS, "remember": ["phone"]}
    assert post(cast, "", body).json()["errors"][0]["pointer"] == "/remember"
    assert post(cast, "", body | {"submit": True}).status_code == 201
    assert known(cast)["phone"] == PHONE


def test_the_check_page_offers_what_is_new_unticked_and_only_that(cast):
    page = cast.page("resident", **{"Accept-Language": "en"})
    number = begun(cast)
    shown = page.get(f"/matters/{number}/check").text
    assert "Remember for next time: mobile number, bank card, address, who lives in the household" in shown
    [tick] = re.findall(r'<input type="checkbox" name="remember" value="([\w ]+)">', shown)
    assert tick.split() == ALL
    page.post(f"/matters/{number}/submit", {"remember": tick, "next": f"/matters/{number}/receipt"})
    assert known(cast)["bank_card"] == CARD
    again = begun(cast)
    assert 'name="remember"' not in page.get(f"/matters/{again}/check").text
    assert page.get(f"/matters/{again}/check").text.count(PHONE) == 0


@pytest.mark.parametrize(
    "members",
    [
        [{"name": "林小满", "relation": "child", "identity_number": "320594198604128629"}],  # one's own
        [SON, SON | {"name": "又一个"}],
        [{"name": "长" * 61, "relation": "child"}],
    ],
)
def test_a_household_that_cannot_be_kept_is_not_offered_and_does_no_harm(cast, members):
    number = begun(cast, members=members)
    page = cast.page("resident", **{"Accept-Language": "en"}).get(f"/matters/{number}/check").text
    assert "who lives in the household" not in page
    assert post(cast, f"/{number}/submit", {"remember": ALL}).status_code == 200
    assert "household" not in known(cast)


@pytest.mark.parametrize(
    "row", [{"name": "x", "birth_date": "no"}, {"name": "x", "identity_number": "1", "birth_date": "2000-01-01"}]
)
def test_a_draft_may_hold_anything_and_its_page_opens(cast, row):
    number = begun(cast, members=[row])
    assert cast.page("resident").get(f"/matters/{number}/check").status_code == 200


def test_a_guardian_teaches_the_wards_profile_and_leaves_a_line(cast):
    child = guardian(cast)
    body = {"item": HOME, "answers": ANSWERS | {"members": [{"name": "林秋怡", "relation": "parent"}]}}
    made = post(cast, "", body | {"on_behalf_of": str(child.pk), "submit": True, "remember": ["household", "phone"]})
    assert made.status_code == 201, made.content
    learned = profile(Person.objects.get(pk=child.pk))
    assert (learned["phone"], learned["household"][0]["name"]) == (PHONE, "林秋怡")
    assert AccessLog.objects.filter(what="person.changed", subject_id=str(child.pk)).count() == 1


def test_by_a_mandate_nobody_teaches_anything(cast):
    mandate(cast)
    before = known(cast)
    body = {"item": HOME, "answers": ANSWERS, "on_behalf_of": str(person_of(cast["resident"]).pk)}
    refused = post(cast, "", body | {"submit": True, "remember": ["phone"]}, "neighbour")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/remember"]
    number = post(cast, "", body, "neighbour").json()["number"]
    assert 'name="remember"' not in cast.page("neighbour").get(f"/matters/{number}/check").text
    assert post(cast, f"/{number}/submit", {"remember": ["phone"]}, "neighbour").status_code == 422
    assert post(cast, f"/{number}/submit", {}, "neighbour").status_code == 200
    assert known(cast) == before


def test_at_the_window_the_one_who_stands_there_asks(cast):
    page, who = cast.page("generalist", **{"Accept-Language": "en"}), person_of(cast["resident"])
    address = f"/people/{who.pk}/new/{HOME}"
    assert "remember what is new for next time (mobile number, bank card, address, who" in page.get(address).text
    sent = {
        "name": who.name, "phone": PHONE, "card": CARD, "address": PLACE, "size": "2", "members-count": "1",
        "members-0-name": "林小满", "members-0-relation": "child", "channel": "window", "go": "file", "once": "a",
        "_shown": "name phone card address size members",
    }  # fmt: skip
    assert page.post(address, sent | {"phone": "1", "remember": "1"}).status_code == 422
    assert known(cast)["phone"] != PHONE
    done = page.post(address, sent | {"remember": "1"})
    assert done.status_code == 302, done.text
    assert (known(cast)["phone"], known(cast)["household"]) == (PHONE, [{"name": "林小满", "relation": "child"}])
    assert "Remembered for next time" in page.get(done["Location"]).text
    assert AccessLog.objects.filter(what="person.changed", user__username="generalist").count() == 1


def test_a_remembered_household_keeps_what_was_known_of_its_members(cast):
    set_profile(person_of(cast["resident"]), by=None, changes={"household": [SON]})
    number = begun(cast, members=[{"name": "林小满", "relation": "child"}, {"name": "王芳", "relation": "parent"}])
    assert post(cast, f"/{number}/submit", {"remember": ["household"]}).status_code == 200
    assert [one.get("identity_number") for one in known(cast)["household"]] == [SON["identity_number"], None]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["submit", "file"])
def test_two_filings_at_once_lose_nothing_of_each_other(transactional_db, way):
    forget_all()
    load_district()
    publish(HOME)
    cast, together = Cast(), Barrier(4)
    user = cast["resident"]

    def body(n):
        return {"item": HOME, "answers": ANSWERS, "remember": [ALL[n]]}

    drafts = [begun(cast) for _n in range(4)] if way == "submit" else []

    def run(n):
        together.wait()
        try:
            if way == "submit":
                forms.perform("submit", drafts[n], {"remember": [ALL[n]]}, by=cast["resident"])
            else:
                start, _submit = forms.new(body(n) | {"submit": True}, cast["resident"])
                actions.file(start, by=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    forget_all()
    after = known(cast)
    assert (after["phone"], after["bank_card"], after["address"]) == (PHONE, CARD, PLACE)
    assert after["household"] == [SON | {"birth_date": "2018-05-12"}]
    assert Application.objects.filter(state="filed").count() == 4


@pytest.mark.parametrize(("holder", "learned"), [("self", True), ("other", False)])
def test_a_relatives_card_is_not_the_persons(cast, holder, learned):
    item = catalogue().item("disability-living-allowance")
    answers = {"account_holder": holder, "bank_card": "6228480402564890018"}
    assert ("bank_card" in learnable(item, answers, {})) is learned
