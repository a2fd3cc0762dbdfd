"""Acting for others: a mother enters her child and files for it; an old man lets his neighbour act, and ends it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.order import PICTURE
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.queries import person_of
from tests.cast import Cast
from tests.journeys.people import People, next_monday, pressed, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = "unemployment-registration"
CHILD, NUMBER = "林小满", "320594201805120249"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "户口簿.png"
    file.write_bytes(PICTURE)
    return file


def entered(page: Page, site: str, photo: Path) -> None:
    """From the page about me; what is missing is said at its field."""
    page.goto(f"{site}/me")
    page.get_by_role("link", name="为他人代办").click()
    sound(page)
    page.get_by_role("link", name="登记我的孩子").click()
    page.get_by_label("孩子的姓名").fill(CHILD)
    page.get_by_label("身份证号").fill("320594198503061025")
    page.locator("#file").set_input_files(photo)
    pressed(page, "提交")
    expect(page.get_by_role("alert")).to_contain_text("身份证号")
    sound(page)
    page.get_by_label("身份证号").fill(NUMBER)
    page.locator("#file").set_input_files(photo)
    pressed(page, "提交")
    expect(page.locator("main")).to_contain_text("核实中")
    sound(page)


def confirmed(page: Page, site: str) -> None:
    """By keys alone: opened, looked at, confirmed after one more question."""
    page.goto(f"{site}/desk/?show=check_mandate")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#pane")).to_contain_text(CHILD)
    sound(page)
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("再按一次确认")
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.locator("main")).to_contain_text("已确认")


def filed_for_the_child(page: Page, site: str) -> str:
    page.goto(f"{site}/apply/{QUICK}")
    page.get_by_label(CHILD).check()
    sound(page)
    pressed(page, "开始填")
    expect(page.locator("main")).to_contain_text(f"为{CHILD}办理")
    page.get_by_role("button", name="继续").last.click()
    page.get_by_label("其他", exact=True).check()
    while "/papers" not in page.url:
        for box in page.locator("input[type=tel]:visible").all():
            box.fill("19900008601")
        with page.expect_navigation():
            page.get_by_role("button", name="继续").last.click()
    sound(page)
    pressed(page, "继续")
    expect(page.locator("main")).to_contain_text(f"为{CHILD}办理")
    sound(page)
    pressed(page, "现在提交")
    number = str(Application.objects.get(person__name=CHILD).number)
    page.goto(f"{site}/matters/{number}")
    expect(page.locator("main")).to_contain_text("由林秋怡代办")
    sound(page)
    page.goto(f"{site}/matters/")
    expect(page.locator("main")).to_contain_text(f"为{CHILD}办理")
    sound(page)
    return number


@pytest.mark.parametrize(("width", "elder"), [(360, ()), (1280, ("resident",))])
def test_a_mother_files_for_her_child(
    rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...], photo: Path
) -> None:
    cast, people = rehearsed, People(browser, width, elder)
    desk = People(browser)
    with served(next_monday()) as site:
        mother, window = people.at("resident", site), desk.at("generalist", site)
        entered(mother, site, photo)
        confirmed(window, site)
        number = filed_for_the_child(mother, site)
        window.goto(f"{site}/matters/{number}")
        expect(window.locator("main")).to_contain_text("代办人")
        sound(window)
        mother.goto(f"{site}/messages/")
        expect(mother.locator("main")).to_contain_text(f"（为{CHILD}代办）", timeout=20000)
        sound(mother)
    assert cast.look(number).application.agent == person_of(cast["resident"])


@pytest.mark.parametrize("width", [360, 1280])
def test_a_code_is_passed_on_and_taken_back(rehearsed: Cast, browser: Browser, width: int) -> None:
    cast, people = rehearsed, People(browser, width)
    mine = cast.file(QUICK).number
    name = person_of(cast["neighbour"]).name
    with served(next_monday()) as site:
        page, other = people.at("resident", site), people.at("neighbour", site)
        page.goto(f"{site}/acting/offer")
        sound(page)
        page.get_by_label("委托谁").fill(name)
        page.get_by_label("只代办").check()
        page.get_by_label("失业登记").check()
        page.get_by_label("最后一天").fill("2027-12-31")
        pressed(page, "^委托")
        code = page.locator("main b.number").inner_text()
        sound(page)
        other.goto(f"{site}/matters/{mine}")
        expect(other.locator("main")).to_contain_text("没有")
        other.goto(f"{site}/acting/take")
        other.get_by_label("授权码").fill(code)
        pressed(other, "继续")
        expect(other.locator("main")).to_contain_text("失业登记")
        sound(other)
        pressed(other, "我来代办")
        other.goto(f"{site}/matters/{mine}")
        expect(other.locator("main")).to_contain_text("为林秋怡办理")
        sound(other)
        page.goto(f"{site}/acting/")
        sound(page)
        page.locator("summary", has_text="结束").click()
        expect(page.locator("main")).to_contain_text("不再看到您的办件")
        pressed(page, "^结束")
        expect(page.locator("main")).to_contain_text("已经结束")
        other.goto(f"{site}/matters/{mine}")
        expect(other.locator("main")).not_to_contain_text("为林秋怡办理")


@pytest.mark.parametrize("width", [360, 1280])
def test_at_the_window_the_letter_is_printed_signed_and_entered(
    rehearsed: Cast, browser: Browser, width: int, photo: Path
) -> None:
    cast, people = rehearsed, People(browser, width)
    me, agent = person_of(cast["resident"]), person_of(cast["neighbour"])
    set_profile(agent, by=None, changes={"phone": "13900001111"})
    with served(next_monday()) as site:
        page = people.at("generalist", site)
        page.goto(f"{site}/people/{me.pk}")
        page.get_by_role("link", name="谁可以代办").click()
        sound(page)
        page.get_by_label("代办人", exact=True).fill(agent.name)
        page.get_by_label("代办人的身份证号码").fill("13900001111")
        page.get_by_label("最后一天").fill("2027-12-31")
        pressed(page, "打印授权委托书")
        expect(page.locator("h1")).to_contain_text("授权委托书")
        assert sheets(page) == 1
        page.go_back()
        page.get_by_label("代办人", exact=True).fill(agent.name)
        page.get_by_label("代办人的身份证号码").fill("13900001111")
        page.get_by_label("最后一天").fill("2027-12-31")
        page.locator("#file").set_input_files(photo)
        pressed(page, "^登记")
        expect(page.locator("main")).to_contain_text("有效")
        expect(page.locator("main")).to_contain_text(agent.name)
        sound(page)
