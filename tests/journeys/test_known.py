"""Said once: who lives with her, a new phone; the next forms are filled in, and what she typed there is remembered."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem, catalogue
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.queries import person_of, profile
from tests.cast import Cast
from tests.journeys.people import People, next_monday, pressed, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
ALLOWANCE, LONG = "subsistence-allowance", "disability-living-allowance"
HUSBAND, SON, NUMBER = "陆建平", "林小满", "320594201805120249"
WRONG = "N" * 40  # a name without a place to break
PHONE, CARD = "13800138000", "6228480402564890018"


def lives_with(page: Page, site: str) -> None:
    """From the page about her; what is missing is said at its field; one is taken out again."""
    page.goto(f"{site}/me")
    sound(page)
    page.get_by_role("link", name="我的家庭成员").click()
    expect(page.locator("main")).to_contain_text("还没有填写家庭成员")
    sound(page)
    for name, relation, number in ((HUSBAND, "spouse", ""), (SON, "child", NUMBER), (WRONG, "other", "")):
        page.get_by_role("link", name="添加家庭成员").click()
        page.locator("#f-name").fill(name)
        if number:
            pressed(page, "保存")
            expect(page.get_by_role("alert")).to_contain_text("与本人的关系")
            sound(page)
            page.locator("#f-identity_number").fill(number)
        page.locator("#f-relation").select_option(relation)
        pressed(page, "保存")
    expect(page.locator("main")).to_contain_text("3205**********0249")
    expect(page.get_by_role("link", name="为这个孩子办事")).to_have_count(1)
    wrong = page.locator(".line", has_text=WRONG)
    wrong.locator("summary").click()
    sound(page)
    with page.expect_navigation():
        wrong.get_by_role("button", name="确认移除").click()
    expect(page.locator("main")).to_contain_text(f"已移除{WRONG}")
    expect(page.locator(".line")).to_have_count(2)


def changes_her_phone(page: Page, site: str) -> None:
    page.goto(f"{site}/me/change")
    expect(page.get_by_label("手机号码")).to_have_value("199****8601")
    page.get_by_label("手机号码").fill("138 0013 800")
    pressed(page, "保存")
    expect(page.get_by_role("alert")).to_contain_text("手机号码")
    sound(page)
    page.get_by_label("手机号码").fill("138 0013 8000")
    pressed(page, "保存")
    expect(page.locator("main")).to_contain_text("138****8000")
    sound(page)


def begun(page: Page, site: str, item: str) -> None:
    page.goto(f"{site}/apply/{item}")
    pressed(page, "开始填|还是要再申请一件")


def at_the_window(page: Page, site: str, id: int) -> None:
    """Whoever stands there is asked; another row and back, a wrong number, kept."""
    page.goto(f"{site}/people/{id}")
    expect(page.locator("main")).to_contain_text("3205**********0249")
    sound(page)
    page.get_by_role("link", name="修改已知信息").click()
    sound(page)
    pressed(page, "再加一|添加")
    page.locator("#f-household-2-name").fill("王芳")
    pressed(page, "保存")
    expect(page.get_by_role("alert")).to_contain_text("与本人的关系")
    sound(page)
    page.locator("#f-household-2-relation").select_option("parent")
    pressed(page, "保存")
    expect(page.locator("main")).to_contain_text("王芳")


def typed(schema: dict[str, Any]) -> str:
    example = schema["examples"][0]
    return f"{example / 100:.2f}" if schema.get("x-widget") == "money" else str(example)


def filled_in(page: Page, item: PublishedItem, filled: list[str]) -> None:
    """Each page with an example for what is empty; what was filled in before is noted."""
    for _n in range(12):
        if "/fill/" not in page.url:
            return
        for name, schema in item.form.every.items():
            box = page.locator(f'main [name="{name}"]:visible')
            if box.count() and page.locator(f'label[for="f-{name}"] .known').count():
                filled.append(name)
            elif box.count() > 1 or (box.count() and box.get_attribute("type") == "radio"):
                page.locator(f'main input[name="{name}"][value="{schema["examples"][0]}"]').check()
            elif box.count() and box.evaluate("one => one.tagName") == "SELECT":
                box.select_option(schema["examples"][0])
            elif box.count() and not box.input_value():
                box.fill(typed(schema))
        with page.expect_navigation():
            page.get_by_role("button", name="继续").last.click()


def checked(page: Page) -> None:
    if page.url.endswith("/papers"):
        pressed(page, "继续")
    sound(page)


def files_for_the_household(page: Page, site: str) -> None:
    """Everything that is known of her and of them is filled in; there is nothing new to remember."""
    begun(page, site, ALLOWANCE)
    filled: list[str] = []
    filled_in(page, catalogue().item(ALLOWANCE), filled)
    assert filled == ["name", "identity_number", "phone", "address", "household_size"]
    checked(page)
    expect(page.locator("main")).to_contain_text("138****8000")
    expect(page.locator("input[name=remember]")).to_have_count(0)  # nothing in it is new
    pressed(page, "现在提交")


def files_and_is_remembered(page: Page, site: str) -> None:
    """The card, typed once, is kept because she ticks it."""
    begun(page, site, LONG)
    filled_in(page, catalogue().item(LONG), [])
    checked(page)
    tick = page.get_by_label("记住，下次不用再填：银行卡")
    expect(tick).not_to_be_checked()
    tick.check()
    sound(page)
    pressed(page, "现在提交")
    expect(page.locator("main")).to_contain_text("已记住，下次不用再填：银行卡")
    sound(page)


def the_next_is_filled_in(page: Page, site: str) -> None:
    begun(page, site, LONG)
    filled: list[str] = []
    filled_in(page, catalogue().item(LONG), filled)
    assert "bank_card" in filled
    checked(page)
    expect(page.locator("input[name=remember]")).to_have_count(0)
    page.goto(f"{site}/me")
    expect(page.locator("main")).to_contain_text("***0018")
    sound(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_was_said_once_is_not_asked_again(rehearsed: Cast, browser: Browser, width: int) -> None:
    person = person_of(rehearsed["resident"])
    assert person is not None
    set_profile(person, by=None, changes={"bank_card": None})
    with served(next_monday()) as site:
        page = People(browser, width).at("resident", site)
        lives_with(page, site)
        changes_her_phone(page, site)

        files_for_the_household(page, site)
        files_and_is_remembered(page, site)
        the_next_is_filled_in(page, site)
        at_the_window(People(browser, width).at("generalist", site), site, person.pk)
    known = profile(type(person).objects.get(pk=person.pk))
    assert (known["phone"], known["bank_card"]) == (PHONE, CARD)
    assert [one["name"] for one in known["household"]] == [HUSBAND, SON, "王芳"]
    filed = rehearsed.look(Application.objects.get(item=ALLOWANCE).number).filing["answers"]
    assert (filed["household_size"], filed["phone"]) == (3, PHONE)
