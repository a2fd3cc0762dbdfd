"""A household gives nobody a right: a child of it is entered as before, and who is under 18 changes nothing alone."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import words
from linli.commons.mandates.tests.test_acting import PICTURE
from linli.commons.mandates.wiring import enters
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.queries import person_of, profile
from linli.kernel.clock import standing

SON = {"name": "林小满", "relation": "child", "identity_number": "320594201805120249", "birth_date": "2018-05-12"}


@pytest.mark.parametrize(("day", "offered"), [(11, True), (12, False)])
def test_a_child_is_offered_to_be_entered_until_it_is_of_age(day, offered):
    with standing(datetime(2036, 5, day, 4, tzinfo=UTC)):
        assert (enters(SON) is not None) is offered


@pytest.mark.parametrize("other", [{"relation": "grandchild"}, {"birth_date": None}, {"birth_date": "1990-01-01"}])
def test_nobody_else_is_offered(cast, other):
    assert enters(SON | other) is None


def test_the_page_leads_to_where_a_child_is_entered(cast):
    set_profile(person_of(cast["resident"]), by=None, changes={"household": [SON, SON | {"relation": "sibling"}]})
    shown = cast.page("resident").get("/me/household").text
    assert shown.count('href="/acting/child') == shown.count('href="/acting/child?member=0"') == 1


def sent(page, **more):
    file = SimpleUploadedFile("page.png", PICTURE, "image/png")
    return page.post("/acting/child?member=0", {"name": SON["name"], "file": file} | more)


def test_name_and_masked_number_of_ones_own_household_stand_there_and_stay(cast):
    set_profile(person_of(cast["resident"]), by=None, changes={"household": [SON]})
    page, shown = cast.page("resident"), "3205**********0249"
    for address, there in (("?member=0", True), ("", False), ("?member=1", False), ("?member=-1", False)):
        told = page.get(f"/acting/child{address}").text
        assert (f'value="{SON["name"]}"' in told, f'value="{shown}"' in told) == (there, there)
        assert SON["identity_number"] not in told
    other = cast.page("neighbour").get("/acting/child?member=0").text
    assert SON["name"] not in other and shown not in other
    assert sent(cast.page("neighbour"), identity_number=shown).status_code == 422  # not theirs to keep
    wrong = sent(page, name="", identity_number=shown)
    assert wrong.status_code == 422 and f'value="{shown}"' in wrong.text
    assert sent(page, identity_number="3205**********0000").status_code == 422
    assert not Mandate.objects.exists()
    assert sent(page, identity_number=shown).status_code == 302
    made = Mandate.objects.get()
    assert words([made])[made.pk] == {name: SON[name] for name in ("name", "identity_number")}


def test_who_is_under_18_changes_nothing_alone(cast):
    child = person_of(cast["neighbour"])
    set_profile(child, by=None, changes={"identity_number": SON["identity_number"]})
    before = profile(child)
    assert cast.api("neighbour").patch("/api/v1/me", {"phone": None}, "application/json").status_code == 403
    for address in ("/me/change", "/me/household"):
        assert cast.page("neighbour").post(address, {"phone": "13800138000"}).status_code == 403
    assert profile(person_of(cast["neighbour"])) == before
