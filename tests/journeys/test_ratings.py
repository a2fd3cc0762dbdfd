"""A bad rating on the phone: called back, answered, followed up; a mistaken one struck; who handled it sees nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_ratings import closed
from linli.kernel import clock
from tests.cast import Cast
from tests.journeys.people import People, next_monday, pressed, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
ABOVE, LIST = "hudong-committee.head", "/ratings/station/"
SAID, NOW = "跑了三趟，每次都说材料不齐。", "这次一次就办好了。"
DONE, MISTAKE, STRUCK = "已上门致歉，材料清单改成一次说清。", "回访时本人说按错了星。", "与本人核实，确实是按错了。"
HANDLERS = ("generalist", "jingcheng.generalist", "civil-affairs.specialist", "civil-affairs.approver")


def rates(page: Page, site: str, number: str, level: str, words: str) -> None:
    """Nothing chosen is told at its place, and no word is lost."""
    page.goto(f"{site}/matters/{number}")
    expect(page.locator("main")).to_contain_text("经办人不会知道")
    sound(page)
    page.locator("#comment").fill(words)
    pressed(page, "^提交评价")
    expect(page.get_by_role("alert")).to_contain_text("请先选一个满意程度")
    expect(page.locator("#comment")).to_have_value(words)
    sound(page)
    page.get_by_label(level, exact=True).check()
    pressed(page, "^提交评价")
    expect(page.locator("main")).to_contain_text(f"您的评价：{level}")
    expect(page.locator("#rate")).to_have_count(0)
    sound(page)


def see_nothing(people: People, site: str, number: str, *accounts: str) -> None:
    """Who handled it: neither on its page nor on the desk, and no list of ratings."""
    for account in accounts:
        page = people.at(account, site)
        for path in (f"/matters/{number}", "/desk/", "/messages/"):
            page.goto(f"{site}{path}")
            expect(page.locator("body")).not_to_contain_text(re.compile("差评|评价|追评|不满意|跑了三趟|上门致歉"))
            expect(page.locator(f"a[href='{LIST}']")).to_have_count(0)
        answer = page.goto(f"{site}{LIST}")
        assert answer is not None
        assert answer.status == 404


def calls(page: Page, site: str, number: str) -> None:
    """The duty stands on the desk; nobody is reached, then she is."""
    page.goto(f"{site}/desk/")
    expect(page.locator("table.duties")).to_contain_text("差评回访")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#pane")).to_contain_text(SAID)
    page.goto(f"{site}/matters/{number}")
    expect(page.locator("#pane")).to_contain_text("还没有人打电话")
    sound(page)
    pressed(page, "^看电话号码")
    expect(page.locator("main")).to_contain_text("19900008601")
    form = page.locator("#call-rater")
    form.get_by_label("没打通，以后再打").check()
    with page.expect_navigation():
        form.get_by_role("button", name=re.compile("^登记回访")).click()
    expect(page.locator("#pane")).to_contain_text("电话还没有打通")
    page.goto(f"{site}/desk/")
    expect(page.locator("table.duties")).to_contain_text("差评回访")
    page.goto(f"{site}/matters/{number}")
    form.get_by_label("打通了", exact=True).check()
    form.get_by_label("通话情况").fill("已听取意见，答应改进。")
    with page.expect_navigation():
        form.get_by_role("button", name=re.compile("^登记回访")).click()
    expect(page.locator("#call-rater")).to_have_count(0)
    page.goto(f"{site}/desk/")
    expect(page.locator("table.duties")).to_contain_text("答复差评")
    expect(page.locator("table.duties")).not_to_contain_text("差评回访")


def answers(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/matters/{number}")
    form = page.locator("#answer-rating")
    form.locator("textarea").fill(DONE)
    with page.expect_navigation():
        form.get_by_role("button", name=re.compile("^答复评价")).click()
    expect(page.locator("#answer-rating")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(DONE)
    sound(page)


def follows_up(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/matters/{number}")
    expect(page.locator("main")).to_contain_text(DONE)
    expect(page.locator("main")).to_contain_text("已听取意见")
    sound(page)
    page.get_by_label("满意", exact=True).check()
    page.locator("#comment").fill(NOW)
    pressed(page, "^提交追评")
    expect(page.locator("main")).to_contain_text(NOW)
    expect(page.locator("#rate")).to_have_count(0)  # once
    sound(page)


def appeals(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/matters/{number}?do=appeal-rating")
    form = page.locator("#appeal-rating")
    sound(page)
    form.get_by_label("按错了").check()
    form.locator("textarea").fill(MISTAKE)
    with page.expect_navigation():
        form.get_by_role("button", name=re.compile("^对评价提出申诉")).click()
    expect(page.locator("#appeal-rating")).to_have_count(0)
    sound(page)


def strikes(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/desk/")
    expect(page.locator("table.duties")).to_contain_text("评价申诉")
    page.goto(f"{site}/matters/{number}")
    form = page.locator("#decide-appeal")
    expect(form).to_contain_text(MISTAKE)
    sound(page)
    form.locator("textarea").fill(STRUCK)
    with page.expect_navigation():
        form.get_by_role("button", name=re.compile("不计入统计")).click()
    expect(page.locator("#decide-appeal")).to_have_count(0)
    sound(page)


def lists(page: Page, site: str, rows: list[tuple[str, str]]) -> None:
    """The menu leads to the station's ratings, newest first."""
    page.goto(f"{site}/desk/")
    page.locator(f"a[href='{LIST}']:visible").first.click()
    lines = page.locator("main .line")
    for k, (number, state) in enumerate(rows):
        expect(lines.nth(k)).to_have_attribute("href", f"/matters/{number}")
        expect(lines.nth(k)).to_contain_text(state)
    expect(page.locator("main")).not_to_contain_text("林秋怡")
    sound(page)


def reads_why(page: Page, site: str, number: str) -> None:
    """She is told that it counts no more and why; what she wrote stays."""
    page.goto(f"{site}/messages/")
    expect(page.locator("main")).to_contain_text("您的评价不计入统计")
    page.goto(f"{site}/matters/{number}")
    for words in (STRUCK, SAID, "您写的内容仍然保留"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).not_to_contain_text(MISTAKE)
    sound(page)


def rated_bad_and_seen_to(cast: Cast, people: People, site: str) -> str:
    """The answer of the first; meanwhile who handled it learns nothing."""
    number = closed(cast)
    rates(people.at("resident", site), site, number, "非常不满意", SAID)
    see_nothing(people, site, number, "generalist")
    calls(people.at("head", site), site, number)
    answers(people.at("head", site), site, number)
    follows_up(people.at("resident", site), site, number)
    people.at("head", site).goto(f"{site}/matters/{number}")
    expect(people.at("head", site).locator("#pane")).to_contain_text(NOW)
    see_nothing(people, site, number, *HANDLERS)
    return number


def appealed_and_struck(cast: Cast, people: People, site: str) -> str:
    number = closed(cast)
    rates(people.at("resident", site), site, number, "不满意", SAID)
    appeals(people.at("head", site), site, number)
    strikes(people.at(ABOVE, site), site, number)
    expect(people.at("head", site).locator("main")).not_to_contain_text(STRUCK)
    people.at("head", site).reload()
    expect(people.at("head", site).locator("main")).to_contain_text(STRUCK)
    sound(people.at("head", site))
    return number


def published(page: Page, site: str) -> None:
    page.goto(f"{site}/ratings/")
    sound(page)
    for n in re.findall(r"(\d+) 条评价(?!经)", page.locator("main").inner_text()):
        assert int(n) >= 5


@pytest.mark.parametrize(("width", "elder"), [(360, ("resident",)), (1280, ())])
def test_called_answered_followed_up_and_a_mistaken_one_struck(
    rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...]
) -> None:
    cast, people, start = rehearsed, People(browser, width, elder), next_monday()
    publish("licence")
    with served(start) as site:
        first = rated_bad_and_seen_to(cast, people, site)
        second = appealed_and_struck(cast, people, site)
        reads_why(people.at("resident", site), site, second)
        see_nothing(people, site, second, "generalist")
        for account in ("head", ABOVE):
            lists(people.at(account, site), site, [(second, "不计入统计"), (first, "已答复")])
        for _ in range(3):
            cast.do("resident", "rate", closed(cast), level=5)
        fifth = closed(cast)
    with served((start.replace(day=1) + timedelta(days=32)).replace(day=2)) as site:
        page = people.at("neighbour", site)
        published(page, site)
        expect(page.locator("main")).to_contain_text("还没有数据")  # of five that were rated one was struck
        with clock.standing(start):
            cast.do("resident", "rate", fifth, level=5)
        published(page, site)
        expect(page.locator("main")).to_contain_text("5 条评价")
        expect(page.locator("main")).to_contain_text("另有 1 条评价经申诉核实，不计入。")
