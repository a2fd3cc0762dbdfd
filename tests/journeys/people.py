"""Everybody at their own browser, before a site whose clock begins at a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from linli.kernel import clock
from tests.cast import PASSWORD, go_on
from tests.journeys.serving import serving


def next_monday() -> datetime:
    """Half past nine of the coming Monday."""
    here = clock.local(clock.machine())
    return here.replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=7 - here.weekday())


@contextmanager
def served(moment: datetime) -> Iterator[str]:
    """The address of web and worker whose clock begins at a moment; here the clock runs with theirs."""
    clock.set_offset(timedelta(seconds=round((moment - clock.machine()).total_seconds())))
    go_on()
    database, log = str(connection.settings_dict["NAME"]), Path(settings.DATA) / "people.log"
    with serving(database, log) as address:
        yield address


class People:
    """Everybody at their own browser; `elder`: who chose large letters."""

    def __init__(self, browser: Browser, width: int = 1280, elder: tuple[str, ...] = ()) -> None:
        self.browser, self.width, self.elder = browser, width, elder
        self.pages: dict[tuple[str, str], Page] = {}

    def at(self, account: str, site: str) -> Page:
        """Somebody's page, signed in; a new clock is a new morning for everybody."""
        if (account, site) not in self.pages:
            context = self.browser.new_context(
                viewport={"width": self.width, "height": 860}, locale="zh-CN", reduced_motion="reduce"
            )
            context.set_default_timeout(15000)
            if account in self.elder:
                context.add_cookies([{"name": "linli-elder", "value": "1", "url": site}])
            page = context.new_page()
            page.goto(f"{site}/accounts/login/?next=/desk/")
            page.fill("input[name=login]", account)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/desk/")
            self.pages[account, site] = page
        return self.pages[account, site]

    def open(self, account: str, site: str) -> Page:
        """The most urgent duty of somebody's desk, opened by keyboard, and then the whole matter."""
        page = self.at(account, site)
        page.goto(f"{site}/desk/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("#pane .number").first).to_be_visible()
        page.keyboard.press("o")
        page.wait_for_url("**/matters/*")
        return page


def sound(page: Page) -> None:
    """Nothing goes beyond the edge, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def pressed(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(name)).first.click()


def sheets(page: Page) -> int:
    """How many sheets of A4 the printer would take."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
