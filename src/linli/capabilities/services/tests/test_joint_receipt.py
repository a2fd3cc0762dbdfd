"""The receipt of several items as one says what came in, whatever becomes of the parts afterwards."""

import re
from pathlib import Path

import pytest

from linli.capabilities.services import actions, forms
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests.promised import PICTURE
from linli.capabilities.services.tests.test_joint import CODE, DISABLED, POOR, parts, through, together
from linli.kernel.files import store
from tests.cast import go_on


@pytest.fixture(autouse=True)
def published(cast):
    forms.load_catalogue(Path(__file__).parent / "bundles")


def receipt(cast, joint):
    page = cast.page("resident").get(f"/matters/{joint.number}/print-together/receipt")
    assert page.status_code == 200
    [table] = re.findall(r"<table>.*?</table>", page.content.decode(), re.S)
    return table


def withdrawn(cast, joint):
    actions.withdraw_together(joint.number, by=cast["resident"], reason="搬家了")


def left_out(cast, joint):
    actions.discard(parts(joint)[DISABLED].number, by=cast["resident"])


def not_accepted(cast, joint):
    cast.do("generalist", "not-accept", parts(joint)[POOR].number, reason="不属于本街道", ground="not_required")


def corrected(cast, joint):
    number = parts(joint)[POOR].number
    asked = [{"material": "income-proof", "what": "请补一份"}]
    cast.do("generalist", "request-correction", number, items=asked)
    cast.do("resident", "resubmit", number, materials=[])


def granted(cast, joint):
    through(cast, parts(joint)[POOR].number)


@pytest.mark.parametrize("after", [withdrawn, left_out, not_accepted, corrected, granted])
def test_it_never_changes(cast, after):
    papers = catalogue().item(CODE).materials
    given = [{"code": m.code, "file": store.keep(cast["resident"], f"{m.code}.png", PICTURE).pk} for m in papers]
    joint = together(cast, materials=given)
    before = receipt(cast, joint)
    assert all(m.name["zh-hans"] in before for m in papers)
    after(cast, joint)
    go_on()
    assert receipt(cast, joint) == before
