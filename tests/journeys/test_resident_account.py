"""Somebody who never had an account takes one home from the window, on a sheet of paper, and files from their phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.kernel import clock
from tests.cast import Cast
from tests.journeys.people import People, next_monday, pressed, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "three-lake-willows"
WOMAN = {"identity_number": "320500194503090029", "phone": "13800004096"}


def is_given_a_sheet(page: Page, site: str) -> tuple[str, str]:
    """Found by the whole number of her document; without a look at it nothing is printed. User name and password."""
    page.goto(f"{site}/find")
    page.locator("main input[name=q]").fill(WOMAN["identity_number"])
    with page.expect_navigation():
        page.locator("main input[name=q]").press("Enter")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("开通账号|忘记密码")).click()
    sound(page)
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_role("alert")).to_contain_text("请先核对证件原件")
    sound(page)
    page.check("#seen")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").last.click()
    expect(page.locator(".slip h2")).to_have_text("陈桂兰")
    sound(page)
    assert sheets(page) == 1
    name = re.search(r"[a-z]+[0-9]{4}", page.inner_text(".slip tr:nth-child(2)"))
    assert name is not None
    return name[0], page.inner_text(".slip b")


def phone(browser: Browser, site: str) -> Page:
    """Her phone, in large letters."""
    page = browser.new_context(
        viewport={"width": 360, "height": 780}, locale="zh-CN", reduced_motion="reduce"
    ).new_page()
    page.context.add_cookies([{"name": "linli-elder", "value": "1", "url": site}])
    return page


def signs_in(page: Page, site: str, login: str, word: str) -> None:
    page.goto(f"{site}/accounts/login/")
    sound(page)
    page.get_by_label("用户名或手机号").fill(login)
    page.get_by_label("密码").fill(word)
    with page.expect_navigation():
        page.click("main form:has(#id_login) button[type=submit]")


def chooses(page: Page) -> None:
    expect(page).to_have_url(re.compile("/me/password$"))
    sound(page)
    page.get_by_label("新密码").fill(WORD)
    page.get_by_label("再输一次").fill(WORD)
    pressed(page, "保存")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_account_from_the_window(rehearsed: Cast, browser: Browser, width: int) -> None:
    people, start = People(browser, width), next_monday()
    with served(start) as site, clock.standing(start):
        make_person("陈桂兰", by=None, community=network().place("jingcheng"), known=WOMAN)
        desk = people.at("generalist", site)
        _name, word = is_given_a_sheet(desk, site)
        page = phone(browser, site)
        signs_in(page, site, "138 0000 4096", word)
        chooses(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("陈桂兰")
        sound(page)
        page.goto(f"{site}/me/data/looks/")
        expect(page.locator("main")).to_contain_text("给您的账号发了初始密码")
        sound(page)
        name, again = is_given_a_sheet(desk, site)  # she forgot her own
        page.goto(f"{site}/me")
        expect(page).to_have_url(re.compile("/accounts/login/"))
        signs_in(page, site, name, again)
        chooses(page)
    assert Person.objects.get(name="陈桂兰").account is not None
