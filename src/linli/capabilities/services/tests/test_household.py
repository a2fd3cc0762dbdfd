"""What a person said of their household fills in forms; one application a household is warned of, and tells no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.applications import draft_of
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_acting import guardian, mandate
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of, profile
from linli.kernel.access.models import AccessLog

HOME, ALLOWANCE, QUICK = "household", "subsistence-allowance", "unemployment-registration"
ENGLISH = {"Accept-Language": "en"}
SON = {"name": "林小满", "relation": "child", "identity_number": "320594201805120249"}
RESIDENT, NEIGHBOUR = "320594198604128629", "320594197109238711"
HUSBAND = {"name": "陆建平", "relation": "spouse", "identity_number": NEIGHBOUR}
WIFE = {"name": "林秋怡", "relation": "spouse", "identity_number": RESIDENT}
CODE = "open_in_household"


@pytest.fixture(autouse=True)
def published(cast):
    publish(HOME)


def lives_with(cast, *members, account="resident"):
    set_profile(person_of(cast[account]), by=None, changes={"household": list(members)})


def post(cast, body, account="resident", path=""):
    return cast.api(account).post(f"/api/v1/applications{path}", body, "application/json")


def filed(cast, account="resident", item=HOME, **more):
    answers = {"phone": "13800138000", "address": "一幢", "size": 2, "members": [{"name": "某", "relation": "other"}]}
    made = post(cast, {"item": item, "answers": answers, "submit": True} | more, account)
    assert made.status_code == 201, made.content
    return made.json()


def warned(told):
    return [(one["code"], one.get("number")) for one in told["warnings"] if one["code"] == CODE]


def test_the_size_and_the_members_are_filled_in_with_what_is_asked_of_them_only(cast):
    lives_with(cast, SON | {"birth_date": "2018-05-12"}, {"name": "王芳", "relation": "parent"})
    page = cast.page("resident", **ENGLISH)
    number = page.post(f"/apply/{HOME}", {"once": "a"})["Location"].rsplit("/", 1)[1]
    kept = draft_of(Application.objects.get(number=number))["answers"]
    assert (kept["size"], [one["name"] for one in kept["members"]]) == (3, ["林小满", "王芳"])
    assert kept["members"][0] == SON | {"birth_date": "2018-05-12"}
    shown = page.get(f"/matters/{number}/fill/1").text
    assert all(words in shown for words in ("林小满", "3205**********0249", "王芳", "From your profile"))
    assert SON["identity_number"] not in shown


def test_nothing_said_fills_nothing_in_and_alone_is_one(cast):
    page = cast.page("resident", **ENGLISH)
    number = page.post(f"/apply/{ALLOWANCE}", {"once": "a"})["Location"].rsplit("/", 1)[1]
    assert "household_size" not in draft_of(Application.objects.get(number=number))["answers"]
    lives_with(cast)
    number = page.post(f"/apply/{ALLOWANCE}", {"once": "b"})["Location"].rsplit("/", 1)[1]
    assert draft_of(Application.objects.get(number=number))["answers"]["household_size"] == 1


def test_the_real_allowance_takes_a_household_of_twenty_one(cast):
    lives_with(cast, *({"name": f"家人{n}", "relation": "other"} for n in range(20)))
    item = catalogue().item(ALLOWANCE)
    answers = {name: item.form.every[name]["examples"][0] for name in item.form.required({}) - {"household_size"}}
    made = post(cast, {"item": ALLOWANCE, "answers": answers | {"rent": 1, "reason": "illness"}, "submit": True})
    assert made.status_code == 201, made.content
    assert made.json()["answers"]["household_size"] == 21


def test_left_out_by_a_program_it_is_taken_from_the_profile_and_a_mask_stands_for_its_number(cast):
    lives_with(cast, SON | {"birth_date": "2018-05-12"})
    made = filed(cast, answers={})
    assert (made["answers"]["size"], made["answers"]["members"][0]["identity_number"]) == (2, "3205**********0249")
    again = filed(cast, answers={"members": [SON | {"identity_number": "3205**********0249", "name": "改名"}]})
    number = again["number"]
    assert cast.look(number).filing["answers"]["members"][0]["identity_number"] == SON["identity_number"]
    other = [SON | {"identity_number": "3205**********0248"}]
    refused = post(cast, {"item": HOME, "answers": {"members": other}, "submit": True})
    assert refused.json()["errors"][0]["pointer"] == "/answers/members/0/identity_number"


def test_the_window_changes_what_is_known_and_shows_the_household_masked(cast):
    page, who = cast.page("generalist", **ENGLISH), person_of(cast["resident"])
    lives_with(cast, SON)
    shown = page.get(f"/people/{who.pk}").text
    assert all(words in shown for words in ("Change what is known", "林小满", "3205**********0249", "Son or daughter"))
    assert SON["identity_number"] not in shown
    form = page.get(f"/people/{who.pk}/known").text
    assert 'value="199****8601"' in form
    assert SON["identity_number"] not in form
    sent = {
        "phone": "13800138000", "bank_card": "6217***********4121", "address": "景城社区1幢", "household-count": "1",
        "household-0-name": "林小满", "household-0-relation": "child",
        "household-0-identity_number": "3205**********0249",
    }  # fmt: skip
    added = page.post(f"/people/{who.pk}/known", sent | {"bank_card": "", "_add": "household"})
    assert (added.status_code, 'name="household-1-name"' in added.text) == (200, True)
    assert profile(Person.objects.get(pk=who.pk))["phone"] == "19900008601"
    done = page.post(f"/people/{who.pk}/known", sent | {"bank_card": ""})
    assert done["Location"] == f"/people/{who.pk}"
    known = profile(Person.objects.get(pk=who.pk))
    assert (known["phone"], known.get("bank_card"), known["household"][0]["identity_number"]) == (
        "13800138000", None, SON["identity_number"],
    )  # fmt: skip
    assert AccessLog.objects.filter(what="person.changed", user__username="generalist").count() == 1


def test_what_is_wrong_at_the_window_stands_at_its_field(cast):
    who = person_of(cast["resident"])
    sent = {"phone": "1", "household-count": "1", "household-0-name": "林小满"}
    response = cast.page("generalist", **ENGLISH).post(f"/people/{who.pk}/known", sent)
    assert response.status_code == 422
    assert 'href="#f-phone"' in response.text
    assert 'href="#f-household-0-relation"' in response.text
    assert profile(Person.objects.get(pk=who.pk))["phone"] == "19900008601"


def test_nobody_changes_their_own_at_the_window_nor_of_whom_they_act_for(cast):
    page, own = cast.page("generalist", **ENGLISH), person_of(cast["generalist"])
    assert page.get(f"/people/{own.pk}/known").status_code == 403
    mandate(cast, "resident", "generalist")
    who = person_of(cast["resident"])
    lives_with(cast, SON)
    shown = page.get(f"/people/{who.pk}").text
    assert "Change what is known" not in shown
    assert "林小满" not in shown
    assert page.post(f"/people/{who.pk}/known", {"phone": "13800138000"}).status_code == 403
    assert profile(Person.objects.get(pk=who.pk))["phone"] == "19900008601"


@pytest.mark.parametrize("account", ["specialist", "resident", "auditor", "stranger", "neighbour"])
def test_no_other_desk_and_no_stranger_comes_near(cast, account):
    who, page = person_of(cast["neighbour"]), cast.page(account)
    before = profile(who)
    assert page.get(f"/people/{who.pk}/known").status_code in (403, 404)
    assert page.post(f"/people/{who.pk}/known", {"phone": ""}).status_code in (403, 404)
    assert profile(Person.objects.get(pk=who.pk)) == before


def test_a_member_who_names_one_back_is_warned_of_without_a_number(cast):
    theirs = filed(cast, "neighbour")["number"]
    lives_with(cast, HUSBAND)
    assert warned(filed(cast)) == []  # he has not said so: his matters are not hers to learn of
    lives_with(cast, WIFE, account="neighbour")
    mine = filed(cast)
    assert warned(mine) == [(CODE, None)]
    assert theirs not in str([one for one in mine["warnings"] if one["code"] == CODE])
    number = post(cast, {"item": HOME, "answers": {"members": [SON]}}).json()["number"]
    page = cast.page("resident", **ENGLISH).get(f"/matters/{number}/check").text
    assert "A member of this household has this under way already" in page
    assert theirs not in page.replace(" ", "")
    assert warned(post(cast, {}, path=f"/{number}/submit").json()) == [(CODE, None)]


def test_the_window_sees_both_and_their_number(cast):
    theirs = filed(cast, "neighbour")["number"]
    lives_with(cast, HUSBAND)
    who = person_of(cast["resident"])
    page = cast.page("generalist", **ENGLISH)
    shown = page.get(f"/people/{who.pk}/new/{HOME}").text
    assert "A member of this household has this under way already" in shown
    assert f"/matters/{theirs}" in shown
    mine = filed(cast)["number"]
    assert f"/matters/{theirs}" in page.get(f"/matters/{mine}").text
    for_her = {"item": HOME, "on_behalf_of": str(who.pk), "channel": "window", "submit": True}
    for_her |= {"answers": {"phone": "13800138000", "address": "x"}}
    assert warned(post(cast, for_her, "generalist").json()) == [(CODE, theirs)]


def test_a_guardian_sees_the_wards_matter(cast):
    child = guardian(cast)
    theirs = filed(cast, on_behalf_of=str(child.pk))["number"]
    lives_with(cast, SON)
    assert warned(filed(cast)) == [(CODE, theirs)]


def test_named_in_the_form_alone_it_is_warned_of_too(cast):
    filed(cast, "neighbour")
    lives_with(cast, WIFE, account="neighbour")
    answers = {"phone": "13800138000", "address": "x", "size": 2, "members": [HUSBAND]}
    assert warned(filed(cast, answers=answers)) == [(CODE, None)]


@pytest.mark.parametrize("over", [False, True])
def test_what_is_over_or_of_another_item_is_not_warned_of(cast, over):
    lives_with(cast, WIFE, account="neighbour")
    lives_with(cast, HUSBAND)
    if over:
        number = filed(cast, "neighbour")["number"]
        cast.do("neighbour", "withdraw", number)
    else:
        cast.file(QUICK, "neighbour")
    assert warned(filed(cast)) == []


def statements(call):
    with CaptureQueriesContext(connection) as found:
        call()
    return len(found)


def test_a_filing_without_a_household_asks_nothing_more_and_twenty_members_as_much_as_one(cast):
    def quick():
        body = {"item": QUICK, "answers": {"situation": "left_employer"}, "submit": True}
        return statements(lambda: post(cast, body))

    quick()
    bare = quick()
    lives_with(cast, HUSBAND)
    assert quick() == bare
    filed(cast, "neighbour")
    alone = statements(lambda: filed(cast))
    numbers = [HUSBAND, *({"name": f"家人{n}", "relation": "other"} for n in range(19))]
    lives_with(cast, *numbers)
    assert statements(lambda: filed(cast)) == alone


def test_a_household_stands_in_no_shape_of_a_matter(cast):
    lives_with(cast, SON)
    number = cast.file(QUICK).number
    for account in ("resident", "generalist", "head"):
        assert "林小满" not in cast.api(account).get(f"/api/v1/applications/{number}").content.decode()
