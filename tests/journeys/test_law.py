"""A licence by the law: silence accepts it, a hearing stops its clock, the decision is put off once; all on pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.tests.items import publish
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, pressed, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"


@pytest.mark.parametrize(("width", "elder"), [(360, ("resident",)), (1280, ())])
def test_a_licence_goes_by_the_law(rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...]) -> None:
    cast, start = rehearsed, next_monday()
    publish("licence")
    people = People(browser, width, elder)
    with served(start) as site:
        number = cast.file("licence").number
        page = home(people, site, number)
        expect(page.locator("main")).to_contain_text("逾期不答复，视为受理")
    with served(start + timedelta(days=16)) as site:  # five working days have passed in silence, whatever the holidays
        go_on()
        silently_accepted(people, site, number)
        stopped(people, site, number)
    with served(start + timedelta(days=27)) as site:
        resumed(people, site, number)
        checked(people, site, number)
        put_off(people, site, number)
    a = cast.look(number).application
    assert (a.state, a.acceptance, a.step_k, a.procedure) == ("review", "deemed", None, "")
    law = next(c for c in cast.look(number).clocks if c.kind == "decide_statutory")
    assert (law.started.date(), law.extra, len(law.stopped)) == (a.filed_at.date(), 10, 1)


def home(people: People, site: str, number: str) -> Page:
    page = people.at("resident", site)
    page.goto(f"{site}/matters/{number}")
    sound(page)
    return page


def silently_accepted(people: People, site: str, number: str) -> None:
    page = home(people, site, number)
    expect(page.locator(".life")).to_contain_text("视为受理")
    lettered(page, site, number, "acceptance", "《行政许可法》第三十二条")
    head = people.at("head", site)
    head.goto(f"{site}/messages/")
    expect(head.locator("main")).to_contain_text("本站没有在期限内答复")


def stopped(people: People, site: str, number: str) -> None:
    page = people.at(DESK, site)
    page.goto(f"{site}/matters/{number}")
    page.keyboard.press("p")
    form = page.locator("#suspend")
    form.get_by_label("听证").check()
    form.get_by_label("预计需要").fill("21")
    form.get_by_label("理由").fill("申请人要求听证")
    with page.expect_navigation():
        form.get_by_role("button", name="启动特别程序").click()
    expect(page.locator("#suspend-expected-amount-why")).to_be_visible()  # a hearing is held within 20 days
    sound(page)
    page.locator("#suspend-expected-amount").fill("5")
    with page.expect_navigation():
        page.locator("#suspend").get_by_role("button", name="启动特别程序").click()
    expect(page.locator("#pane")).to_contain_text("特别程序已结束")
    expect(page.locator("#complete-step")).to_have_count(0)
    sound(page)
    page.goto(f"{site}/desk/")
    expect(page.locator("table.duties")).to_contain_text("暂停")
    mine = home(people, site, number)
    expect(mine.locator("main")).to_contain_text("正在进行“听证”")
    lettered(mine, site, number, "suspension", "申请人要求听证")


def resumed(people: People, site: str, number: str) -> None:
    page = people.at(DESK, site)
    page.goto(f"{site}/matters/{number}")
    pressed(page, "^特别程序已结束")
    expect(page.locator("main")).to_contain_text("个工作日没有计入期限")
    mine = home(people, site, number)
    expect(mine.locator(".life")).to_contain_text("因“听证（《行政许可法》第四十五条）”")
    lettered(mine, site, number, "resumption", "听证")


def checked(people: People, site: str, number: str) -> None:
    """Two officers went there."""
    page = people.at(DESK, site)
    page.goto(f"{site}/matters/{number}")
    page.get_by_label("办理意见").fill("两人到场核查，情况属实。")
    page.locator("input[name=officers]").nth(0).check()
    page.locator("input[name=officers]").nth(1).check()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^同意")).click()


def put_off(people: People, site: str, number: str) -> None:
    page = people.at(DECIDES, site)
    page.goto(f"{site}/matters/{number}")
    page.keyboard.press("l")
    form = page.locator("#extend")
    form.get_by_label("延长几个工作日").fill("10")
    form.get_by_label("理由").fill("要向外地核实")
    sound(page)
    with page.expect_navigation():
        form.get_by_role("button", name="延长办理期限").click()
    expect(page.locator("#extend")).to_have_count(0)  # once
    mine = home(people, site, number)
    expect(mine.locator(".life")).to_contain_text("办理期限延长 10 个工作日")
    lettered(mine, site, number, "extension", "要向外地核实")


def lettered(page: Page, site: str, number: str, letter: str, words: str) -> None:
    """The letter says it on one sheet, in usual and in large type."""
    for large in ("", "?large=1"):
        page.goto(f"{site}/matters/{number}/print/{letter}{large}")
        expect(page.locator("body")).to_contain_text(words)
        assert sheets(page) == 1, (letter, large)
