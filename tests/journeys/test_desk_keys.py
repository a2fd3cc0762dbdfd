"""The desk by keyboard: a key acts on what is read, and what is left half-way is found again."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True)
SPOT = "unemployment-registration"


def at_the_desk(context: BrowserContext, site: str) -> Page:
    page = context.new_page()
    page.goto(f"{site}/accounts/login/?next=/desk/")
    page.fill("input[name=login]", "generalist")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{site}/desk/")
    return page


def opened(page: Page, name: str) -> None:
    expect(page.locator("#pane p.soft").first).to_contain_text(name)


def test_a_key_acts_on_the_row_that_is_read(context: BrowserContext, site: str, district: None) -> None:
    cast = Cast()
    first, second = cast.file(SPOT).number, cast.file(SPOT, "neighbour").number
    page = at_the_desk(context, site)
    hindered: list[str] = []
    page.on("console", lambda said: hindered.append(said.text) if "Content Security Policy" in said.text else None)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    opened(page, "林秋怡")
    page.keyboard.press("j")
    page.keyboard.press("a")  # the keys are at another row: it is opened, nothing is done
    opened(page, "陆建平")
    assert [cast.look(number).application.state for number in (first, second)] == ["filed", "filed"]
    with page.expect_navigation():
        page.keyboard.press("a")
    assert [cast.look(number).application.state for number in (first, second)] == ["filed", "review"]
    expect(page.locator(".say.is-done")).to_contain_text("陆建平")
    expect(page.locator("tr.chosen")).to_contain_text("林秋怡")
    assert hindered == []


def test_back_from_a_matter_leads_to_the_whole_desk(context: BrowserContext, site: str, district: None) -> None:
    Cast().file(SPOT)
    page = at_the_desk(context, site)
    page.keyboard.press("/")
    page.keyboard.type("jk")
    page.keyboard.press("Escape")  # out of the text: letters are keys again
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    opened(page, "林秋怡")
    page.keyboard.press("o")
    page.wait_for_url("**/matters/*")
    page.go_back()
    expect(page.locator("table.duties")).to_be_visible()
    expect(page.locator(".topbar")).to_be_visible()
