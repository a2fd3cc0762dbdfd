import pytest
from django.test import RequestFactory

from linli.kernel.ui.middleware import language_of


def language(path="/", accept="", cookie=""):
    request = RequestFactory().get(path, headers={"Accept-Language": accept} if accept else {})
    if cookie:
        request.COOKIES["linli-language"] = cookie
    return language_of(request)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "zh-hans"),
        ("en-GB,en;q=0.8", "en"),
        ("zh-CN", "zh-hans"),
        ("zh-Hant", "zh-hans"),
        ("fr-FR, en;q=0.5", "en"),
        ("fr", "zh-hans"),
        ("*", "zh-hans"),
        ("%%%", "zh-hans"),
    ],
)
def test_a_page_speaks_what_the_browser_asks_for_else_chinese(accept, expected):
    assert language(accept=accept) == expected


def test_what_was_chosen_goes_before_what_the_browser_asks_for():
    assert language(accept="zh-CN", cookie="en") == "en"


def test_an_unknown_choice_is_ignored():
    assert language(accept="en", cookie="tlh") == "en"


def test_the_api_ignores_the_cookie():
    assert language("/api/v1/items", accept="zh-Hans", cookie="en") == "zh-hans"
