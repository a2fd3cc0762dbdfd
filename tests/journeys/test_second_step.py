"""Two steps at sign-in, in a browser with an authenticator of its own: set up before the first desk, then asked for."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from linli.kernel import clock
from linli.kernel.access.models import User
from tests.cast import PASSWORD, Cast
from tests.journeys.people import next_monday, pressed, served, sound
from tests.totp import digits

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def screen(browser: Browser, width: int) -> Page:
    """A browser on a device that recognises its owner."""
    page = browser.new_context(viewport={"width": width, "height": 860}, locale="zh-CN").new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def signs_in(page: Page, site: str, account: str) -> None:
    page.goto(f"{site}/accounts/login/?next=/desk/")
    sound(page)
    page.fill("input[name=login]", account)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form:has(#id_login) button[type=submit]")


def signs_out(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/logout/")
    pressed(page, "退出")


def sets_up_an_app(page: Page) -> str:
    """From the page where everybody is led; a wrong code first. The app's key."""
    expect(page.get_by_role("heading", level=1)).to_have_text("还差一步")
    sound(page)
    page.get_by_role("link", name="设置身份验证器").click()
    page.fill("input[name=code]", "12345")
    pressed(page, "完成设置")
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    sound(page)
    page.locator("summary", has_text="扫不了码").click()
    sound(page)
    key = page.inner_text("#secret").replace(" ", "")
    page.fill("input[name=code]", digits(key))
    pressed(page, "完成设置")
    expect(page.locator("#backup li")).to_have_count(10)
    sound(page)
    page.get_by_role("link", name="继续").click()
    expect(page).to_have_url(re.compile("/desk/"))
    return key


def adds_a_passkey(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/second-step/")
    sound(page)
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_label("给这台设备起个名字").fill("值班室的电脑")
    sound(page)
    with page.expect_navigation():
        page.get_by_role("button", name="添加").click()
    expect(page.locator("main")).to_contain_text("值班室的电脑")
    sound(page)


def comes_in_by_passkey(page: Page, site: str) -> None:
    """In place of the code, and then in place of name and password too."""
    signs_out(page, site)
    signs_in(page, site, "specialist")
    expect(page.get_by_role("heading", level=1)).to_have_text("第二步验证")
    sound(page)
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page).to_have_url(re.compile("/desk/"))
    signs_out(page, site)
    page.goto(f"{site}/accounts/login/?next=/desk/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.wait_for_url(re.compile(r"/desk/$"))


def is_taken_off(security: Page, site: str) -> None:
    """By the security administrator, who has set up their own first."""
    signs_in(security, site, "security")
    sets_up_an_app(security)
    security.goto(f"{site}/staff/accounts/specialist/")
    expect(security.locator("main")).to_contain_text("身份验证器, 通行密钥".replace(", ", "、"))
    security.locator("summary", has_text="第二步验证丢失").click()
    sound(security)
    pressed(security, "解除第二步验证")
    expect(security.locator("main")).to_contain_text("还没有设置")


@pytest.mark.parametrize("width", [360, 1280])
def test_two_steps(rehearsed: Cast, browser: Browser, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_SECOND_STEP", "staff")
    start = next_monday()
    with served(start) as address, clock.standing(start):
        site = address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
        page = screen(browser, width)
        signs_in(page, site, "specialist")
        sets_up_an_app(page)
        adds_a_passkey(page, site)
        comes_in_by_passkey(page, site)
        is_taken_off(screen(browser, width), site)
        page.goto(f"{site}/desk/")
        expect(page).to_have_url(re.compile("/accounts/login/"))
        page.get_by_role("button", name="使用通行密钥登录").click()  # it opens nothing any more
        expect(page.get_by_text("通行密钥已停用")).to_be_visible()
        signs_in(page, site, "specialist")
        expect(page.get_by_role("heading", level=1)).to_have_text("还差一步")
    assert not Authenticator.objects.filter(user=User.objects.get(username="specialist")).exists()


def test_a_resident_is_not_asked_and_may(rehearsed: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_SECOND_STEP", "staff")
    start = next_monday()
    with served(start) as address, clock.standing(start):
        site = address.replace("127.0.0.1", "localhost")
        page = screen(browser, 360)
        page.context.add_cookies([{"name": "linli-elder", "value": "1", "url": site}])
        signs_in(page, site, "resident")
        page.goto(f"{site}/me")
        page.get_by_role("link", name="登录两步验证").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("登录两步验证")
        adds_a_passkey_first(page)
        page.goto(f"{site}/accounts/second-step/")
        page.get_by_role("link", name="停用").first.click()
        sound(page)
        pressed(page, "停用")
        expect(page.locator("main")).to_contain_text("已停用")
    assert not Authenticator.objects.exists()


def adds_a_passkey_first(page: Page) -> None:
    """The first step of all, which brings backup codes with it."""
    page.get_by_role("link", name="添加通行密钥").click()
    with page.expect_navigation():
        page.get_by_role("button", name="添加").click()
    expect(page.locator("#backup li")).to_have_count(10)
    sound(page)
