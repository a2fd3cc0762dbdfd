"""A colleague comes, from a list, with a sheet of paper; and goes: the next click finds the door closed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from linli.commons.duties.models import Duty
from linli.kernel import clock
from linli.kernel.access.models import User
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, pressed, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "three-lake-willows"
ITEM = "unemployment-registration"


def workbook(folder: Path, *rows: tuple[str, ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in (("序号", "姓名", "账号", "单位", "岗位"), *rows):
        book.active.append(row)
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def brings(page: Page, address: str, file: Path, button: str) -> None:
    """A file is looked at, and then brought in."""
    page.goto(address)
    sound(page)
    page.set_input_files("#file", file)
    pressed(page, "先看一看")
    sound(page)
    pressed(page, button)


def signs_in(browser: Browser, site: str, width: int, account: str, word: str) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 860}, locale="zh-CN").new_page()
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", account)
    page.fill("input[name=password]", word)
    with page.expect_navigation():
        page.click("main button[type=submit]")
    return page


def comes_in(people: People, site: str, file: Path) -> str:
    """The administrator makes the accounts and prints the sheet; the officer gives the posts. The first password."""
    page = people.at("administrator", site)
    brings(page, f"{site}/staff/accounts/list", file, "开通 2 个账号")
    expect(page.locator("main")).to_contain_text("未发初始密码")
    sound(page)
    page.check("input[value='wang.min']")
    pressed(page, "给勾选的账号打印初始密码")
    sound(page)
    word = page.inner_text(".slip b")
    officer = people.at("officer", site)
    brings(officer, f"{site}/staff/posts/list", file, "授予 2 个岗位")
    expect(officer.locator("main")).to_contain_text("王敏")
    sound(officer)
    return word


def chooses(page: Page) -> None:
    """Wherever they go, first a password of their own."""
    expect(page).to_have_url(re.compile("/me/password$"))
    sound(page)
    page.get_by_label("新密码").fill("12345678")
    page.get_by_label("再输一次").fill("12345678")
    pressed(page, "保存")
    expect(page.get_by_role("alert")).to_be_visible()
    sound(page)
    page.get_by_label("新密码").fill(WORD)
    page.get_by_label("再输一次").fill(WORD)
    pressed(page, "保存")
    expect(page).to_have_url(re.compile("/desk/"))


def goes(people: People, site: str, page: Page, number: str) -> None:
    """The officer ends the post while a matter lies taken on their desk."""
    duty = Duty.objects.get(subject_id=number)
    page.goto(f"{site}/desk/?open={duty.pk}")
    pressed(page, "我来办")
    officer = people.at("officer", site)
    officer.goto(f"{site}/staff/posts/?q=wang.min")
    officer.locator("main summary.quiet").first.click()
    sound(officer)
    pressed(officer, "结束岗位")
    expect(officer.locator("main")).to_contain_text("已结束")
    answer = page.goto(f"{site}/desk/?open={duty.pk}")
    assert answer is not None and answer.status == 404
    go_on()
    assert Duty.objects.get(pk=duty.pk).holder is None


@pytest.mark.parametrize("width", [360, 1280])
def test_a_colleague_comes_and_goes(rehearsed: Cast, browser: Browser, width: int, tmp_path: Path) -> None:
    people, start = People(browser, width), next_monday()
    file = workbook(
        tmp_path, ("1", "王敏", "wang.min", "景城民众联络所", "全科社工"), ("2", "李强", "li.qiang", "labour", "专办")
    )
    with served(start) as site, clock.standing(start):
        word = comes_in(people, site, file)
        page = signs_in(browser, site, width, "wang.min", word)
        chooses(page)
        number = rehearsed.file(ITEM).number
        goes(people, site, page, number)
        again = signs_in(browser, site, width, "wang.min", word)
        expect(again.get_by_role("alert")).to_be_visible()  # the sheet is worth nothing any more
        security = people.at("security", site)
        security.goto(f"{site}/staff/accounts/wang.min/")
        sound(security)
        security.locator("summary", has_text="全部退出登录").click()
        with security.expect_navigation():
            security.locator("details[open] button[type=submit]").click()
        page.goto(f"{site}/me")
        expect(page).to_have_url(re.compile("/accounts/login/"))
        auditor = people.at("auditor", site)
        for address, words in (("accounts", "结束岗位"), ("looks", "王敏")):
            auditor.goto(f"{site}/audit/{address}/?q=wang.min")
            expect(auditor.locator("main")).to_contain_text(words)
            sound(auditor)
        fresh = signs_in(browser, site, width, "wang.min", WORD)
        fresh.goto(f"{site}/me/sessions")
        expect(fresh.locator("main")).to_contain_text("本机")
        sound(fresh)
    assert User.objects.get(username="li.qiang").first_until is None
