"""Acting for others on pages: what the person ticked, who has no address yet, who speaks for a ward at the window."""

import re

import pytest
from django.test import Client

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.applications import draft_of
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_acting import LONG, QUICK, answers, file_for, guardian, mandate
from linli.capabilities.services.tests.test_acting_ends import written
from linli.commons.duties.models import Duty
from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from tests.cast import go_on

ENGLISH = {"Accept-Language": "en"}
SHOWN = "name identity_number phone address situation place_tie wish"
TICKED = [{"code": "declared", "declared": True}]


def ticked(cast):
    """The neighbour's draft in which the resident ticked the declaration, and the neighbour who goes on with it."""
    publish("licence")
    me = person_of(cast["resident"])
    mandate(cast)
    number = file_for(cast, "neighbour", me, "licence", answers=answers(cast, me, "licence"), submit=False).json()[
        "number"
    ]
    told = cast.api("resident").patch(f"/api/v1/applications/{number}", {"materials": TICKED}, "application/json")
    assert told.status_code == 200, told.content
    return number, cast.page("neighbour", **ENGLISH)


def test_from_the_line_of_a_person_to_the_matter_begun_for_them(cast):
    me = person_of(cast["resident"])
    mandate(cast, items=[QUICK])
    page, after = cast.page("neighbour", **ENGLISH), f"?for={me.pk}"
    address = f"/items/{after}"
    assert f'href="{address}"' in page.get("/acting/").text
    listed = page.get(address).text
    assert f"for {me.name}" in listed and f'href="/items/{QUICK}{after}"' in listed
    assert f"/items/{LONG}" not in listed  # the mandate does not cover it
    assert f'href="/items/{QUICK}{after}"' in page.get(f"{address}&q=unemployment").text
    told = page.get(f"/items/{QUICK}{after}").text
    assert f"for {me.name}" in told and f'href="/apply/{QUICK}{after}"' in told
    assert f'value="{me.pk}" required checked' in page.get(f"/apply/{QUICK}{after}").text
    for account in ("stranger", None):  # who doesn't act for them learns nothing from the address
        other = (cast.page(account, **ENGLISH) if account else Client(headers=ENGLISH)).get(address).text
        assert me.name not in other and f'href="/items/{LONG}"' in other
    assert f'href="/apply/{LONG}"' in page.get(f"/items/{LONG}{after}").text


def declared(number):
    """What lies in the draft as declared."""
    papers = (draft_of(Application.objects.get(number=number)) or {}).get("materials", ())
    return [paper["code"] for paper in papers if "declared" in paper]


def test_what_the_person_ticked_is_taken_out_by_who_goes_on_and_it_is_filed(cast):
    number, page = ticked(cast)
    papers, check = f"/matters/{number}/papers", f"/matters/{number}/check"
    looked = page.get(check).text
    assert f'href="{papers}#paper-declared"' in looked
    assert "File it now" not in looked
    sent = page.post(f"/matters/{number}/submit", {"once": "a"})
    assert (sent.status_code, f'href="{papers}#paper-declared"' in sent.text) == (422, True)
    assert f"for {person_of(cast['resident']).name}" in sent.text
    shown = page.get(papers).text
    section = shown.split('id="paper-declared"')[1].split("</section>")[0]
    assert 'name="remove" value="declared"' in section and "Not declared yet" in section
    assert page.post(papers, {"go": "on"})["Location"] == check  # going on leaves it as the person said it
    assert declared(number) == ["declared"]
    assert page.post(papers, {"remove": "declared"})["Location"] == papers
    assert declared(number) == []
    assert 'value="declared"' not in page.get(papers).text
    assert "File it now" in page.get(check).text
    assert page.post(f"/matters/{number}/submit", {"once": "b"}).status_code == 302
    assert cast.look(number).application.state == "filed"


def test_the_person_sees_the_tick_and_nothing_to_take_out(cast):
    number, _page = ticked(cast)
    own = cast.page("resident", **ENGLISH)
    assert 'name="remove"' not in own.get(f"/matters/{number}/papers").text
    assert "File it now" in own.get(f"/matters/{number}/check").text


def test_what_is_filled_in_or_under_way_is_told_of_the_person_concerned(cast):
    me = person_of(cast["resident"])
    mandate(cast)
    body = {"item": LONG, "answers": answers(cast, me), "on_behalf_of": str(me.pk)}
    cast.api("neighbour").post("/api/v1/applications", body | {"submit": True}, "application/json")
    number = cast.api("neighbour").post("/api/v1/applications", body, "application/json").json()["number"]
    page = cast.page("neighbour", **ENGLISH)
    assert f"{me.name} has the same matter under way already:" in page.get(f"/matters/{number}/check").text
    start = page.get(f"/apply/{LONG}?for={me.pk}").text
    assert f"{me.name} has one of these under way" in start and f"/matters/{number}" in start  # and their draft
    assert "under way" not in page.get(f"/apply/{LONG}").text  # the agent's own is none of these
    shown = page.get(f"/matters/{number}/fill/0").text
    assert "From your profile" not in shown and f"From the profile of {me.name}" in shown


def test_what_the_person_filed_declared_stays_so_in_a_correction(cast):
    number, page = ticked(cast)
    cast.do("resident", "submit", number)
    cast.do("generalist", "request-correction", number, items=[{"pointer": "/answers/phone", "what": "请核对"}])
    assert 'name="remove"' not in page.get(f"/matters/{number}/papers").text
    assert "Send it again" in page.get(f"/matters/{number}/check").text
    cast.do("neighbour", "resubmit", number)
    assert declared(number) == [] and TICKED[0] in cast.look(number).filing["materials"]


def test_who_has_no_address_here_is_named_and_sent_to_a_window(cast):
    child = guardian(cast)
    page, words = cast.page("resident", **ENGLISH), "For 林小满 nothing can be filed from home yet"
    assert words not in page.get(f"/apply/{LONG}").text
    Person.objects.filter(pk=child.pk).update(community=None)
    shown = page.get(f"/apply/{LONG}").text
    assert words in shown
    assert "Whom is it for?" not in shown
    begun = page.post(f"/apply/{LONG}", {"for": str(child.pk), "once": "a"})
    assert begun.status_code in (403, 422)
    assert not Application.objects.filter(person=child).exists()


def at_window(person, **more):
    """The address where a filing at the window begins, and a form that passes."""
    given = {"phone": "19900008601", "situation": "other", "_shown": SHOWN, "channel": "window", "go": "seen"}
    return f"/people/{person.pk}/new/{QUICK}", given | more


def child_without(cast):
    known = {"identity_number": "320594201805120249", "phone": "19900008601"}
    return make_person("林小满", by=None, community=network().place("jingcheng"), known=known)


def test_the_known_guardian_of_a_child_stands_there_and_signs(cast):
    child, desk = guardian(cast), cast.page("generalist", **ENGLISH)
    parent = person_of(cast["resident"]).name
    address, fields = at_window(child)
    asked = desk.get(address).text
    assert f'name="handed_in_by" maxlength="60" value="{parent}" aria-required="true"' in asked
    assert "Handed in by somebody else" not in asked
    assert f"Entered as guardian: {parent}." in asked
    done = desk.post(address, fields | {"handed_in_by": parent, "once": "a"})
    number = re.search(r"/matters/(\d+)/filed", done["Location"])[1]
    assert cast.look(number).filing["handed_in_by"] == parent
    for sheet in ("form", "withdrawal"):
        assert f"Signature of {parent}, as guardian of 林小满" in desk.get(f"/matters/{number}/print/{sheet}").text


def test_a_child_is_not_filed_for_until_it_is_said_who_speaks_for_it(cast):
    child, desk = child_without(cast), cast.page("generalist", **ENGLISH)
    address, fields = at_window(child)
    refused = desk.post(address, fields | {"handed_in_by": " ", "once": "a"})
    assert refused.status_code == 422
    assert 'href="#handed-in-by"' in refused.text and 'id="why-handed-in-by"' in refused.text
    assert not Application.objects.filter(person=child).exists()
    aside = desk.post(address, fields | {"handed_in_by": "", "once": "a", "go": "aside"})
    draft = Application.objects.get(person=child).number
    assert aside.status_code == 302
    assert "Signature of the guardian of 林小满" in desk.get(f"/matters/{draft}/print/form").text
    assert desk.post(f"/matters/{draft}/filing", fields | {"once": "b"}).status_code == 422
    done = desk.post(f"/matters/{draft}/filing", fields | {"handed_in_by": "林建平", "once": "c"})
    assert done.status_code == 302
    assert "Signature of 林建平, as guardian of 林小满" in desk.get(f"/matters/{draft}/print/form").text


def test_two_guardians_are_named_and_none_is_filled_in(cast):
    child = guardian(cast)
    other = written(cast, principal=str(child.pk), ground="relative", until="")
    shown = cast.page("generalist", **ENGLISH).get(at_window(child)[0]).text
    assert 'name="handed_in_by" maxlength="60" value="" aria-required="true"' in shown
    assert person_of(cast["resident"]).name in shown and other.agent.name in shown


def test_an_adult_with_a_guardian_is_spoken_for_too_and_another_adult_is_not(cast):
    old = make_person("王秀兰", by=None, community=network().place("jingcheng"), known={"birth_date": "1945-03-09"})
    desk, (address, fields) = cast.page("generalist", **ENGLISH), at_window(old)
    assert "Handed in by somebody else" in desk.get(address).text
    agent = written(cast, principal=str(old.pk), ground="court", until="").agent.name
    assert f'value="{agent}" aria-required="true"' in desk.get(address).text
    assert desk.post(address, fields | {"handed_in_by": "", "once": "a"}).status_code == 422


@pytest.mark.parametrize(("bringer", "told"), [("林建平", False), ("陈阿姨", False)])
def test_nobody_is_telephoned_because_a_childs_guardian_came_along(cast, bringer, told):
    child = child_without(cast)
    _by_api(cast, child, bringer)
    assert Duty.objects.filter(kind="tell").exists() == told


@pytest.mark.parametrize(("bringer", "told"), [("陆建平", False), ("陈阿姨", True)])
def test_of_who_is_no_guardian_the_person_learns_by_telephone(cast, bringer, told):
    child = child_without(cast)
    agent = make_person("陆建平", by=cast["generalist"], community=child.community, known={"birth_date": "1950-01-01"})
    written(cast, principal=str(child.pk), agent=str(agent.pk), ground="relative", until="")
    _by_api(cast, child, bringer)
    assert Duty.objects.filter(kind="tell").exists() == told


def _by_api(cast, person, bringer):
    body = {
        "item": QUICK, "submit": True, "on_behalf_of": str(person.pk), "channel": "window", "handed_in_by": bringer,
        "answers": answers(cast, person, QUICK),
    }  # fmt: skip
    made = cast.api("generalist").post("/api/v1/applications", body, "application/json")
    assert made.status_code == 201, made.content
    go_on()


@pytest.mark.parametrize("grown", [False, True])
def test_by_api_too_a_ward_is_not_filed_for_until_it_is_said_who_speaks(cast, grown):
    person = _ward(cast) if grown else child_without(cast)
    desk, url = cast.api("generalist"), "/api/v1/applications"
    body = {
        "item": QUICK, "submit": True, "on_behalf_of": str(person.pk), "channel": "window", "handed_in_by": " ",
        "answers": answers(cast, person, QUICK),
    }  # fmt: skip
    _asks_who_speaks(desk.post(url, body, "application/json"))
    made = desk.post(url, body | {"submit": False}, "application/json").json()["number"]
    _asks_who_speaks(desk.post(f"{url}/{made}/submit", {}, "application/json"))
    desk.patch(f"{url}/{made}", {"handed_in_by": "林建平"}, "application/json")
    assert desk.post(f"{url}/{made}/submit", {}, "application/json").status_code == 200
    cast.do("generalist", "request-correction", made, items=[{"pointer": "/answers/phone", "what": "请核对"}])
    _asks_who_speaks(desk.post(f"{url}/{made}/resubmit", {"handed_in_by": ""}, "application/json"))
    assert desk.post(f"{url}/{made}/resubmit", {}, "application/json").json()["handed_in_by"] == "林建平"


def _ward(cast):
    old = make_person("王秀兰", by=None, community=network().place("jingcheng"), known={"birth_date": "1945-03-09"})
    written(cast, principal=str(old.pk), ground="court", until="")
    return old


def _asks_who_speaks(response):
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [("/handed_in_by", "required")]
