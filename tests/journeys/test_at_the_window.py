"""At the window: an old woman without phone or account; everything by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True)
IDENTITY = "320594194503091240"


class Desk:
    """A worker at the keyboard; counts keys and pages."""

    def __init__(self, context: BrowserContext, site: str, account: str) -> None:
        self.page, self.site = context.new_page(), site
        self.keys = self.loads = 0
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("load", lambda _page: self._loaded())
        self.page.goto(f"{site}/accounts/login/?next=/desk/")
        self.page.fill("input[name=login]", account)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(f"{site}/desk/")
        self.begin()

    def _loaded(self) -> None:
        self.loads += 1

    def begin(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.keys = self.loads = 0

    def type(self, text: str) -> None:
        for letter in text:
            self.press(letter)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def go(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.press(key)
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def desk(context: BrowserContext, site: str, district: None) -> Iterator[Desk]:
    context.set_default_timeout(15000)
    one = Desk(context, site, "generalist")
    yield one
    assert one.wrong == []


def prepared(name: str = "王秀兰", **known: Any) -> Person:
    """Somebody whose whole profile is known."""
    full = {"identity_number": IDENTITY, "phone": "19900004503", "address": "景城社区3幢101室"} | known
    return make_person(name, by=None, community=network().place("jingcheng"), known=full)


def number_of(page: Page) -> str:
    found = re.search(r"/matters/(\d{10})", page.url)
    assert found
    return found[1]


def test_a_prepared_filing_takes_twelve_keys_and_four_pages(desk: Desk, district: None) -> None:
    prepared()
    desk.begin()
    desk.press("/")
    desk.type("wxl")
    desk.go("Enter")
    expect(desk.page.locator("h1")).to_have_text("王秀兰")
    desk.type("sydj")
    desk.go("Enter")
    expect(desk.page.locator("#f-situation")).to_be_focused()
    desk.press("Space")
    expect(desk.page.locator("#f-last_employer")).to_be_visible()  # the question that this answer brings
    desk.go("f")
    number = number_of(desk.page)
    assert (desk.keys, desk.loads) <= (12, 4)
    assert desk.loads <= 4
    view = Cast().look(number)
    assert (view.application.state, view.application.channel, view.missing) == ("filed", "window", [])
    assert view.filing["answers"]["identity_number"] == IDENTITY


def test_an_old_woman_without_phone_or_account(desk: Desk, district: None, site: str) -> None:
    """Found by nobody, so written down; filed for by a neighbour; printed; accepted, granted, told by phone."""
    page = desk.page
    page.keyboard.press("/")
    page.keyboard.type(IDENTITY)
    desk.go("Enter")
    assert IDENTITY not in page.url
    page.get_by_role("button", name="登记新居民").click()
    expect(page.locator("#identity_number")).to_have_value(IDENTITY)
    page.fill("#name", "王秀兰")
    page.select_option("#community", "jingcheng")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("h1")).to_have_text("王秀兰")
    expect(page.locator("dl.facts")).to_contain_text("没有：电话、窗口或者邮寄告知")

    page.fill("#item", "失业")
    page.keyboard.press("Enter")
    page.get_by_label("其他", exact=True).check()
    page.fill("#f-phone", "19900005802")
    page.check("#seen-id-or-social-security-card")
    page.fill("#handed-in-by", "陆建平")
    page.locator("button[value=file]").click()
    page.wait_for_url("**/filed")
    number = number_of(page)
    view = Cast().look(number)
    assert (view.filing["handed_in_by"], view.missing) == ("陆建平", [])

    printed(page, site, number)
    page.goto(f"{site}/matters/{number}")
    desk.go("a")
    desk.press("g")
    expect(page.get_by_role("alert")).to_contain_text("再按一次确认")
    desk.go("g")
    until_told(page, site)
    told_by_phone(page)
    page.goto(f"{site}/matters/{number}")
    expect(page.locator(".life")).to_contain_text("已告知居民")
    entry = Cast().look(number).last("services.ResidentTold")
    assert entry is not None
    assert entry.payload["means"] == "phone"


def printed(page: Page, site: str, number: str) -> None:
    """The form for her signature and the receipt, both in large print."""
    prints = [page.get_by_role("link", name=name).get_attribute("href") for name in ("申请表", "大字回执")]
    for address, words in zip(prints, ("签名", number[:3]), strict=True):
        page.goto(f"{site}{address}")
        expect(page.locator("body")).to_have_class(re.compile("large"))
        expect(page.locator("main.paper")).to_contain_text(words)


def told_by_phone(page: Page) -> None:
    page.keyboard.press("v")
    expect(page.locator("#told input[type=radio]").first).to_be_focused()  # nothing is taken for chosen
    page.check("#told input[value=phone]")
    with page.expect_navigation():
        page.keyboard.press("v")


def until_told(page: Page, site: str) -> None:
    """The worker opens the duty to tell; the desk shows it by kind."""
    for _ in range(40):
        page.goto(f"{site}/desk/?show=tell")
        if page.locator("table.duties tbody tr").count():
            break
        page.wait_for_timeout(250)
    page.locator("table.duties tbody tr a").first.click()
    expect(page.locator("#told")).to_be_visible()


def test_turning_to_another_person_puts_the_half_done_filing_aside(desk: Desk, district: None, site: str) -> None:
    who = prepared()
    page = desk.page
    page.goto(f"{site}/people/{who.pk}/new/unemployment-registration")
    page.get_by_label("其他", exact=True).check()
    page.fill("#handed-in-by", "女儿")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.goto(f"{site}/desk/")
    for _ in range(40):  # a beacon is on its way
        page.goto(f"{site}/people/{who.pk}")
        if page.locator("#aside").count():
            break
        page.wait_for_timeout(100)
    page.locator("section", has=page.locator("#aside")).get_by_role("link").first.click()
    expect(page.locator("#handed-in-by")).to_have_value("女儿")
    expect(page.locator("input[name=situation][value=other]")).to_be_checked()
    page.goto(f"{site}/desk/")
    expect(page.locator(".beside[hx-get='/aside']")).to_contain_text("王秀兰")
