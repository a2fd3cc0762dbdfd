"""Can I apply? Each way through each item's questions ends in one of three words; nothing of it is kept."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.forms.catalogue import judge_source
from linli.capabilities.services.forms.item_questions import ANSWERS, MOST
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.questions import questions, way
from linli.capabilities.services.tests import items
from linli.kernel.sources import Source, read

CODES = sorted(file.stem for file in items.REAL.glob("*.yaml") if "\nquestions:\n" in file.read_text())
WORDS = {
    "can": ("按您的回答，可以申请。", "按您的回答，这一项适合您。"),
    "may": ("按您的回答，可能适合您",),
    "not": ("这一项不适合您",),
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def real():
    items.network()
    items.publish_real()


def ways(item):
    """Every sequence of answers that ends."""

    def go(given):
        walked = way(item, given)
        if walked.asked is None:
            yield given, walked
        else:
            for n in range(len(walked.asked.answers)):
                yield from go([*given, n])

    return list(go([]))


def address(code, given):
    return f"/items/{code}/can-i?a={'-'.join(map(str, given))}"


@pytest.mark.parametrize("code", CODES)
def test_every_way_ends_and_says_so(real, client, code):
    item, seen = catalogue().item(code), set()
    for given, walked in ways(item):
        page = client.get(address(code, given)).content.decode()
        kind = "not" if walked.refused else "may" if walked.unsure else "can"
        assert [word for word, texts in WORDS.items() if any(text in page for text in texts)] == [kind]
        assert (f'href="/apply/{code}"' in page) == item.fileable  # who thinks otherwise may apply all the same
        assert ("照样可以申请" in page) == (item.fileable and kind == "not")
        for one in walked.instead:
            assert f'href="/items/{one}"' in page or not known(one)
        seen.add(kind)
    assert len(seen) > 1


def known(code):
    return code in {item.code for item in (*catalogue().items, *catalogue().bundles)}


@pytest.mark.parametrize("code", CODES)
def test_what_may_fit_instead_is_in_the_catalogue(code):
    """A code misspelt would be left out without a word."""
    there = {file.stem for file in items.ROOT.glob("catalogue/*/*.yaml")}
    body = read(items.REAL / f"{code}.yaml").data
    named = {one for q in body["questions"] for answer in q["answers"] for one in answer.get("instead", ())}
    assert named <= there


def test_most_items_ask(real):
    asking = {item.code for item in catalogue().items if questions(item)}
    assert {item.code for item in catalogue().items if item.fileable} <= asking


def test_one_question_a_page_and_the_way_back(real, client):
    first = client.get("/items/disability-living-allowance/can-i").content.decode()
    assert "您有残疾人证吗？" in first
    assert "低保对象" not in first
    went = client.get("/items/disability-living-allowance/can-i", {"n": "0"})
    assert (went.status_code, went.url) == (302, "/items/disability-living-allowance/can-i?a=0")
    second = client.get(went.url).content.decode()
    assert "低保对象" in second
    assert 'name="a" value="0"' in second
    assert 'href="/items/disability-living-allowance/can-i"' in second  # back one question
    done = client.get("/items/disability-living-allowance/can-i", {"a": "0", "n": "1"}, follow=True).content.decode()
    assert WORDS["not"][0] in done
    assert 'href="/items/disability-nursing-allowance"' in done


def test_without_a_choice_the_question_stays(real, client):
    page = client.get("/items/disability-living-allowance/can-i", {"a": "0", "n": ""})
    assert page.status_code == 200
    assert "低保对象" in page.content.decode()


@pytest.mark.parametrize(
    "a", ["9", "0-9", "1-0", "0-0-0-0", "0-0-0-0-0-0-0", "-", "x", "0--1", "٣", "0\x000", "1" * 500]
)
def test_what_cannot_be_answered_is_not_there(real, client, a):
    assert client.get("/items/disability-living-allowance/can-i", {"a": a}).status_code in (400, 404)
    assert client.get("/items/disability-living-allowance/can-i", {"n": a}).status_code in (302, 400, 404)


def test_an_item_without_questions_has_no_such_page(real, client):
    assert client.get("/items/medical-assistance/can-i").status_code == 404
    assert "can-i" not in client.get("/items/medical-assistance").content.decode()
    assert client.get("/items/nothing/can-i").status_code == 404


def test_nothing_is_kept(real, client):
    with CaptureQueriesContext(connection) as asked:
        client.get(address("disability-living-allowance", [0, 0, 0]))
    assert not client.cookies.get("sessionid")
    assert all(one["sql"].startswith("SELECT") for one in asked)
    again = client.get(address("disability-living-allowance", [0, 0, 0]))
    kept = client.get(address("disability-living-allowance", [0, 0, 0]), HTTP_IF_NONE_MATCH=again.headers["ETag"])
    assert kept.status_code == 304


def test_programs_read_the_questions(cast):
    body = (
        cast.api("stranger").get("/api/v1/items/disability-living-allowance", headers={"Accept-Language": "en"}).json()
    )
    assert body["questions"][0]["ask"] == "Do you hold a disability card?"
    assert body["questions"][0]["answers"][1]["instead"] == ["disability-card"]
    assert cast.api("stranger").get("/api/v1/items/medical-assistance").json()["questions"] == []


def say(word):
    return {"zh-hans": word, "en": "a word"}


YES = {"says": say("是")}
NO = {"says": say("否"), "no": say("因为")}
GOOD = {"ask": say("问"), "answers": [YES, NO]}


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ([], "at least 1"),
        ([{"ask": say("问")}], "answers"),
        ([{**GOOD, "answers": [YES]}], "at least 2"),
        ([{**GOOD, "answers": [NO, NO]}], "nobody gets past"),
        ([{**GOOD, "answers": [YES] * (ANSWERS + 1)}], "answers; 6 at most"),
        ([GOOD] * (MOST + 1), "short way"),
        ([{**GOOD, "answers": [YES, {**NO, "unsure": say("因")}]}], "both"),
        ([{**GOOD, "answers": [YES, {**NO, "instead": ["page-only"]}]}], "itself"),
        ([{**GOOD, "answers": [YES, {**NO, "instead": ["Not A Code"]}]}], "code of an item"),
        ([{**GOOD, "hint": "x"}], "hint"),
        ([{**GOOD, "ask": {"zh-hans": "问"}}], "en"),
        ("x", "list"),
    ],
)  # fmt: skip
def test_flawed_questions_are_refused(db, asked, wrong):
    items.network()
    data = read(items.FOLDER / "page-only.yaml").data
    _body, flaws = judge_source(Source(str(items.FOLDER / "page-only.yaml"), data={**data, "questions": asked}))
    assert any(wrong in str(flaw) for flaw in flaws), [str(flaw) for flaw in flaws]
    _body, flaws = judge_source(Source(str(items.FOLDER / "page-only.yaml"), data={**data, "questions": [GOOD]}))
    assert not flaws


def test_at_most_so_many_ways(real):
    """A short way: nobody is asked more than four questions."""
    for code in CODES:
        found = ways(catalogue().item(code))
        assert max(len(given) for given, _walked in found) <= 4
        assert len({tuple(given) for given, _walked in found}) == len(found)
        assert all(a != b[: len(a)] for a, b in itertools.permutations([given for given, _walked in found], 2))
