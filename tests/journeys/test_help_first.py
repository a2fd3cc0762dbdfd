"""It can't wait: she asks herself whether she can apply, files on the phone, is helped at once, her papers follow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.queries import catalogue
from linli.commons.people.queries import person_of
from linli.kernel import clock
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, pressed, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
HELP, QUICK = "temporary-assistance", "unemployment-registration"


def asks_herself(page: Page, site: str) -> None:
    """Two questions, one a page; the way back keeps the first answer; at the end it may be applied for."""
    page.goto(f"{site}/items/{HELP}")
    page.get_by_role("link", name="我能申请吗").first.click()
    sound(page)
    page.get_by_label("是，最近发生的").check()
    pressed(page, "继续")
    page.get_by_label("没有", exact=True).check()
    pressed(page, "继续")
    expect(page.locator("main")).to_contain_text("可以申请")
    sound(page)
    page.get_by_role("link", name=re.compile("申请|办理")).first.wait_for()


def is_helped(page: Page, site: str, number: str) -> None:
    """First on the desk, before what came earlier; what was given is written down; then the papers may follow."""
    page.goto(f"{site}/desk/")
    first = page.locator("[data-rows] tbody tr, .line").first
    expect(first).to_contain_text("等不了")
    page.goto(f"{site}/matters/{number}")
    sound(page)
    page.get_by_label("怎样救助的").fill("先送去米、油和 500 元应急款，本人签收")
    page.get_by_role("button", name=re.compile("先行救助，材料后补")).first.click()
    expect(page.get_by_role("alert")).to_contain_text("登记后不能再改")
    pressed(page, "先行救助，材料后补")
    expect(page.locator("body")).to_contain_text("已登记救助")


def reads_of_it(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/matters/{number}")
    expect(page.locator("main")).to_contain_text("已先行救助")
    expect(page.locator("main")).to_contain_text("先送去米、油和 500 元应急款")
    sound(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_help_comes_first_and_the_papers_after(cast: Cast, browser: Browser, width: int) -> None:
    start = next_monday()
    with served(start) as site, clock.standing(start):
        home = People(browser, width).at("resident", site)
        asks_herself(home, site)
        cast.file(QUICK, "neighbour")
        answers = answers_for(catalogue().item(HELP), person_of(cast["resident"]))
        answers |= {"urgent": "yes", "urgent_need": "没有钱看急病"}
        number = cast.file(HELP, answers=answers).number
        go_on()
        desk = People(browser).at("generalist", site)
        is_helped(desk, site, number)
        reads_of_it(home, site, number)
