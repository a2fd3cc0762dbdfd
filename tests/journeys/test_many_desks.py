"""Many desks: a paper missing, corrected once, reviewed, noticed, sent back, decided, delivered: all on pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from linli.capabilities.services.queries import View
from tests.cast import Cast, go_on
from tests.journeys.people import People, next_monday, pressed, served, sound

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "disability-living-allowance"
CARD = "残疾人证"


def filed(cast: Cast) -> str:
    papers = [{"code": m.code, "known": True} for m in cast_item(cast).materials if m.source == "shared_data"]
    return cast.file(LONG, materials=papers).number


def cast_item(cast: Cast):
    from linli.capabilities.services.queries import catalogue

    return catalogue().item(LONG)


def corrected(cast: Cast, number: str) -> None:
    """The resident sends what was asked for, from home."""
    cast.do("resident", "resubmit", number, materials=[])


def test_a_matter_goes_through_many_desks(rehearsed: Cast, browser: Browser) -> None:
    cast, people, start = rehearsed, People(browser), next_monday()
    with served(start) as site:
        number = filed(cast)
        asked_once(people.open("generalist", site))
        assert cast.look(number).application.state == "correction"
        corrected(cast, number)
        page = people.open("generalist", site)
        expect(page.locator("#request-correction")).to_have_count(0)  # a second one is impossible
        with page.expect_navigation():
            page.keyboard.press("a")
        reviewed(people.open("hudong-committee.specialist", site), CARD)
        on_the_board(people, site, number)
    with served(start + timedelta(days=8)) as site:
        noticed(people, site, cast, number)
        sent_back(people.open("disabled-federation.specialist", site))
        assert cast.look(number).application.step_k == 1  # a notice is not gone back to
        reviewed(people.open("hudong-committee.specialist", site), CARD)
    with served(start + timedelta(days=16)) as site:
        noticed(people, site, cast, number)
        reviewed(people.open("disabled-federation.specialist", site), CARD)
        page = people.open("approver", site)
        sound(page)
        page.get_by_role("button", name=re.compile("^准予")).click()
        expect(page.get_by_role("alert")).to_contain_text("不能撤销")
        pressed(page, "^准予")
        page = people.open("generalist", site)
        page.get_by_label("窗口").check()
        pressed(page, "^登记送达")
        sound(page)
    ended(cast.look(number))


def asked_once(page: Page) -> None:
    page.keyboard.press("c")
    form = page.locator("#request-correction form")
    expect(form.get_by_label(CARD, exact=True)).to_have_value("请补交")
    sound(page)
    form.get_by_label("残疾等级", exact=True).fill("请写证上的等级")
    with page.expect_navigation():
        form.get_by_role("button").click()
    expect(page.locator(".life")).to_contain_text("请写证上的等级")
    expect(page.locator("#pane")).to_contain_text("等居民补正")


def reviewed(page: Page, paper: str) -> None:
    expect(page.locator("#papers")).to_be_visible()
    expect(page.locator("main")).to_contain_text(paper)
    expect(page.locator("#limits")).to_be_visible()
    sound(page)
    page.get_by_label("办理意见").fill("经核对，符合条件。")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^同意")).click()
    expect(page.locator(".life")).to_contain_text("经核对，符合条件。")


def on_the_board(people: People, site: str, number: str) -> None:
    """While the notice runs its desk owes nothing, and nobody can pass it on."""
    page = people.at("hudong-committee.specialist", site)
    page.goto(f"{site}/desk/")
    expect(page.locator("table.duties")).to_have_count(0)
    page.goto(f"{site}/matters/{number}")
    expect(page.locator("#send-back")).to_have_count(1)
    expect(page.locator("#complete-step")).to_have_count(0)


def noticed(people: People, site: str, cast: Cast, number: str) -> None:
    """It is over: its desk has a duty and passes it on."""
    go_on()
    page = people.open("hudong-committee.specialist", site)
    with page.expect_navigation():
        page.keyboard.press("s")
    expect(page.locator(".say.is-done")).to_be_visible()
    assert cast.look(number).application.step_k == 3


def sent_back(page: Page) -> None:
    page.keyboard.press("b")
    expect(page.locator("#send-back textarea")).to_be_focused()
    page.keyboard.type("请核实残疾等级")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".life")).to_contain_text("请核实残疾等级")


def ended(view: View) -> None:
    a = view.application
    assert (a.state, a.outcome, a.delivery) == ("closed", "granted", "delivered")
    names = [entry.fact.removeprefix("services.") for entry in view.entries if entry.fact.startswith("services.")]
    review = ["StepCompleted", "StepCompleted"]
    assert names == [
        "ApplicationFiled", "CorrectionRequested", "ApplicationResubmitted", "ApplicationAccepted",
        *review, "SentBack", *review, "StepCompleted", "ApplicationGranted", "ResultDelivered",
    ]  # fmt: skip
