"""Who speaks for a ward at the window and is not entered as guardian: asked about once, not refused, kept for staff."""

import re

import pytest

from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.test_acting import QUICK, answers, guardian
from linli.capabilities.services.tests.test_acting_pages import at_window, child_without
from linli.commons.mandates import actions as mandates
from linli.commons.mandates.models import Mandate
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of

ENGLISH = {"Accept-Language": "en"}
MOTHER = "周慧芳"
ASKED = f"{MOTHER} is not entered as guardian of 林小满."
KEPT = f"{MOTHER} spoke for them and was not entered as guardian when it was filed."


@pytest.fixture
def child(cast):
    return guardian(cast)


def post(cast, child, **more):
    address, fields = at_window(child)
    return cast.page("generalist", **ENGLISH).post(address, fields | {"once": "a"} | more)


def number(answer):
    assert answer.status_code == 302, answer.content.decode()
    return re.search(r"/matters/(\d+)/filed", answer["Location"])[1]


def warned(cast, which, account="generalist"):
    told = cast.api(account).get(f"/api/v1/applications/{which}").json()["warnings"]
    return [one["message"] for one in told if one["code"] == "guardian_not_entered"]


def test_the_second_parent_is_asked_about_and_files_after_a_tick(cast, child):
    asked = post(cast, child, handed_in_by=MOTHER)
    assert (asked.status_code, ASKED in asked.text) == (422, True)
    assert 'href="#guardian-checked"' in asked.text
    assert f'name="guardian_checked" value="{MOTHER}">' in asked.text
    assert not Application.objects.filter(person=child).exists()
    made = number(post(cast, child, handed_in_by=MOTHER, guardian_checked=MOTHER))
    assert warned(cast, made) == [KEPT]
    assert KEPT in cast.page("generalist", **ENGLISH).get(f"/matters/{made}").text
    assert warned(cast, made, "resident") == []
    assert "was not entered as guardian" not in cast.page("resident", **ENGLISH).get(f"/matters/{made}").text


def test_a_tick_is_for_one_name(cast, child):
    assert post(cast, child, handed_in_by="钱有为", guardian_checked=MOTHER).status_code == 422
    assert post(cast, child, handed_in_by=MOTHER, guardian_checked="1").status_code == 422
    assert not Application.objects.filter(person=child).exists()


def test_ticked_it_stays_ticked_while_something_else_is_wrong(cast, child):
    again = post(cast, child, handed_in_by=MOTHER, guardian_checked=MOTHER, phone="1")
    assert again.status_code == 422
    assert f'value="{MOTHER}" checked>' in again.text
    assert 'href="#guardian-checked"' not in again.text


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]} {1}", "{0[0]}\u3000{1}"])
def test_a_name_is_compared_as_names_are(cast, child, typed):
    name = person_of(cast["resident"]).name
    made = number(post(cast, child, handed_in_by=typed.format(name, name[1:])))
    assert warned(cast, made) == []


def test_full_width_letters_are_the_same_name(cast, child):
    Person.objects.filter(account=cast["resident"]).update(name="Li Wei")
    assert warned(cast, number(post(cast, child, handed_in_by="ＬＩ　ＷＥＩ"))) == []


def test_put_aside_it_is_asked_when_it_is_filed(cast, child):
    assert post(cast, child, handed_in_by=MOTHER, go="aside").status_code == 302
    draft = Application.objects.get(person=child).number
    desk, fields = cast.page("generalist", **ENGLISH), at_window(child)[1] | {"handed_in_by": MOTHER}
    assert desk.post(f"/matters/{draft}/filing", fields | {"once": "b"}).status_code == 422
    sent = fields | {"once": "c", "guardian_checked": MOTHER}
    assert number(desk.post(f"/matters/{draft}/filing", sent)) == draft
    assert warned(cast, draft) == [KEPT]


def test_where_nobody_is_entered_nothing_is_compared(cast):
    child = child_without(cast)
    assert warned(cast, number(post(cast, child, handed_in_by=MOTHER))) == []


def test_by_api_it_is_filed_and_warned_of(cast, child):
    body = {
        "item": QUICK, "submit": True, "on_behalf_of": str(child.pk), "channel": "window", "handed_in_by": MOTHER,
        "answers": answers(cast, child, QUICK),
    }  # fmt: skip
    made = cast.api("generalist").post("/api/v1/applications", body, "application/json")
    assert made.status_code == 201
    assert [w["message"] for w in made.json()["warnings"] if w["code"] == "guardian_not_entered"] == [KEPT]


def test_it_stays_what_it_was_at_filing(cast, child):
    made = number(post(cast, child, handed_in_by=MOTHER, guardian_checked=MOTHER))
    entered = Mandate.objects.get(principal=child)
    mandates.end(str(entered.pk), by=cast["resident"])
    assert warned(cast, made) == [KEPT]
