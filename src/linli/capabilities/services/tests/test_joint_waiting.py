"""A part that waits for another's result says that it was filed and goes on by itself; it is left out by name only."""

import re
from pathlib import Path

import pytest

from linli.capabilities.services import forms
from linli.capabilities.services.models import Part
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests.test_joint import DISABLED, HARD, PAID, POOR, chained, parts, through, together
from tests.cast import go_on


@pytest.fixture(autouse=True)
def published(cast):
    forms.load_catalogue(Path(__file__).parent / "bundles")


def shown(cast, number, account="resident"):
    return cast.page(account).get(f"/matters/{number}", follow=True).content.decode()


def name(code):
    return catalogue().item(code).name["zh-hans"]


def test_it_was_filed_and_goes_on_by_itself(cast):
    joint = together(cast)
    page = shown(cast, parts(joint)[DISABLED].number)
    assert f"这一项在等“{name(POOR)}”的结果，办好后会自动提交。" in page
    assert "已经和其他事项一起提交" in page
    assert f"“{name(POOR)}”办好后自动补上" in page
    assert f'href="/matters/{joint.number}"' in page
    for wrong in ("这件事还没有提交过", "删掉这份草稿", "您可以先提交", "还缺", "核对并提交", "/submit"):
        assert wrong not in page, wrong


def test_it_is_left_out_once_it_is_asked_again(cast):
    joint = together(cast)
    number, page = parts(joint)[DISABLED].number, cast.page("resident")
    asked = shown(cast, number)
    assert re.search(r"<summary[^>]*>不办这一项了</summary>.*?确认不办这一项</button></div></details>", asked, re.S)
    key = re.search(r'name="once" value="([^"]+)"', asked)[1]
    for _n in range(2):
        answer = page.post(f"/matters/{number}/discard", {"once": key})
        assert answer.url == f"/matters/{joint.number}"
    assert "这一项不办了。" in page.get(answer.url).content.decode()
    assert Part.objects.get(joint=joint, item=DISABLED).left == "given_up"


def test_it_names_what_is_left_out_with_it(cast):
    found = parts(chained(cast))
    assert f"“{name(PAID)}”要用到这一项的结果" in shown(cast, found[HARD].number)
    assert "要用到这一项的结果" not in shown(cast, found[PAID].number)


def test_what_was_left_to_its_person_is_looked_over_as_before(cast):
    joint = together(cast)
    waits = parts(joint)[DISABLED].number
    forms.perform_change(waits, {"answers": {"card_number": None}}, by=cast["resident"])
    through(cast, parts(joint)[POOR].number)
    go_on()
    page = cast.page("resident").get(f"/matters/{waits}/check").content.decode()
    assert "删掉这份草稿" in page
    assert "不办这一项了" not in page


def test_filing_it_too_early_says_why(cast):
    number = parts(together(cast))[DISABLED].number
    answer = cast.page("resident").post(f"/matters/{number}/submit", {"once": "early"})
    assert answer.status_code == 409
    assert "已经和其他事项一起提交" in answer.content.decode()
