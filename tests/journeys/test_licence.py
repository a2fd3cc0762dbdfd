"""Licences of which there are few, and that go on when nobody decides: as those see it whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from linli.capabilities.services.models import Result
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.kernel import clock
from tests.cast import Cast
from tests.journeys.people import People, next_monday, served, sheets, sound

pytestmark = pytest.mark.django_db(transaction=True)
DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"


def checked(cast: Cast, number: str) -> None:
    cast.do("generalist", "accept", number)
    cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))


@pytest.mark.parametrize("width", [360, 1280])
def test_places_go_by_the_order_of_acceptance(rehearsed: Cast, browser: Browser, width: int) -> None:
    cast = rehearsed
    publish("licence-quota")
    people = People(browser, width)
    with served(next_monday()) as site:
        numbers = [cast.file("licence-quota", who).number for who in ("resident", "neighbour", "resident")]
        for number in numbers:
            checked(cast, number)
        item = people.at("resident", site)
        item.goto(f"{site}/items/licence-quota")
        expect(item.locator("main")).to_contain_text("2 个名额，按受理先后")
        page = people.at(DECIDES, site)
        page.goto(f"{site}/matters/{numbers[2]}")
        expect(page.locator("#pane")).to_contain_text("有 2 件受理在先，要先决定；还剩 2 个名额。")
        sound(page)
        for number in numbers[:2]:
            page.goto(f"{site}/matters/{number}")
            page.keyboard.press("g")
            expect(page.get_by_role("alert")).to_contain_text("再按一次确认")
            with page.expect_navigation():
                page.keyboard.press("g")
        page.goto(f"{site}/matters/{numbers[2]}")
        expect(page.locator("#pane")).to_contain_text("名额已满。")
        page.keyboard.press("r")
        page.locator("#refuse textarea").fill("名额已满。")
        with page.expect_navigation():
            page.locator("#refuse button.btn").last.click()
    assert [cast.look(number).application.outcome for number in numbers] == ["granted", "granted", "refused"]


@pytest.mark.parametrize(("width", "elder"), [(360, ("resident",)), (1280, ())])
def test_nobody_decides_and_it_goes_on(rehearsed: Cast, browser: Browser, width: int, elder: tuple[str, ...]) -> None:
    cast, start = rehearsed, next_monday()
    publish("licence", "licence-renewal")
    people = People(browser, width, elder)
    with served(start):
        old = cast.file("licence").number
        checked(cast, old)
        cast.do(DECIDES, "grant", old)
        cast.do("generalist", "deliver", old, means="online")
    end = Result.objects.get(application__number=old).until
    assert end is not None
    with served(start.replace(year=end.year, month=end.month, day=end.day) - timedelta(days=40)) as site:
        number = cast.file("licence-renewal").number
        cast.do("generalist", "accept", number)
        page = people.at("resident", site)
        page.goto(f"{site}/matters/{number}")
        expect(page.locator("main")).to_contain_text("届满前没有决定，视为准予延续")
        sound(page)
    with served(start.replace(year=end.year, month=end.month, day=end.day) + timedelta(days=1)) as site:
        assert clock.today() > end
        page = people.at("resident", site)
        page.goto(f"{site}/matters/{number}")
        expect(page.locator(".life")).to_contain_text("届满前没有作出决定，视为准予延续")
        sound(page)
        for large in ("", "?large=1"):
            page.goto(f"{site}/matters/{number}/print/decision{large}")
            expect(page.locator("footer svg")).to_be_visible()
            assert sheets(page) == 1, large
        head = people.at("civil-affairs.head", site)
        head.goto(f"{site}/messages/")
        expect(head.locator("main")).to_contain_text("逾期未决定，视为准予延续")
    assert cast.look(number).application.outcome == "granted"
