"""On the spot: searched, filed from home, accepted, granted, delivered, rated; the paper is checked by anybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.models import Application, Result
from tests.cast import PASSWORD


def signed_in(page: Page, site: str, account: str) -> Page:
    page.goto(f"{site}/accounts/login/")
    page.fill("#id_login", account)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    return page


def sound(page: Page) -> None:
    """Nothing goes beyond the edge, nothing is broken, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def look_up(page: Page, site: str) -> None:
    page.goto(site)
    page.fill("main input[type=search]", "失业")
    page.press("main input[type=search]", "Enter")
    page.locator("main a.line[href='/items/unemployment-registration']").click()
    expect(page.get_by_role("heading", name="谁可以办")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="现在申请").locator("visible=true").click()


def fill_in(page: Page, script: bool) -> None:
    page.get_by_role("button", name="开始填").click()
    expect(page.get_by_text("来自您的档案").first).to_be_visible()
    sound(page)
    page.get_by_role("button", name="继续").last.click()
    page.get_by_role("button", name="继续").last.click()
    expect(page.locator("#problems")).to_be_visible()
    if script:
        expect(page.locator("#problems")).to_be_focused()
    sound(page)
    page.get_by_label("离开了原来的单位").check()
    if not script:
        page.get_by_role("button", name="继续").last.click()
        expect(page.get_by_text("下面多了 2 个问题")).to_be_visible()
    expect(page.locator("#f-last_employer")).to_be_visible()
    page.get_by_label(re.compile("原来的单位")).last.fill("某电子厂")
    page.get_by_role("button", name="先存着，以后再填").click()


def go_on(page: Page) -> None:
    page.locator("a.line", has_text="失业登记").first.click()
    while "/papers" not in page.url:
        page.get_by_role("button", name="继续").last.click()
    sound(page)
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_text("某电子厂")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="现在提交").click()
    expect(page.get_by_text("接下来")).to_be_visible()
    sound(page)


def handled(page: Page, site: str, number: str) -> None:
    """The generalist accepts, grants and hands over, each with the desk's own buttons' addresses."""
    page.goto(f"{site}/accounts/logout/")
    token = page.locator("main input[name=csrfmiddlewaretoken]").first.input_value()
    for verb, values in (("accept", {}), ("grant", {"text": "予以登记"}), ("deliver", {"means": "window"})):
        form = {"csrfmiddlewaretoken": token, **values}
        answer = page.request.post(f"{site}/matters/{number}/{verb}", form=form, headers={"Origin": site})
        assert answer.ok, verb


def rated(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/matters/{number}")
    sound(page)
    page.get_by_label("非常满意").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("您的评价：非常满意")).to_be_visible()
    expect(page.get_by_role("button", name="提交评价")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_a_registration_is_filed_from_home_and_granted(
    site: str, district: None, browser: Browser, width: int, script: bool
) -> None:
    shape: dict[str, Any] = {"locale": "zh-CN", "viewport": {"width": width, "height": 800}}
    resident = browser.new_context(**shape).new_page()
    if not script:  # axe itself is script, so that only ours is kept away
        resident.route(re.compile(r"/static/.*\.js"), lambda route: route.abort())
    signed_in(resident, site, "resident")
    look_up(resident, site)
    fill_in(resident, script)
    go_on(resident)
    number = Application.objects.get().number
    generalist = signed_in(browser.new_context(**shape).new_page(), site, "generalist")
    handled(generalist, site, number)
    rated(resident, site, number)
    resident.goto(f"{site}/matters/{number}/print/decision")
    code = resident.locator("footer b.number").inner_text()
    anybody = browser.new_context(**shape).new_page()
    anybody.goto(f"{site}/verify/")
    anybody.fill("#code", code)
    anybody.press("#code", "Enter")
    expect(anybody.get_by_text("有效", exact=True)).to_be_visible()
    assert "林秋怡" not in anybody.content()
    assert Result.objects.get().code == code.replace(" ", "")
    sound(anybody)
