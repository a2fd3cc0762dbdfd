"""Acting for others, pressed in a browser without script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.commons.duties.models import Duty
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.tests.test_acting import CHILD, PICTURE, ask, offer, recorded
from linli.commons.people.actions.persons import make_person, set_profile
from linli.commons.people.queries import person_of
from linli.kernel.access.models import AccessLog
from tests.cast import forget_looks

ENGLISH = {"Accept-Language": "en"}

KEY = re.compile(r'name="once" value="([^"]+)"')


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
    assert some.status_code == 422 and 'class="why" id="why-items">Choose “All matters”' in some.text
    quick = "unemployment-registration"
    both = page.post("/acting/offer", {"name": name, "until": "2026-12-31", "scope": "all", "items": [quick]})
    assert both.status_code == 422 and f'value="{quick}" checked' in both.text and not Mandate.objects.exists()
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


def test_a_code_taken_up_twice_leads_to_the_same_place(cast):
    _made, code = offer(cast)
    page = cast.page("neighbour", **ENGLISH)
    [key] = KEY.findall(page.post("/acting/take", {"code": code}).text)
    fields = {"code": code, "do": "take", "once": key}
    first, again = page.post("/acting/take", fields), page.post("/acting/take", fields)
    assert [(one.status_code, one["Location"]) for one in (first, again)] == [(302, "/acting/")] * 2
    name = person_of(cast["resident"]).name
    shown = page.get("/acting/").text
    assert f"You can act for {name} now." in shown and f"Apply for {name}" in shown
    assert f'href="/items/?for={person_of(cast["resident"]).pk}"' in shown
    assert "/items/?for=" not in cast.page("resident").get("/acting/").text
    assert Mandate.objects.get().state == "active"
    gone = page.post("/acting/take", fields | {"once": "another"})
    assert (gone.status_code, "This code is not known" in gone.text) == (422, True)
    other = cast.page("stranger", **ENGLISH).post("/acting/take", fields)
    assert other.status_code == 422  # a key is its account's own


def test_an_offer_whose_last_day_is_over_is_told_at_the_code(cast, at):
    made, code = offer(cast)
    Mandate.objects.filter(pk=made.pk).update(during=("2026-06-08", "2026-06-10"))
    with at(days=3):
        late = cast.page("neighbour", **ENGLISH).post("/acting/take", {"code": code, "do": "take", "once": "a"})
    assert (late.status_code, "The last day of this offer is over." in late.text) == (409, True)


@pytest.mark.parametrize("account", ["resident", "neighbour", "generalist"])
def test_an_end_pressed_twice_leads_to_the_same_place(cast, account):
    held, me = recorded(cast), person_of(cast["resident"])
    page = cast.page(account, **ENGLISH)
    address = f"/acting/of/{me.pk}" if account == "generalist" else "/acting/"
    keys = [key for key in KEY.findall(page.get(address).text) if key.endswith(f"-{held.pk}")]
    fields = {"once": keys[0]} | ({"next": str(me.pk), "reason": "本人要求"} if account == "generalist" else {})
    first, again = (page.post(f"/acting/{held.pk}/end", fields) for _n in range(2))
    assert [(one.status_code, one["Location"]) for one in (first, again)] == [(302, address)] * 2
    assert page.post(f"/acting/{held.pk}/end", fields | {"once": "another"}).status_code == 409


def test_an_offer_taken_back_twice_says_so_twice(cast):
    made, _code = offer(cast)
    page = cast.page("resident", **ENGLISH)
    for _n in range(2):
        assert page.post(f"/acting/{made.pk}/end", {"once": "a"}).status_code == 302
        assert "It has ended." in page.get("/acting/").text
    assert Mandate.objects.get().state == "ended"


@pytest.mark.parametrize(("account", "what"), [("jingcheng.generalist", "file.opened"), ("generalist", "open")])
def test_a_paper_that_is_opened_leaves_one_line_and_a_list_none(cast, account, what):
    held = recorded(cast)  # scanned by generalist
    forget_looks()
    assert len(cast.api(account).get("/api/v1/mandates").json()["items"]) == 1
    assert not AccessLog.objects.exists()  # as the list of matters: what is opened leaves a line
    assert cast.page(account).get(f"/acting/{held.pk}/paper").status_code == 200
    line = AccessLog.objects.get()
    assert (line.subject_kind, line.subject_id, line.what) == ("mandate", str(held.pk), what)
    cast.api(account).get(f"/api/v1/mandates/{held.pk}")
    assert AccessLog.objects.count() == 2


def test_who_asked_opens_the_own_paper_without_a_line(cast):
    made = ask(cast)
    assert cast.page("resident").get(f"/acting/{made.pk}/paper").status_code == 200
    assert not AccessLog.objects.filter(subject_kind="mandate").exists()


def test_without_a_birth_date_the_window_is_told_where_it_is_entered(cast):
    desk, agent = cast.page("generalist", **ENGLISH), person_of(cast["neighbour"])
    set_profile(agent, by=None, changes={"phone": "13900001111"})
    child = make_person("林小满", by=cast["generalist"], community=agent.community, known={})
    form = {"agent_name": agent.name, "agent_number": "13900001111", "ground": "relative", "do": "record"}
    told = desk.post(f"/acting/of/{child.pk}", form | {"scope": "all", "file": picture()})
    assert told.status_code == 422
    assert 'id="why-ground"' in told.text and "where a person is written down" in told.text
    assert "Near relative, guardian of a child under 18" in told.text
