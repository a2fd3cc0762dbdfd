"""A paper that is asked for in some situations only, in words: on the guide, before filing, and at the window."""

import re

import pytest
from django.utils.translation import override

from linli.capabilities.services.queries.situations import only_if
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_known_papers import registered
from linli.commons.people.queries import person_of

ITEM, ID, ENGLISH = "situational", "identity-card", {"Accept-Language": "en"}


@pytest.fixture
def item(cast):
    return publish(ITEM)[0]


def test_in_words(item):
    with override("en"):
        words = {material.code: only_if(item, material) for material in item.materials}
    assert words[ID] == ""
    assert words["disability-card"] == "Handed in only if “Your ground” is “A disability”."
    assert (
        words["lease"] == "Handed in only if “Your ground” is one of “Age” or “Something else”; “Do you rent” is “Yes”."
    )
    assert words["school-letter"].startswith("Declared only if “Your ground” is “Something else”; “What exactly” is “S")
    assert words["school-letter"].endswith("; or “Your ground” is “A disability”; “Do you rent” is “No”.")
    assert words["register"] == "Used only if “Your ground” is “Age”."


def test_in_chinese_words(item):
    with override("zh-hans"):
        hints = [only_if(item, item.material(code)) for code in ("disability-card", "lease")]
    assert re.fullmatch("“[^”]+”选“[^”]+”的才要交。", hints[0])
    assert re.fullmatch("“[^”]+”选“[^”]+”“[^”]+”之一；“[^”]+”选“是”的才要交。", hints[1])


def test_only_what_is_always_spared_is_marked_so(cast, item):
    page = cast.page("resident", **ENGLISH)
    for address in (f"/items/{ITEM}", f"/apply/{ITEM}"):
        shown = page.get(address).content.decode()
        assert "Used only if" in shown and "No need to bring it" not in shown, address
    registered(cast)
    assert page.get(f"/apply/{ITEM}").content.decode().count("Here already") == 1


def test_the_guide_says_in_which_situation(cast, item):
    page = cast.page("resident", **ENGLISH)
    for address in (f"/items/{ITEM}", f"/apply/{ITEM}"):
        assert "Handed in only if “Your ground” is “A disability”." in page.get(address).content.decode(), address


def test_the_papers_that_are_shown_are_numbered_without_a_gap(cast, item):
    page = cast.page("generalist", **ENGLISH)
    values = {"channel": "window", "_shown": "name ground rents", "asked": ["lease"], "go": "file"}
    values |= {"name": "", "ground": "age", "rents": "true"}
    shown = page.post(f"/people/{person_of(cast['resident']).pk}/new/{ITEM}", values).content.decode()
    keys = re.findall(r'id="seen-([\w-]+)"[^>]* data-key="(\d)"', shown)
    assert keys[:2] == [(ID, "1"), ("lease", "2")] and [n for _, n in keys] == ["1", "2", "3"][: len(keys)]
