"""What was applied for as one is found by its number: the whole first, then its parts."""

import re
from pathlib import Path

import pytest

from linli.capabilities.services import forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.test_joint import parts, together
from linli.kernel.numbers import spoken
from tests.cast import go_on


@pytest.fixture(autouse=True)
def published(cast):
    forms.load_catalogue(Path(__file__).parent / "bundles")


def found(cast, account, q):
    return re.findall(
        r'class="line" href="/matters/(\d+)"', cast.page(account).get("/search/", {"q": q}).content.decode()
    )


@pytest.mark.parametrize("account", ["resident", "generalist"])
def test_its_number_leads_to_the_whole_first(cast, account):
    joint = together(cast)
    go_on()
    for q in (joint.number, spoken(joint.number)):
        first, *rest = found(cast, account, q)
        assert first == joint.number
        assert set(rest) <= {one.number for one in parts(joint).values()}
        assert len(rest) >= 2
    groups = cast.api(account).get("/api/v1/search", {"q": joint.number}).json()["groups"]
    assert groups[0]["items"][0]["href"].endswith(f"/matters/{joint.number}")


def test_a_part_leads_to_itself_and_strangers_find_nothing(cast):
    joint = together(cast)
    one = Application.objects.filter(joint=joint, state="filed").first()
    assert found(cast, "resident", one.number) == [one.number]
    for account in ("stranger", "neighbour"):
        assert found(cast, account, joint.number) == []


def test_each_part_has_a_number_of_its_own_and_this_one_finds_them_all(cast):
    joint = together(cast)
    page = cast.page("resident").get(f"/matters/{joint.number}?filed=1").content.decode()
    assert "凭这一个编号，在任何窗口都能查到全部事项；每一项另有自己的办件号" in page
    assert "只有这一个编号" not in page
