"""How all of it stands: what is left out is not counted but said apart, and bad news stands on no good ground."""

import re
from pathlib import Path

import pytest

from linli.capabilities.services import actions, forms
from linli.capabilities.services.pages.joint import coming_together
from linli.capabilities.services.queries.joint import joint_detail
from linli.capabilities.services.tests.test_joint import DISABLED, POOR, WORK, parts, together
from tests.cast import go_on


@pytest.fixture(autouse=True)
def published(cast):
    forms.load_catalogue(Path(__file__).parent / "bundles")


def now(cast, joint):
    go_on()
    return coming_together(joint_detail(cast["resident"], joint.number))


def decided(cast, number, verb="grant"):
    cast.do("generalist", "accept", number)
    reason = {} if verb == "grant" else {"reasons": "不符合条件"}
    cast.do("generalist", verb, number, **reason)


def delivered(cast, number):
    cast.do("generalist", "deliver", number, means="window")


def page(cast, joint):
    text = cast.page("resident").get(f"/matters/{joint.number}").content.decode()
    return [re.search(f'class="{kind} is-([a-z]+)"', text)[1] for kind in ("answer", "state")]


@pytest.mark.parametrize("work", [True, False])
def test_all_of_it_taken_back_is_withdrawn(cast, work):
    joint = together(cast, work=work)
    actions.withdraw_together(joint.number, by=cast["resident"])
    told = now(cast, joint)
    assert (told.token, told.words, told.big) == ("ended", "已撤回", "您已全部撤回")
    assert "您已全部撤回" in cast.page("resident").get("/matters/").content.decode()


def test_what_is_left_out_is_said_apart(cast):
    joint = together(cast)
    work = parts(joint)[WORK].number
    decided(cast, work)
    delivered(cast, work)
    assert now(cast, joint).words == "已办完 1/3 项"
    actions.discard(parts(joint)[DISABLED].number, by=cast["resident"])
    told = now(cast, joint)
    assert told.words == "已办完 1/2 项"
    assert told.big.endswith("；另有 1 项不办了")
    cast.do("resident", "withdraw", parts(joint)[POOR].number)
    told = now(cast, joint)
    assert (told.token, told.words, told.big) == ("done", "已办结", "办好了 1 项；另有 2 项不办了")


def test_what_never_begins_is_said_apart(cast):
    joint = together(cast)
    cast.do("generalist", "not-accept", parts(joint)[POOR].number, reason="不属于本街道", ground="not_required")
    told = now(cast, joint)
    assert told.words == "已办完 1/2 项"
    assert told.big.endswith("；另有 1 项没有开始")
    decided(cast, parts(joint)[WORK].number)
    delivered(cast, parts(joint)[WORK].number)
    assert now(cast, joint).big == "2 项中办成了 1 项；另有 1 项没有开始"


def test_nothing_of_it_was_granted(cast):
    joint = together(cast, work=False)
    cast.do("generalist", "not-accept", parts(joint)[POOR].number, reason="不属于本街道", ground="not_required")
    assert now(cast, joint).big == "没有办成；另有 1 项没有开始"


def test_bad_news_stand_on_no_good_ground(cast):
    joint = together(cast)
    assert page(cast, joint) == ["running", "running"]
    decided(cast, parts(joint)[WORK].number)
    assert page(cast, joint) == ["running", "running"]
    cast.do("generalist", "not-accept", parts(joint)[POOR].number, reason="不属于本街道", ground="not_required")
    go_on()
    assert page(cast, joint) == ["ended", "running"]
