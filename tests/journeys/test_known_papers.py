"""Nothing is asked twice: what an office knows and what was handed in before is ticked, at home and at the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.order import PICTURE
from linli.commons.credentials.forms import load_register
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.files import store
from tests.cast import ROOT, Cast
from tests.journeys.people import People, next_monday, pressed, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
ALLOWANCE, PERMIT = "disability-living-allowance", "residence-permit-endorsement"


def handed_in_before(cast: Cast) -> None:
    """An identity card that came with another matter, which was accepted."""
    file = store.keep(cast["resident"], "身份证.png", PICTURE).pk
    number = cast.file(PERMIT, materials=[{"code": "identity-card", "file": file}]).number
    cast.do("generalist", "accept", number)


def begun(cast: Cast, page: Page, site: str) -> str:
    """From the page that says what will be needed, to the papers; what is asked between is answered."""
    page.goto(f"{site}/apply/{ALLOWANCE}")
    needed = page.locator("main")
    expect(needed).to_contain_text("区残疾人联合会")
    expect(needed).to_contain_text("为“居住证签注”交过")
    sound(page)
    pressed(page, "开始")
    number = Application.objects.get(item=ALLOWANCE, state="draft").number
    filled = {"card_number": "32059419860412862943", "card_grade": "3", "hardship": "self", "other_support": "none"}
    body = {"answers": filled | {"account_holder": "self"}}
    forms.perform_change(number, body, by=cast["resident"])
    page.goto(f"{site}/matters/{number}/papers")
    return number


def ticked(page: Page) -> None:
    """Two are offered, of two nothing is known; unticked the last look still names them, and one is used from there."""
    expect(page.get_by_label("用这里已有的")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("这里已有，勾选即可使用")
    sound(page)
    pressed(page, "继续")
    expect(page.locator("main")).to_contain_text("其实这里已经有")
    sound(page)
    pressed(page, "用上")
    expect(page.get_by_role("button", name="用上")).to_have_count(1)
    sound(page)
    page.get_by_role("link", name="返回").first.click()
    expect(page.get_by_label("用这里已有的")).to_have_count(1)
    page.get_by_label("用这里已有的").check()
    pressed(page, "继续")
    expect(page.locator("main")).not_to_contain_text("其实这里已经有")
    sound(page)


@pytest.mark.parametrize(("width", "elder"), [(360, ("resident",)), (1280, ())])
def test_ticked_at_home_and_seen_at_the_desk(
    rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...]
) -> None:
    cast, start = rehearsed, next_monday()
    people = People(browser, width, elder)
    with served(start) as site, clock.standing(start):
        load_register(ROOT / "catalogue/registers/disability-card.yaml")
        handed_in_before(cast)
        page = people.at("resident", site)
        page.goto(f"{site}/me")
        page.get_by_role("link", name="我的证明").click()
        expect(page.locator("main")).to_contain_text("残疾人证")
        sound(page)
        number = begun(cast, page, site)
        ticked(page)
        page.goto(f"{site}/matters/{number}/papers")
        pressed(page, "不用这份")
        expect(page.get_by_label("用这里已有的")).to_have_count(1)
        page.get_by_label("用这里已有的").check()
        pressed(page, "继续")
        pressed(page, "提交")
        expect(page.locator("main")).to_contain_text("让您少交 2 份材料")
        sound(page)
        page.goto(f"{site}/matters/{number}/print/form")
        expect(page.locator("body")).to_contain_text("区残疾人联合会")
        assert sheets(page) <= 2
        desk = people.at("generalist", site)
        desk.goto(f"{site}/matters/{number}")
        expect(desk.locator("main")).to_contain_text("区残疾人联合会")
        expect(desk.locator("main")).to_contain_text("为“居住证签注”交过")
        sound(desk)


@pytest.mark.parametrize("width", [360, 1280])
def test_ticked_at_the_window(rehearsed: Cast, browser: Browser, width: int) -> None:
    cast, start = rehearsed, next_monday()
    people = People(browser, width)
    with served(start) as site, clock.standing(start):
        load_register(ROOT / "catalogue/registers/disability-card.yaml")
        handed_in_before(cast)
        person = person_of(cast["resident"])
        assert person is not None
        raw = {"item": ALLOWANCE, "on_behalf_of": str(person.pk), "channel": "window"}
        answers = {"card_number": "32059419860412862943", "card_grade": "3", "hardship": "self"}
        answers |= {"other_support": "none", "account_holder": "self"}
        filing, _submit = forms.new(raw | {"answers": answers}, cast["generalist"])
        number = actions.draft(filing, by=cast["generalist"]).number
        page = people.at("generalist", site)
        page.goto(f"{site}/matters/{number}")
        expect(page.get_by_label("用这里已有的")).to_have_count(2)
        sound(page)
        for one in page.get_by_label("用这里已有的").all():
            one.check()
        pressed(page, "^提交")
        expect(page.locator("main")).to_contain_text("已提交")
        kept = cast.look(number).filing["materials"]
        assert sorted(paper["code"] for paper in kept if "from" in paper) == ["disability-card", "identity-card"]
