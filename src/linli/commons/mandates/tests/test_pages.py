"""Acting for others, pressed in a browser without script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.commons.duties.models import Duty
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.tests.test_acting import CHILD, PICTURE
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.queries import person_of

ENGLISH = {"Accept-Language": "en"}


def picture():
    return SimpleUploadedFile("page.png", PICTURE, "image/png")


def test_a_child_is_entered_and_checked(cast):
    page, desk = cast.page("resident", **ENGLISH), cast.page("generalist", **ENGLISH)
    assert "Nobody yet" in page.get("/acting/").text
    wrong = page.post("/acting/child", {"name": "", "identity_number": "123"})
    assert wrong.status_code == 422
    assert 'id="why-name"' in wrong.text and 'id="why-file"' in wrong.text
    fields = {"name": CHILD["name"], "identity_number": CHILD["identity_number"], "once": "a"}
    for _n in range(2):  # pressed twice
        assert page.post("/acting/child", fields | {"file": picture()}).status_code == 302
    made = Mandate.objects.get()
    assert "Being checked" in page.get("/acting/").text
    duty = Duty.objects.get(kind="check_mandate")
    pane = desk.get(f"/desk/?open={duty.pk}").text
    for words in (CHILD["name"], "Guardian of a child", f"/acting/{made.pk}/check", f"/acting/{made.pk}/paper"):
        assert words in pane
    assert CHILD["identity_number"] not in pane
    assert desk.get(f"/acting/{made.pk}").status_code == 200
    assert desk.get(f"/acting/{made.pk}/paper").content == PICTURE
    assert desk.post(f"/acting/{made.pk}/check", {"do": "refuse", "reason": ""}).status_code == 422
    assert desk.post(f"/acting/{made.pk}/check", {"do": "confirm"}).status_code == 302
    assert desk.post(f"/acting/{made.pk}/check", {"do": "confirm"}).status_code == 409
    shown = page.get("/acting/").text
    assert ("In force" in shown and "until Sunday 11 May" in shown) or "11 May 2036" in shown


def test_a_refusal_is_read_with_its_reason(cast):
    page, desk = cast.page("resident", **ENGLISH), cast.page("generalist", **ENGLISH)
    page.post("/acting/child", CHILD | {"file": picture()})
    made = Mandate.objects.get()
    desk.post(f"/acting/{made.pk}/check", {"do": "refuse", "reason": "看不清"})
    assert "看不清" in page.get("/acting/").text


def test_somebody_is_let_act_by_a_code(cast):
    page, other = cast.page("resident", **ENGLISH), cast.page("neighbour", **ENGLISH)
    name = person_of(cast["neighbour"]).name
    some = page.post("/acting/offer", {"name": name, "until": "2026-12-31", "scope": "some"})
    assert some.status_code == 422 and 'class="why" id="why-items"' in some.text
    fields = {"name": name, "until": "2026-12-31", "scope": "some", "items": ["unemployment-registration"]}
    assert page.post("/acting/offer", fields | {"once": "a"}).status_code == 302
    shown = page.get("/acting/").text
    code = shown.split('<b class="number">')[1].split("<")[0]
    assert len(code.replace(" ", "")) == 10
    assert other.post("/acting/take", {"code": "1"}).status_code == 422
    asked = other.post("/acting/take", {"code": code})
    assert asked.status_code == 200
    assert person_of(cast["resident"]).name in asked.text and "Unemployment registration" in asked.text
    assert Mandate.objects.get().state == "offered"
    assert other.post("/acting/take", {"code": code, "do": "take"}).status_code == 302
    assert Mandate.objects.get().state == "active"
    made = Mandate.objects.get()
    assert cast.page("stranger").post(f"/acting/{made.pk}/end").status_code == 404
    assert page.post(f"/acting/{made.pk}/end").status_code == 302
    assert Mandate.objects.get().state == "ended"


def test_the_window_prints_the_letter_and_writes_it_down(cast):
    desk, me = cast.page("generalist", **ENGLISH), person_of(cast["resident"])
    agent = person_of(cast["neighbour"])
    set_profile(agent, by=None, changes={"phone": "13900001111"})
    address = f"/acting/of/{me.pk}"
    assert f'href="{address}"' in desk.get(f"/people/{me.pk}").text
    fields = {"agent_name": agent.name, "agent_number": "139 0000 1111", "ground": "written", "until": "2026-12-31"}
    letter = desk.post(address, fields | {"scope": "all", "do": "letter"})
    assert "Letter of authority" in letter.text and agent.name in letter.text
    assert not Mandate.objects.exists()
    assert desk.post(address, fields | {"do": "record"}).status_code == 422
    unknown = desk.post(address, fields | {"agent_number": "13900002222", "do": "record", "file": picture()})
    assert unknown.status_code == 422
    assert desk.post(address, fields | {"do": "record", "file": picture(), "once": "x"}).status_code == 302
    made = Mandate.objects.get()
    assert (made.principal, made.agent, made.state) == (me, agent, "active")
    assert agent.name in desk.get(address).text
    assert desk.post(f"/acting/{made.pk}/end", {"next": str(me.pk), "reason": "本人要求"})["Location"] == address


@pytest.mark.parametrize("account", ["resident", "neighbour", "stranger", "head", "specialist"])
def test_only_windows_enter_who_acts(cast, account):
    assert cast.page(account).get(f"/acting/of/{person_of(cast['resident']).pk}").status_code == 404


def test_about_me_leads_there(cast):
    assert 'href="/acting/"' in cast.page("resident").get("/me").text
