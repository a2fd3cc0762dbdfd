"""A declaration in the browser: ticked on the phone or signed at the window; checked, and revoked if it is not true."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.models import Application, Result
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.people.actions.persons import make_person
from linli.commons.places.queries import network
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, pressed, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"
TEXT = "本人承诺，试验条件全部符合。"
FOUND = "登记的地址查无此店。"
WIDTHS = [(360, ("resident",)), (1280, ())]


@pytest.mark.parametrize(("width", "elder"), WIDTHS)
def test_what_was_ticked_at_home_is_not_true(
    rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...]
) -> None:
    cast, start = rehearsed, next_monday()
    publish("licence")
    people = People(browser, width, elder)
    with served(start) as site:
        page = people.at("resident", site)
        told_before(page, site)
        number = ticked(page, site)
        handled(cast, number)
        page.goto(f"{site}/matters/{number}")
        expect(page.locator("#papers").locator("..")).to_contain_text(f"您已承诺：{TEXT}")
        expect(page.locator("main")).not_to_contain_text("核查承诺")  # she is not told that hers was drawn
        sound(page)
    with served(start + timedelta(days=3)) as site:
        go_on()
        revoked(people, site)
        go_on()
        read(people.at("resident", site), site, number)
    assert cast.look(number).application.result.revoked is not None


def told_before(page: Page, site: str) -> None:
    """The item's page says what may be declared, that it is checked later, and what a false one does."""
    page.goto(f"{site}/items/licence")
    main = page.locator("main")
    for words in (f"您承诺以下内容即可，不用交证明：“{TEXT}”", "送达后 30 天内逐件核查", "承诺不实的，撤销办理结果"):
        expect(main).to_contain_text(words)
    sound(page)


def ticked(page: Page, site: str) -> str:
    """Filed on the phone, the declaration by keyboard; the number."""
    page.goto(f"{site}/apply/licence")
    page.get_by_role("button", name="开始填").click()
    to_papers(page)
    expect(page.locator("#paper-declared input[type=file]")).to_have_count(0)
    expect(page.locator("#paper-declared")).to_contain_text("还没有承诺")
    sound(page)
    tick = page.get_by_role("checkbox", name=TEXT)
    tick.focus()
    page.keyboard.press("Space")
    expect(tick).to_be_checked()
    pressed(page, "^先存着，以后再填")
    page.locator("main a.line", has_text="许可").first.click()
    to_papers(page)
    expect(page.get_by_role("checkbox", name=TEXT)).to_be_checked()
    sound(page)
    pressed(page, "^继续")
    expect(page.locator("main")).to_contain_text(f"已承诺：{TEXT}")
    sound(page)
    pressed(page, "^现在提交")
    return Application.objects.get().number


def to_papers(page: Page) -> None:
    while "/papers" not in page.url:
        with page.expect_navigation():
            page.get_by_role("button", name="继续").last.click()


def handled(cast: Cast, number: str, means: str = "online") -> None:
    cast.do("generalist", "accept", number)
    cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    cast.do(DECIDES, "grant", number)
    cast.do("generalist", "deliver", number, means=means)


def revoked(people: People, site: str) -> None:
    """From the desk: what is owed is opened by keyboard, and revoking is asked once more."""
    desk = people.at(DECIDES, site)
    desk.goto(f"{site}/desk/")
    expect(desk.locator("table.duties")).to_contain_text("核查承诺")
    page = people.open(DECIDES, site)
    expect(page.locator("#pane")).to_contain_text(TEXT)
    expect(page.locator("#pane")).to_contain_text("您来办：核查承诺")
    sound(page)
    page.get_by_label("核查情况").fill(FOUND)
    page.get_by_role("button", name=re.compile("^承诺不实")).click()
    expect(page.get_by_role("alert")).to_contain_text("再按一次确认")
    sound(page)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^承诺不实")).click()
    expect(page.locator("main")).to_contain_text("已撤销")
    expect(page.locator("#check-declaration")).to_have_count(0)
    sound(page)


def read(page: Page, site: str, number: str) -> None:
    """She is told, reads why and what she can do, and has it on one sheet; anybody reads that it holds no longer."""
    page.goto(f"{site}/messages/")
    expect(page.locator("main")).to_contain_text("办理结果已撤销")
    page.goto(f"{site}/matters/{number}")
    main = page.locator("main")
    for words in (FOUND, "为什么撤销，您可以怎么办", "行政复议", "承诺不实，办理结果已撤销", "提交评价"):
        expect(main).to_contain_text(words)
    sound(page)
    for large in ("", "?large=1"):
        page.goto(f"{site}/matters/{number}/print/revocation{large}")
        for words in ("撤销决定书", TEXT, FOUND, "行政复议", "盖章处"):
            expect(page.locator("body")).to_contain_text(words)
        assert sheets(page) == 1, large
    page.goto(f"{site}/verify/{Result.objects.get().code}")
    expect(page.locator("main")).to_contain_text("撤销日期")
    sound(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_was_signed_at_the_window_is_true(rehearsed: Cast, browser: Browser, tmp_path: Path, width: int) -> None:
    cast, start = rehearsed, next_monday()
    publish("licence")
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    person = make_person("陈美芳", by=None, community=network().place("jingcheng"), known=known)
    people = People(browser, width)
    with served(start) as site:
        number = signed(people.at("generalist", site), site, person.pk, tmp_path)
        assert cast.look(number).missing == []
        handled(cast, number, "window")
    with served(start + timedelta(days=3)) as site:
        page = people.open(DECIDES, site)
        page.get_by_label("核查情况").fill("到场核查，情况属实。")
        pressed(page, "^承诺属实")
        expect(page.locator("#life").locator("..")).to_contain_text("承诺已核查，属实")
        sound(page)
    assert cast.look(number).application.result.revoked is None


def signed(page: Page, site: str, person: int, folder: Path) -> str:
    """Put aside, the form printed and signed by her, a photo of it attached, filed with originals seen."""
    page.goto(f"{site}/people/{person}/new/licence")
    expect(page.locator("#filing")).to_contain_text(TEXT)
    expect(page.locator("#seen-declared")).to_have_count(0)
    sound(page)
    pressed(page, "^放一边")
    number = Application.objects.get().number
    page.goto(f"{site}/matters/{number}/print/form?large=1")
    for words in (TEXT, "320594194503091240", "承诺不实的，撤销办理结果", "签名"):
        expect(page.locator("body")).to_contain_text(words)
    photo = folder / "signed.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    page.goto(f"{site}/matters/{number}")
    page.set_input_files("#file-declared", str(photo))
    sound(page)
    pressed(page, "^原件都看过，提交")
    page.wait_for_url("**/filed")
    sound(page)
    return number
