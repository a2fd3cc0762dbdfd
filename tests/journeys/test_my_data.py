"""What is kept of her, read on the phone; a worker sees a number for a reason, she reads it, and takes a copy home."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.commons.people.models import Person
from linli.kernel import clock
from linli.kernel.files import store
from tests.cast import PASSWORD, Cast
from tests.journeys.people import People, next_monday, pressed, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
LONG, PICTURE = "disability-living-allowance", b"\x89PNG\r\n\x1a\n" + bytes(99)
WHY = "电话核对补贴发放账户"


def reads_what_is_kept(page: Page, site: str) -> None:
    page.goto(f"{site}/me")
    page.get_by_role("link", name="我的个人信息与查看记录").click()
    main = page.locator("main")
    expect(main).to_contain_text("3205**********8629")
    expect(main).to_contain_text("为什么保存")
    sound(page)
    for closed in page.locator("details.sheet:not([open]) > summary").all()[::-1]:
        closed.click()
    expect(main).to_contain_text("《个人信息保护法》第十三条第一款第三项")
    expect(main.get_by_role("link", name="困难残疾人生活补贴", exact=True)).to_have_count(1)
    sound(page)


def sees_who_looked(page: Page, site: str, worker: str) -> None:
    page.goto(f"{site}/me/data/")
    page.get_by_role("link", name="谁查看过").click()
    main = page.locator("main")
    expect(main.locator(".line").first).to_contain_text("查看了完整的手机号")
    expect(main.locator(".line").first).to_contain_text(WHY)
    expect(main.locator(".line").first).to_contain_text("全科社工")
    expect(main).not_to_contain_text(worker)
    sound(page)


def unmasks(page: Page, site: str, person: int) -> None:
    page.goto(f"{site}/people/{person}")
    page.locator("details.fold > summary").first.click()
    page.locator("#unmask-number").select_option("phone")
    page.locator("#unmask-reason").fill(WHY)
    with page.expect_navigation():
        page.locator("form[action$='/unmask'] button").click()
    expect(page.locator("main")).to_contain_text("19900008601")


def takes_a_copy(page: Page, site: str, at: Path) -> zipfile.ZipFile:
    """A wrong password is told at its field; the right one brings the file."""
    page.goto(f"{site}/me/data/")
    page.get_by_label("请再输入一次密码").fill("wrong")
    pressed(page, "下载文件")
    expect(page.get_by_role("alert")).to_contain_text("密码不正确")
    sound(page)
    page.get_by_label("请再输入一次密码").fill(PASSWORD)
    with page.expect_download() as waited:
        page.get_by_role("button", name="下载文件").click()
    waited.value.save_as(at)
    return zipfile.ZipFile(at)


def test_what_is_kept_is_read_who_looked_is_seen_and_a_copy_is_taken(
    cast: Cast, browser: Browser, tmp_path: Path
) -> None:
    start = next_monday()
    with served(start) as site, clock.standing(start):
        paper = store.keep(cast["resident"], "银行卡.png", PICTURE)
        number = cast.file(LONG, materials=[{"code": "bank-account", "file": paper.pk}]).number
        she = Person.objects.get(account=cast["resident"])
        worker = Person.objects.get(account=cast["generalist"]).name
        home = People(browser, 360).at("resident", site)
        reads_what_is_kept(home, site)
        unmasks(People(browser).at("generalist", site), site, she.pk)
        sees_who_looked(home, site, worker)
        with takes_a_copy(home, site, tmp_path / "mine.zip") as packed:
            assert packed.testzip() is None
            papers = [name for name in packed.namelist() if name.startswith(f"files/{number}/")]
            assert [packed.read(name) for name in papers] == [PICTURE]
            packed.extractall(tmp_path / "mine")
        home.goto((tmp_path / "mine" / "index-large.html").as_uri())
        expect(home.locator("h1")).to_contain_text("个人信息清单")
        assert home.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        home.get_by_role("link", name="标准字号").click()
        expect(home.locator("body:not(.large) main")).to_contain_text("困难残疾人生活补贴")
