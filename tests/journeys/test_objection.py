"""A neighbour objects to what hangs on the board, on the phone and without an account; the desk answers."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
ITEM, STREET = "disability-living-allowance", "hudong-committee.specialist"
WORDS = "申请人名下另有住房。"


def objected(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 860}, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/notices/jingcheng")
    sound(page)
    page.get_by_role("link", name="我有异议").click()
    sound(page)
    page.get_by_label("您反映的情况").fill(WORDS)
    page.get_by_label("您的姓名").fill("王建国")
    page.get_by_label("您的电话").fill("一个号码")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("alert")).to_contain_text("电话号码不对")
    expect(page.get_by_label("您反映的情况")).to_have_value(WORDS)  # nothing written is lost
    sound(page)
    page.get_by_label("您的电话").fill("0512-62881234")
    page.get_by_role("button", name="提交异议").click()
    page.wait_for_url("**/notices/jingcheng")
    expect(page.locator("main")).to_contain_text("异议已收到")
    context.close()


def answered(page: Page, site: str, number: str, outcome: str) -> None:
    page.goto(f"{site}/desk/")
    expect(page.locator("table.duties")).to_contain_text("处理异议")
    page.goto(f"{site}/matters/{number}")
    pane = page.locator("#pane")
    expect(pane).to_contain_text(WORDS)
    expect(page.locator("body")).not_to_contain_text("0512-62881234")
    sound(page)
    with page.expect_navigation():
        pane.get_by_role("button", name=re.compile("^看电话号码")).first.click()
    expect(page.locator("main")).to_contain_text("0512-62881234")
    form = page.locator("#answer-objection")
    form.get_by_label(re.compile(outcome)).check()
    form.get_by_label("核查情况").fill("已经核查。")
    with page.expect_navigation():
        form.get_by_role("button", name=re.compile("^处理异议")).click()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_neighbour_objects_and_it_goes_back(rehearsed: Cast, browser: Browser, width: int) -> None:
    cast, people = rehearsed, People(browser, width, ("resident",))
    with served(next_monday()) as site:
        number = cast.file(ITEM).number
        cast.do("generalist", "accept", number)
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
        objected(browser, site, width)
        mine = people.at("resident", site)
        mine.goto(f"{site}/matters/{number}")
        expect(mine.locator("main")).to_contain_text("有人对公示提出异议")
        expect(mine.locator("body")).not_to_contain_text("王建国")
        sound(mine)
        desk = people.at(STREET, site)
        answered(desk, site, number, "异议不成立")
        assert cast.look(number).objections == []
        objected(browser, site, width)
        answered(desk, site, number, "异议成立")
        mine.goto(f"{site}/matters/{number}")
        expect(mine.locator(".life")).to_contain_text("异议成立，退回“街道初审”重办")
        sound(mine)
        desk.goto(f"{site}/notices/jingcheng")
        expect(desk.locator("main")).to_contain_text("现在没有公示")
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="重新核对无误")
        go_on()
        desk.reload()
        expect(desk.get_by_role("link", name="我有异议")).to_be_visible()  # a new notice hangs
    assert cast.look(number).application.step_k == 2


def test_behind_a_proxy_too_many_of_one_address_hold_up_no_other(rehearsed: Cast) -> None:
    cast = rehearsed

    def objection(n: int, address: str) -> int:
        body = json.dumps({"name": "王建国", "phone": "0512-62881234", "what": f"{WORDS}{n}"}).encode()
        headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
        try:
            with urllib.request.urlopen(urllib.request.Request(path, body, headers)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    with served(next_monday()) as site:
        number = cast.file(ITEM).number
        cast.do("generalist", "accept", number)
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
        with urllib.request.urlopen(f"{site}/api/v1/notices") as answer:
            path = f"{site}/api/v1/notices/{json.load(answer)['items'][0]['id']}/object"
        assert [objection(n, "203.0.113.7") for n in range(21)] == [201] * 20 + [429]
        assert objection(22, "198.51.100.1, 203.0.113.7") == 429  # what the sender says of itself is not believed
        assert objection(23, "203.0.113.8") == 201
