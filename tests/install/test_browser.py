"""What people see of a host just installed: a browser on the host's own network, through nginx and TLS.

The first of all files here: what is wrong until the web process starts for the second time is seen by nobody later.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response, expect, sync_playwright

from tests.install.conftest import NAME, ready
from tests.install.machine import Machine
from tests.totp import digits

SITE = f"https://{NAME}"
SIZES = ((360, 780), (1280, 800))
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
STYLES = "[...document.styleSheets].map(sheet => sheet.cssRules.length > 0)"
CLOSED = f"502 {SITE}/items/", "Failed to load resource: the server responded with a status of 502 ()"
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ERROR = 400
APP: list[str] = []  # the key in the administrator's authenticator app


@pytest.fixture
def opened(installed: Machine, tmp_path: Path) -> Iterator[Browser]:
    """This machine's browser, with no network but the host's."""
    ready(installed)
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "This needs a browser: install chromium and fonts-noto-cjk."
    there = tmp_path / "browser"
    there.write_text(f'#!/bin/sh\nexec nsenter --target={installed.leader} --net {program} "$@"\n')
    there.chmod(0o755)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=there, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a screen of that size; `wrong`: what the browser finds fault with."""

    def __init__(self, browser: Browser, size: tuple[int, int]) -> None:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", reduced_motion="reduce",
            ignore_https_errors=True,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        self.wrong: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", lambda asked: self.wrong.append(f"{asked.url}: {asked.failure}"))
        self.page.on("response", self._answered)

    def _answered(self, told: Response) -> None:
        if told.status >= ERROR:
            self.wrong.append(f"{told.status} {told.url}")

    def sees(self, heading: str, *wrong: str) -> None:
        """A page of that heading, with nothing else wrong: all its styles are there, and nothing is beyond the edge."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state("networkidle")
        assert sorted(self.wrong) == sorted(wrong)
        assert self.page.evaluate(STYLES) == [True] * self.page.locator("link[rel=stylesheet]").count() != []
        assert self.page.evaluate(BEYOND) == 0
        self.wrong.clear()


def passes_the_second_step(visitor: Visitor) -> None:
    """The first time it is set up, before anything else; then it is asked for."""
    page, once = visitor.page, not APP
    if once:
        visitor.sees("还差一步")
        page.get_by_role("link", name="设置身份验证器").click()
        visitor.sees("设置身份验证器")
        APP.append((page.locator("#secret").text_content() or "").replace(" ", ""))
    else:
        visitor.sees("第二步验证")
    page.fill("input[name=code]", digits(APP[0], time.time() + (0 if once else 30)))  # a code opens once
    page.get_by_role("main").get_by_role("button", name="完成设置" if once else "登录", exact=True).click()
    if once:
        visitor.sees("备用码")
        page.get_by_role("link", name="我已经保存好，继续").click()


@pytest.mark.parametrize("size", SIZES)
def test_the_first_administrator_signs_in(installed, opened, size):
    visitor = Visitor(opened, size)
    page = visitor.page
    page.goto(f"http://{NAME}/")
    visitor.sees("邻里的事，一扇门办好")
    assert page.url == f"{SITE}/"
    page.get_by_role("link", name="登录").click()
    visitor.sees("登录")
    page.fill("input[name=login]", "administrator")
    page.fill("input[name=password]", (installed.root / "etc/linli/first-password").read_text().strip())
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    passes_the_second_step(visitor)
    page.wait_for_url(f"{SITE}/desk/")
    visitor.sees("我的待办")
    expect(page.get_by_role("main")).to_contain_text("您负责账号管理")
    page.goto(f"{SITE}/me")
    visitor.sees("我的")
    expect(page.get_by_role("main")).to_contain_text("系统管理员")


def test_while_it_is_closed_everybody_is_told_so_and_then_the_page_is_there(installed, opened):
    visitors = [Visitor(opened, size) for size in SIZES]
    installed.run("systemctl", "stop", "linli-web")
    try:
        for visitor in visitors:
            visitor.page.goto(f"{SITE}/items/")
            visitor.sees("系统正在维护，请过几分钟再来", *CLOSED)
    finally:
        installed.run("systemctl", "start", "linli-web")
    ready(installed)
    for visitor in visitors:
        visitor.page.get_by_role("link", name="再试一次").click()
        visitor.sees("您想办什么？")
