"""What is printed lies on one sheet: the receipt, and the decision with its code."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.cast import Cast
from tests.journeys.people import sheets

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = ("receipt", "decision")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_receipt_and_decision_are_one_sheet_each(site: str, district: None, browser: Browser, language: str) -> None:
    cast = Cast()
    number = cast.file("unemployment-registration").number
    cast.do("generalist", "accept", number)
    cast.do("generalist", "grant", number, text="经审核，符合条件，予以登记。")
    session = cast.page("resident").cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale=language)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    page = context.new_page()
    found = {}
    for paper in PAPERS:
        page.goto(f"{site}/matters/{number}/print/{paper}")
        assert page.locator("main.paper table").is_visible()
        found[paper] = sheets(page)
    assert page.locator("footer svg").is_visible()
    context.close()
    assert found == dict.fromkeys(PAPERS, 1)
