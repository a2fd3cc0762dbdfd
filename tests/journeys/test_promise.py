"""A paper that follows: accepted all the same, promised on the phone or on a signed sheet, handed in, decided."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services import actions, forms
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import PICTURE, body
from linli.commons.people.actions.persons import make_person
from linli.commons.places.queries import network
from linli.kernel import clock
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, pressed, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"
KNOWN = {"identity_number": "320594194503091240", "phone": "13800004096"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "证明.png"
    file.write_bytes(PICTURE)
    return file


def accepted_on_a_promise(people: People, site: str, number: str, until: str) -> None:
    page = people.at("generalist", site)
    page.goto(f"{site}/matters/{number}")
    page.keyboard.press("u")
    form = page.locator("#accept-conditionally")
    expect(form.get_by_label("后补的纸")).to_be_checked()
    form.get_by_label("补交期限").fill("2020-01-01")
    with page.expect_navigation():
        form.get_by_role("button", name="容缺受理").click()
    expect(page.locator("#accept-conditionally-until-why")).to_be_visible()
    sound(page)
    page.locator("#accept-conditionally").get_by_label("补交期限").fill(until)
    with page.expect_navigation():
        page.locator("#accept-conditionally").get_by_role("button", name="容缺受理").click()
    expect(page.locator("main")).to_contain_text("容缺受理")
    sound(page)


def lettered(page: Page, site: str, number: str) -> None:
    for large in ("", "?large=1"):
        page.goto(f"{site}/matters/{number}/print/conditional-acceptance{large}")
        expect(page.locator("body")).to_contain_text("由此造成的损失由本人承担")
        assert sheets(page) == 1, large


@pytest.mark.parametrize(("width", "elder"), [(360, ("resident",)), (1280, ())])
def test_promised_on_the_phone_and_handed_in(
    rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...], photo: Path
) -> None:
    cast, start = rehearsed, next_monday()
    publish("licence")
    people = People(browser, width, elder)
    until = (start + timedelta(days=10)).date().isoformat()
    with served(start) as site:
        number = cast.file("licence").number
        accepted_on_a_promise(people, site, number, until)
        page = people.at("resident", site)
        page.goto(f"{site}/")
        expect(page.locator("main")).to_contain_text("请您承诺")
        page.goto(f"{site}/matters/{number}")
        expect(page.locator("main")).to_contain_text("请承诺")
        sound(page)
        lettered(page, site, number)
        page.goto(f"{site}/matters/{number}")
        page.get_by_label("我承诺").check()
        pressed(page, "承诺并继续办理")
        expect(page.locator("main")).to_contain_text("请在")
        sound(page)
        cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
        approver = people.at(DECIDES, site)
        approver.goto(f"{site}/matters/{number}")
        expect(approver.locator("#pane")).to_contain_text("还要补交：后补的纸")
        expect(approver.locator("#grant")).to_have_count(0)
        page.goto(f"{site}/matters/{number}")
        pressed(page, "^提交")  # nothing chosen: said in words, nothing lost
        expect(page.get_by_role("alert")).to_contain_text("请提交要后补的材料")
        page.locator("#file-later-paper").set_input_files(photo)
        pressed(page, "^提交")
        expect(page.locator("main")).to_contain_text("已提交")
        expect(page.locator("#supply")).to_have_count(0)
        sound(page)
        approver.goto(f"{site}/matters/{number}")
        expect(approver.locator("#grant")).to_be_visible()
    assert cast.look(number).application.to_follow == []


@pytest.mark.parametrize("width", [360, 1280])
def test_at_the_window_the_resident_signs(rehearsed: Cast, browser: Browser, width: int, photo: Path) -> None:
    cast, start = rehearsed, next_monday()
    publish("licence")
    people = People(browser, width)
    until = (start + timedelta(days=10)).date().isoformat()
    with served(start) as site:
        person = make_person("陈美芳", by=cast["generalist"], community=network().place("jingcheng"), known=KNOWN)
        raw = {"item": "licence", "on_behalf_of": str(person.pk), "channel": "window", "answers": {"name": "陈美芳"}}
        filing, _now = forms.new(raw | {"submit": True, "community": "jingcheng"}, cast["generalist"])
        number = actions.file(filing, by=cast["generalist"])[0].number
        accepted_on_a_promise(people, site, number, until)
        go_on()
        page = people.at("generalist", site)
        page.goto(f"{site}/matters/{number}")
        expect(page.locator("#told")).to_contain_text("后补的纸可以在")
        lettered(page, site, number)
        expect(page.locator(".sign")).to_contain_text("签名")
        page.goto(f"{site}/matters/{number}")
        page.locator("#promise-file").set_input_files(photo)
        pressed(page, "登记承诺")
        expect(page.locator("main")).to_contain_text("已承诺")
        sound(page)
        page.get_by_label("原件已看").check()
        pressed(page, "^提交")
        expect(page.locator("#supply")).to_have_count(0)
    assert cast.look(number).application.to_follow == []


def test_what_does_not_come_ends_the_matter(rehearsed: Cast, browser: Browser) -> None:
    cast, start = rehearsed, next_monday()
    publish("licence")
    people = People(browser, 360)
    with served(start) as site:
        number = cast.file("licence").number
        until = (clock.local(clock.now()) + timedelta(days=3)).date().isoformat()
        cast.do("generalist", "accept-conditionally", number, materials=["later-paper"], until=until)
        cast.do("resident", "promise", number, agreed=True)
    with served(start + timedelta(days=20)) as site:
        page = people.at("resident", site)
        page.goto(f"{site}/matters/{number}")
        expect(page.locator("main")).to_contain_text("材料没有按时补交，已终止")
        expect(page.locator(".life")).to_contain_text("后补的纸没有按时补交")
        sound(page)
        page.goto(f"{site}/messages/")
        expect(page.locator("main")).to_contain_text("已终止")
