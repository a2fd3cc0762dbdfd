"""One thing, done together: a form, a number, three items that begin one after the other by themselves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from linli.capabilities.services import forms
from linli.capabilities.services.models import Application, Joint
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests.items import example_answers
from linli.capabilities.services.tests.order import PICTURE
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.files import store
from tests.cast import Cast
from tests.journeys.people import People, next_monday, pressed, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
BUNDLE = "hardship-and-subsidy"
WORK, HARD, PAID = "unemployment-registration", "employment-hardship", "flexible-work-insurance"


def under(page: Page, heading: str) -> Locator:
    """The sheet that this heading stands on."""
    return page.locator("section", has=page.locator(f"#{heading}"))


def begun(page: Page, site: str) -> str:
    """From the list of services to the first question, which items are wanted."""
    page.goto(f"{site}/items/")
    sound(page)
    page.get_by_role("link", name="就业困难认定和补贴一件事").click()
    expect(under(page, "parts")).to_contain_text("灵活就业社会保险补贴")
    sound(page)
    page.get_by_role("link", name="现在申请").locator("visible=true").first.click()
    sound(page)
    pressed(page, "开始")
    sound(page)
    page.get_by_label("是", exact=True).first.check()
    pressed(page, "继续")
    return Application.objects.get(bundle=True).number


def answered(cast: Cast, number: str) -> None:
    """What the rest of the form asks, and every paper that these answers ask for."""
    item, person = catalogue().item(BUNDLE), person_of(cast["resident"])
    assert person is not None
    answers = example_answers(item, with_unemployment_registration=True, name=person.name)
    papers = [
        {"code": one.code, "file": store.keep(cast["resident"], f"{one.code}.png", PICTURE).pk}
        for one in item.asked(answers)
    ]
    forms.perform_change(number, {"answers": answers, "materials": papers}, by=cast["resident"])


def part(number: str, item: str) -> Application:
    return Application.objects.get(joint__number=number, item=item)


def granted(cast: Cast, number: str) -> None:
    """Through its desks, as they press."""
    cast.do("generalist", "accept", number)
    while (now := cast.look(number)).application.step_k is not None:
        step, stay = now.item.step(now.application.step_k), now.stay
        assert stay is not None
        if step.kind == "notice":
            return
        cast.do(f"{stay.unit.code}.{stay.role}", "complete-step", number, outcome="agree", opinion="情况属实")
    unit = now.application.decided_by
    assert unit is not None
    cast.do("generalist" if now.item.deciding.unit == "station" else f"{unit.code}.approver", "grant", number)


def soon(page: Page, item: str, words: str) -> None:
    """The record follows by itself; the page says so when it is loaded again."""
    for _n in range(20):
        page.reload()
        if words in under(page, "parts").locator(".line", has_text=item).first.inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(under(page, "parts").inner_text())


@pytest.mark.parametrize(("width", "elder"), [(360, ("resident",)), (1280, ())])
def test_filed_once_and_each_begins_by_itself(
    rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...]
) -> None:
    cast, start = rehearsed, next_monday()
    people = People(browser, width, elder)
    with served(start) as site, clock.standing(start):
        page = people.at("resident", site)
        number = begun(page, site)
        answered(cast, number)
        page.goto(f"{site}/matters/{number}/papers")
        sound(page)
        pressed(page, "继续")
        sound(page)
        pressed(page, "提交")
        page.wait_for_url(f"**/matters/{number}?filed=1")
        assert Joint.objects.get().number == number
        sound(page)
        soon(page, "就业困难人员认定", "自动提交")
        page.goto(f"{site}/matters/{number}/print-together/form")
        assert sheets(page) <= 3
        page.goto(f"{site}/matters/{number}")
        granted(cast, part(number, WORK).number)
        soon(page, "就业困难人员认定", "受理")
        granted(cast, part(number, HARD).number)
        soon(page, "灵活就业社会保险补贴", "受理")
        sound(page)
        page.goto(f"{site}/matters/{part(number, PAID).number}")
        expect(page.locator("main")).to_contain_text("属于“就业困难认定和补贴一件事”")
        expect(page.locator("main")).to_contain_text("就业困难人员认定")
        sound(page)
        page.goto(f"{site}/matters/")
        expect(page.locator("main .line")).to_have_count(1)
        desk = people.at("generalist", site)
        desk.goto(f"{site}/matters/{number}")
        sound(desk)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_not_granted_ends_what_needs_it(rehearsed: Cast, browser: Browser, width: int) -> None:
    cast, start = rehearsed, next_monday()
    people = People(browser, width)
    with served(start) as site, clock.standing(start):
        person = person_of(cast["resident"])
        assert person is not None
        item = catalogue().item(BUNDLE)
        answers = example_answers(item, with_unemployment_registration=False, name=person.name)
        number = forms.begin_together({"item": BUNDLE, "answers": answers, "submit": True}, by=cast["resident"])
        page = people.at("resident", site)
        page.goto(f"{site}/matters/{number}")
        cast.do("generalist", "not-accept", part(number, HARD).number, reason="不符合规定的情形", ground="not_required")
        soon(page, "灵活就业社会保险补贴", "没有开始")
        sound(page)
        expect(page.locator("main")).to_contain_text("没有办成；另有 1 项没有开始")
        page.goto(f"{site}/messages/")
        expect(page.locator("main")).to_contain_text("有一项没有开始")


def test_all_of_it_is_taken_back(rehearsed: Cast, browser: Browser) -> None:
    cast, start = rehearsed, next_monday()
    people = People(browser, 360)
    with served(start) as site, clock.standing(start):
        person = person_of(cast["resident"])
        assert person is not None
        answers = example_answers(catalogue().item(BUNDLE), with_unemployment_registration=True, name=person.name)
        number = forms.begin_together({"item": BUNDLE, "answers": answers, "submit": True}, by=cast["resident"])
        page = people.at("resident", site)
        page.goto(f"{site}/matters/{number}")
        under(page, "withdraw").locator("summary").click()
        pressed(page, "全部撤回")
        sound(page)
        expect(under(page, "parts")).to_contain_text("不办了")
        assert part(number, WORK).outcome == "withdrawn"
