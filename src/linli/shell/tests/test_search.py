"""One search: what is found for whom, in how many queries, and what is not looked for at all."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.commons.notices.models import Notice
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.record.followers import pump
from linli.kernel.ui import finding
from tests.cast import go_on

SPOT, LONG = "unemployment-registration", "disability-living-allowance"
ENGLISH = {"Accept-Language": "en"}
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "BEGIN", "COMMIT")


def groups(page):
    """The groups of a page, each with its lines' titles."""
    parts = re.split(r'<h2 id="found-', page.text)[1:]
    return {part.split('"')[0]: re.findall(r"<b>(.*?)</b>", part) for part in parts}


def told(cast, who, q, **more):
    answer = cast.api(who).get("/api/v1/search", {"q": q} | more)
    assert answer.status_code == 200, answer.text
    return {one["key"]: [item["title"] for item in one["items"]] for one in answer.json()["groups"]}


@pytest.fixture
def hung(cast):
    """A notice about resident that runs in her community, and one that is over."""
    from datetime import timedelta

    now, place = clock.now(), person_of(cast["resident"]).community_id
    title = {"zh-hans": "低保审核公示", "en": "Subsistence allowance, public notice"}
    field = [{"name": "name", "title": {"zh-hans": "姓名", "en": "Name"}, "value": "林秋怡"}]
    for n, days in ((1, 5), (2, -1)):
        Notice.objects.create(
            subject_kind="application", subject_id=str(n), item=LONG, community_id=place, title=title, body=title,
            round=1, published=field, starts=now - timedelta(days=9), until=now + timedelta(days=days),
        )  # fmt: skip
    return cast


def test_a_visitor_finds_what_is_public_and_nothing_else(hung):
    hung.file(SPOT)
    page = Client(headers=ENGLISH).get("/search/", {"q": "低保"})
    assert groups(page)["notices"] == ["Subsistence allowance, public notice"]
    assert set(groups(page)) <= {"items", "notices", "offices"}
    page = Client(headers=ENGLISH).get("/search/", {"q": "失业"})
    assert "Unemployment registration" in groups(page)["items"]
    for q in ("林秋怡", "林秋", "lqy"):  # neither her matter nor what the notice publishes of her
        empty = Client(headers=ENGLISH).get("/search/", {"q": q})
        assert groups(empty) == {}
        assert "Nothing was found" in empty.text and "once you have signed in" in empty.text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_visitors_home_leads_to_all_that_hangs(hung, client, language):
    home = client.get("/", headers={"Accept-Language": language}).text
    (link,) = re.findall(r'href="(/search/\?group=notices[^"]*)"', home)
    page = client.get(html.unescape(link), headers={"Accept-Language": language}).text
    assert 'href="/notices/jingcheng"' in page


def test_everybody_finds_their_own_and_what_they_see(hung):
    number = hung.file(SPOT).number
    go_on()
    pump()
    name = "Unemployment registration"
    assert told(hung, "resident", "失业")["matters"] == [name]
    assert told(hung, "resident", "unemployment")["messages"]
    assert told(hung, "generalist", "林秋怡") == {"matters": [name]}
    assert told(hung, "generalist", number)["matters"] == [name]
    for who in ("neighbour", "stranger", "fangzhou.generalist"):
        assert told(hung, who, "林秋怡") == told(hung, who, number) == {}, who
        assert "matters" not in told(hung, who, "失业") and "messages" not in told(hung, who, "unemployment")
    assert groups(hung.page("generalist", **ENGLISH).get("/search/", {"q": "林秋怡 失业"})) == {"matters": [name]}


def test_offices_are_found_by_name_and_by_the_communities_they_take_in_for(cast):
    place = network().place("jingcheng")
    unit = network().takes_in(place.pk)
    found = told(cast, "stranger", place.name)["offices"]
    assert unit.names["en"] in found
    assert told(cast, "stranger", unit.names["en"])["offices"][0] == unit.names["en"]


PERSONAL = (
    "320594198604128629", "32059419860412862X", "13800138000", "138 0013 8000", "林 13800138000",
    "０５１２６２８８８８８",
    "6222021234567890123",
)  # fmt: skip


@pytest.mark.parametrize("who", ["generalist", "resident"])
def test_what_may_be_somebodys_number_is_not_looked_for_nor_kept_in_the_address(cast, who, caplog):
    page = cast.page(who, **ENGLISH)
    for q in PERSONAL:
        with CaptureQueriesContext(connection) as asked:
            answer = page.get("/search/", {"q": q})
        assert answer["Location"] == "/search/?refused=number"
        assert not any("services_" in one["sql"] for one in asked)
        after = page.get(answer["Location"]).text
        assert "This was not looked for" in after
        assert ("Persons are looked up by number" in after) == (who == "generalist")
        assert q not in after and q not in caplog.text
        assert cast.api(who).get("/api/v1/search", {"q": q}).status_code == 400


def test_a_long_question_is_refused_in_words(cast):
    answer = cast.page("resident", **ENGLISH).get("/search/", {"q": "登" * 101})
    assert answer["Location"] == "/search/?refused=long"
    assert "fewer words" in cast.page("resident", **ENGLISH).get(answer["Location"]).text


ODD = ("", "  ", "·、", "%", "'", "<b>x</b>", "火' | '星", "\\", "(((", "ﷺ", "🙂")


def test_odd_words_and_marks_that_are_not_ours_break_nothing(cast):
    cast.file(SPOT)
    page, api = cast.page("generalist", **ENGLISH), cast.api("generalist")
    for q in ODD:
        answer = page.get("/search/", {"q": q})
        assert answer.status_code == 200, q
        assert "<b>x</b>" not in answer.text
        assert groups(answer).get("matters") is None, q
        assert api.get("/api/v1/search", {"q": q}).status_code == 200, q
    for group in ("items", "matters", "offices", "nothing", ""):
        for mark in ("x", "-1", "９", "99999", "W10"):
            query = {"q": "登记", "group": group, "cursor": mark}
            assert page.get("/search/", query).status_code in (200, 400), query
            assert api.get("/api/v1/search", query).status_code in (200, 400), query


def test_a_group_alone_is_walked_to_its_end_newest_first(cast):
    made = [cast.file(SPOT).number for _n in range(23)]
    api = cast.api("generalist")
    few = api.get("/api/v1/search", {"q": "林秋怡"}).json()["groups"][0]
    assert len(few["items"]) == 5
    shown, address = [], few["next"]
    while address:
        one = api.get(address).json()["groups"][0]
        shown += [item["href"].rpartition("/")[2] for item in one["items"]]
        address = one["next"]
    assert shown == made[::-1]
    page = cast.page("generalist", **ENGLISH)
    first = page.get("/search/", {"q": "林秋怡", "group": "matters"})
    assert len(groups(first)["matters"]) == 20
    then = page.get(re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&"))
    assert len(groups(then)["matters"]) == 3


@pytest.mark.parametrize(("who", "most"), [("resident", 9), ("generalist", 9), (None, 3)])
def test_the_same_statements_however_much_there_is(hung, who, most):
    client = hung.page(who) if who else Client()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/search/", {"q": "登记 失业"}).status_code == 200
        return len([q for q in queries if not q["sql"].startswith(CONTROL)])

    hung.file(SPOT)
    go_on()
    pump()
    asked()
    few = asked()
    for _n in range(8):
        hung.file(SPOT)
    go_on()
    pump()
    assert asked() == few <= most


def test_every_room_has_said_once_what_is_found():
    keys = [one.key for one in finding.GROUPS]
    assert keys == ["items", "matters", "notices", "offices", "messages"]


def test_each_word_must_stand_in_one_of_the_texts():
    asked = finding.words("失业、登记")
    assert finding.fit(asked, "失业登记") and finding.fit(asked, "失业", "登记")
    assert not finding.fit(asked, "登记") and not finding.fit(asked) and not finding.fit([], "失业")
