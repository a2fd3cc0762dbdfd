"""Her name is written wrongly: she says so on the phone, the desk puts it right by keys; once it says why not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.people.models import Person
from linli.kernel import clock
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, pressed, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT, REASON = "林秋宜", "户口簿上登记的就是这个地址"


def says_it(page: Page, site: str, field: str, wrong: str, right: str) -> None:
    """From what is kept of her; what is missing is said at its field, and all of it once more before it is sent."""
    page.goto(f"{site}/me/data/")
    page.locator("#profile").get_by_role("link", name="这里的信息有误").click()
    sound(page)
    pressed(page, "继续")
    expect(page.get_by_role("alert")).to_contain_text("哪里不对")
    sound(page)
    page.get_by_label("是哪一项").select_option(field)
    page.get_by_label("哪里不对").fill(wrong)
    page.get_by_label("正确的是什么").fill(right)
    pressed(page, "继续")
    expect(page.locator("main")).to_contain_text("15 个工作日")
    expect(page.locator("main")).to_contain_text(right)
    sound(page)
    pressed(page, "提交")
    expect(page.locator("main .line").first).to_contain_text("核实中")
    sound(page)


def opened(page: Page, site: str) -> None:
    """On the desk, by keys."""
    page.goto(f"{site}/desk/?show=correct_data")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#pane")).to_contain_text("个人信息有误")
    sound(page)


def sent(page: Page) -> None:
    """From the last field, by keys: pressed, asked once more, pressed."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").last).to_contain_text("再按一次确认")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def put_right(page: Page, site: str) -> None:
    opened(page, site)
    with page.expect_navigation():
        page.keyboard.press("t")
    page.locator("#pane").get_by_label("已更正", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("正确的姓名").fill(RIGHT)
    page.get_by_label("处理情况或不予更正的理由").focus()
    sent(page)
    expect(page.locator("main")).to_contain_text("已答复")


def refused(page: Page, site: str) -> None:
    """Without a reason it is not taken; what was chosen stays."""
    opened(page, site)
    page.get_by_label("不予更正", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("处理情况或不予更正的理由").focus()
    sent(page)
    expect(page.get_by_role("alert").first).to_contain_text("处理情况或不予更正的理由")
    expect(page.get_by_label("不予更正", exact=True)).to_be_checked()
    sound(page)
    page.get_by_label("处理情况或不予更正的理由").fill(REASON)
    sent(page)
    expect(page.locator("main")).to_contain_text("已答复")


def reads(page: Page, site: str, *words: str) -> None:
    go_on()
    page.goto(f"{site}/me/corrections/")
    for one in words:
        expect(page.locator("main .line").first).to_contain_text(one)
    sound(page)
    page.goto(f"{site}/messages/")
    expect(page.locator("main")).to_contain_text(f"{words[0]}：")
    sound(page)


@pytest.mark.parametrize(("width", "elder"), [(360, ()), (1280, ("resident",))])
def test_what_is_wrong_is_put_right_or_she_reads_why_not(
    rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...]
) -> None:
    start = next_monday()
    with served(start) as site, clock.standing(start):
        home, desk = People(browser, width, elder).at("resident", site), People(browser).at("generalist", site)
        home.goto(f"{site}/me/corrections/")
        expect(home.locator("main")).to_contain_text("您还没有提出过更正")
        sound(home)
        says_it(home, site, "name", "名字写成了“秋怡”", RIGHT)
        put_right(desk, site)
        assert Person.objects.get(account=rehearsed["resident"]).name == RIGHT
        reads(home, site, "已更正", RIGHT)
        says_it(home, site, "address", "门牌号不对", "景城社区12幢801室")
        refused(desk, site)
        reads(home, site, "不予更正", REASON, "人民法院", "第六十五条")
        other = People(browser, width).at("neighbour", site)
        answer = other.goto(f"{site}/corrections/{CorrectionRequest.objects.latest('pk').pk}/")
        assert answer is not None and answer.status == 404
