"""Words lead to services, matters, notices and offices: a visitor, a resident with large letters, the window."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import Cast
from tests.journeys.people import People, next_monday, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
SPOT = "unemployment-registration"


def asked(page: Page, words: str) -> None:
    """By keyboard: to the box, the words, Enter."""
    box = page.get_by_role("searchbox")
    box.fill(words)
    with page.expect_navigation():
        box.press("Enter")
    sound(page)


def a_visitor(page: Page, site: str) -> None:
    """From the home page; nothing of anybody's; help where nothing fits."""
    page.goto(f"{site}/")
    asked(page, "失业")
    assert page.url.startswith(f"{site}/search/?q=")
    expect(page.get_by_role("heading", name="办事", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="办件", exact=True)).to_have_count(0)
    asked(page, "林秋怡")
    expect(page.locator("main")).to_contain_text("没有找到相关内容")
    expect(page.locator("main")).to_contain_text("登录")
    asked(page, "景城")
    page.locator("section", has=page.get_by_role("heading", name="服务机构")).locator(".line").first.wait_for()
    asked(page, "320594198604128629")
    expect(page.locator("main")).to_contain_text("没有查找")
    assert page.url == f"{site}/search/?refused=number"
    expect(page.get_by_role("searchbox")).to_have_value("")


def a_resident(page: Page, site: str, number: str) -> None:
    """Her own matter by two characters, by initials, by its number as it is printed."""
    for words in ("登记", "sydj", f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"):
        page.goto(f"{site}/")
        asked(page, words)
        mine = page.locator("section", has=page.get_by_role("heading", name="办件", exact=True))
        expect(mine.locator(f'a[href="/matters/{number}"]')).to_be_visible()
    with page.expect_navigation():
        mine.locator("a").first.click()
    expect(page).to_have_url(re.compile(f"/matters/{number}$"))


def the_window(page: Page, site: str, number: str) -> None:
    """From the look-up of persons to everything else; "/" leads back into the box."""
    page.goto(f"{site}/search/")
    sound(page)
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    asked(page, "秋怡 失业")
    expect(page.locator(f'a[href="/matters/{number}"]')).to_be_visible()
    asked(page, "13800138000")
    page.locator("main").get_by_role("link", name="找居民或办件").click()
    page.wait_for_url("**/find")


@pytest.mark.parametrize("width", [360, 1280])
def test_words_lead_to_what_one_may_see(cast: Cast, browser: Browser, statics: None, width: int):
    number = cast.file(SPOT).number
    with served(next_monday()) as site:
        people = People(browser, width, elder=("resident",))
        context = browser.new_context(viewport={"width": width, "height": 860}, locale="zh-CN", reduced_motion="reduce")
        a_visitor(context.new_page(), site)
        a_resident(people.at("resident", site), site, number)
        the_window(people.at("generalist", site), site, number)
        english = context.new_page()
        english.goto(f"{site}/search/?q=allowance")
        english.get_by_role("button", name="English").first.click()
        expect(english.get_by_role("heading", name="Services")).to_be_visible()
        sound(english)
