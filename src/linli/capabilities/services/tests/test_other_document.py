"""Who has a permit or passport and no identity number can file as everybody can."""

import re

import pytest

from linli.capabilities.services import actions, forms
from linli.commons.people.actions.persons import make_person, set_profile
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network

SPOT = "unemployment-registration"
PERMIT = "H12345678"
SHOWN = "name identity_number phone address situation place_tie wish"
KNOWN = {"document_kind": "permit-hk-macao", "document_number": PERMIT, "birth_date": "1990-04-05"}
ENGLISH = {"Accept-Language": "en"}
ANSWERS = {"name": "陈志强", "situation": "other"}


@pytest.fixture
def visitor(cast):
    return make_person("陈志强", by=None, community=network().place("jingcheng"), known=KNOWN)


def posted(**more):
    return ANSWERS | {"_shown": SHOWN, "channel": "window", "go": "seen"} | more


def test_the_window_files_and_prints_it_with_the_permit(cast, visitor):
    desk = cast.page("generalist", **ENGLISH)
    address = f"/people/{visitor.pk}/new/{SPOT}"
    asked = desk.get(address).content.decode()
    assert "May stay empty: Travel permit for Hong Kong and Macao residents is on file." in asked
    assert 'data-begin="f-situation"' in asked
    done = desk.post(address, posted())
    number = re.search(r"/matters/(\d+)/filed", done["Location"])[1]
    assert cast.look(number).filing["document"] == {"kind": "permit-hk-macao", "number": PERMIT}
    assert "identity_number" not in cast.look(number).filing["answers"]
    form = desk.get(f"/matters/{number}/print/form").content.decode()
    assert f"Travel permit for Hong Kong and Macao residents</th><td>{PERMIT}" in form
    others = cast.page("head", **ENGLISH)
    for address in (f"/matters/{number}/print/form", f"/matters/{number}"):
        body = others.get(address).content.decode()
        assert "Travel permit for Hong Kong and Macao residents" in body
        assert PERMIT not in body


def test_the_window_writes_a_permit_down_once(cast):
    desk = cast.page("generalist", **ENGLISH)
    given = {"name": "陈志强", "community": "jingcheng", **KNOWN}
    refused = desk.post("/people/new", given | {"document_kind": ""})
    assert refused.status_code == 422
    assert 'id="document_kind-why"' in refused.content.decode()
    made = desk.post("/people/new", given)
    body = desk.get(made["Location"]).content.decode()
    assert '<dt>Travel permit for Hong Kong and Macao residents</dt><dd class="number">*****5678' in body
    again = desk.post("/people/new", given)
    assert again.status_code == 409
    assert f'href="{made["Location"]}"' in again.content.decode()
    assert desk.post("/find", {"q": PERMIT})["Location"] == made["Location"]
    assert 'name="document_number" value="K7654321"' in desk.post("/people/new", {"q": "k7654321"}).content.decode()


def test_a_number_that_is_given_is_judged_all_the_same(cast, visitor):
    desk = cast.page("generalist", **ENGLISH)
    refused = desk.post(f"/people/{visitor.pk}/new/{SPOT}", posted(identity_number=PERMIT))
    assert refused.status_code == 422
    assert 'href="#f-identity_number"' in refused.content.decode()


def test_by_api_and_not_for_whom_no_document_is_known(cast, visitor):
    unknown = make_person("陈志明", by=None, community=network().place("jingcheng"), known={})
    raw = {"item": SPOT, "answers": ANSWERS, "channel": "window", "submit": True}
    api = cast.api("generalist")
    filed = api.post("/api/v1/applications", raw | {"on_behalf_of": str(visitor.pk)}, content_type="application/json")
    refused = api.post("/api/v1/applications", raw | {"on_behalf_of": str(unknown.pk)}, content_type="application/json")
    assert (filed.status_code, filed.json()["state"]) == (201, "filed")
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [("/answers/identity_number", "required")]


def test_from_home_the_last_look_tells_of_the_permit(cast):
    person = person_of(cast["resident"])
    set_profile(person, by=None, changes={"identity_number": None, **KNOWN})
    filing, _submit = forms.new({"item": SPOT, "answers": ANSWERS}, cast["resident"])
    number = actions.draft(filing, by=cast["resident"]).number
    home = cast.page("resident", **ENGLISH)
    body = home.get(f"/matters/{number}/check").content.decode()
    assert "Travel permit for Hong Kong and Macao residents</dt><dd>*****5678" in body
    assert "is on file" in home.get(f"/matters/{number}/fill/0").content.decode()
    assert home.post(f"/matters/{number}/submit", {"once": "k"}).status_code == 302
    assert cast.look(number).filing["document"]["number"] == PERMIT
