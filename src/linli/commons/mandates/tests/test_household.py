"""A household gives nobody a right: a child of it is entered as before, and who is under 18 changes nothing alone."""

from datetime import UTC, datetime

import pytest

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
    assert cast.page("resident").get("/me/household").text.count('href="/acting/child"') == 1


def test_who_is_under_18_changes_nothing_alone(cast):
    child = person_of(cast["neighbour"])
    set_profile(child, by=None, changes={"identity_number": SON["identity_number"]})
    before = profile(child)
    assert cast.api("neighbour").patch("/api/v1/me", {"phone": None}, "application/json").status_code == 403
    for address in ("/me/change", "/me/household"):
        assert cast.page("neighbour").post(address, {"phone": "13800138000"}).status_code == 403
    assert profile(person_of(cast["neighbour"])) == before
