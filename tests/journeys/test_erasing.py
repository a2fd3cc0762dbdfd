"""She has her data erased on the phone: reads what becomes of each thing, confirms, and no desk has it any more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.models import Application
from linli.kernel import clock
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
QUICK, LONG = "unemployment-registration", "disability-living-allowance"


def reads_what_becomes_of_it(page: Page, site: str) -> None:
    page.goto(f"{site}/me/data/")
    page.get_by_role("link", name="申请删除").click()
    main = page.locator("main")
    expect(main.locator("section[aria-labelledby=restricted]")).to_contain_text("失业登记")
    expect(main.locator("section[aria-labelledby=kept]")).to_contain_text("困难残疾人生活补贴")
    expect(main.locator("section[aria-labelledby=kept]")).to_contain_text("正在办理")
    expect(main.locator("section[aria-labelledby=known]")).to_contain_text("银行卡")
    sound(page)


def confirms(page: Page) -> None:
    """Without the tick nothing happens: the field asks for it; then it is done."""
    main = page.locator("main")
    main.get_by_role("button", name="申请删除").click()
    expect(main.get_by_role("heading", level=1)).to_contain_text("申请删除我的个人信息")
    assert page.locator("input[name=sure]:invalid").count() == 1
    page.get_by_label("我已看清各项的处理方式").check()
    with page.expect_navigation():
        main.get_by_role("button", name="申请删除").click()
    expect(page.locator("body")).to_contain_text("已办好")
    sound(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_over_is_locked_away_and_what_is_under_way_goes_on(cast: Cast, browser: Browser, width: int) -> None:
    start = next_monday()
    with served(start) as site, clock.standing(start):
        over = cast.file(QUICK).number
        cast.do("resident", "withdraw", over)
        live = cast.file(LONG).number
        go_on()
        desk = People(browser).at("generalist", site)
        desk.goto(f"{site}/matters/{over}")
        expect(desk.locator("main")).to_contain_text("林秋怡")
        home = People(browser, width).at("resident", site)
        reads_what_becomes_of_it(home, site)
        confirms(home)
        assert Application.objects.get(number=over).restricted_at is not None
        home.goto(f"{site}/matters/{over}")
        expect(home.locator("main")).to_contain_text("已按本人要求封存")
        sound(home)
        desk.goto(f"{site}/matters/{over}")
        expect(desk.locator("main")).not_to_contain_text("林秋怡")
        desk.goto(f"{site}/matters/{live}")
        expect(desk.locator("main")).to_contain_text("林秋怡")
        officer = People(browser, width).at("officer", site)
        officer.goto(f"{site}/retention/")
        expect(officer.locator("main")).to_contain_text("已封存 1 件")
        expect(officer.locator("main")).to_contain_text("未公布保存期限")
        sound(officer)
