"""A station's ratings, for who leads it: on a page and by API, each with its state; nobody else finds the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.station_ratings import led, station_ratings
from linli.capabilities.services.tests.test_counts import asked, read
from linli.capabilities.services.tests.test_ratings import ABOVE, APPEAL, SAID, badly, call, closed
from linli.commons.people.models import Person
from linli.commons.places.models import Unit
from linli.commons.ratings.models import Rating
from linli.kernel import clock
from tests.cast import MONDAY

PAGE, API = "/ratings/station/", "/api/v1/ratings/station"
STRANGERS = (
    "resident", "neighbour", "stranger", "generalist", "jingcheng.generalist", "civil-affairs.specialist",
    "civil-affairs.approver", "civil-affairs.head", "officer", "auditor",
)  # fmt: skip


def each_state(cast):
    """One rating of each state, oldest first."""
    lived = {}
    for n, name in enumerate(("good", "to_call", "to_answer", "answered", "appealed", "struck")):
        with clock.standing(MONDAY + timedelta(minutes=n)):
            lived[name] = number = closed(cast)
            cast.do("resident", "rate", number, level=4 if name == "good" else 1, comment=SAID)
            if name in ("to_answer", "answered"):
                cast.do("head", "call-rater", number, **call())
            if name == "answered":
                cast.do("head", "answer-rating", number, what_was_done="已改进")
                cast.do("resident", "follow-up", number, level=5)
            if name in ("appealed", "struck"):
                cast.do("head", "appeal-rating", number, **APPEAL)
            if name == "struck":
                cast.do(ABOVE, "decide-appeal", number, strike=True, reason="属实")
    return lived


def listed(cast, account, query=""):
    answer = cast.api(account).get(API + query)
    assert answer.status_code == 200
    return [(one["number"], one["state"]) for one in answer.json()["items"]]


@pytest.mark.parametrize("account", ["head", "jingcheng.head", ABOVE])
def test_the_head_reads_all_newest_first_and_what_is_open(cast, account):
    lived = each_state(cast)
    all_ = [(number, None if name == "good" else name) for name, number in reversed(lived.items())]
    assert listed(cast, account) == all_
    still = ("to_call", "to_answer", "appealed")
    assert listed(cast, account, "?show=open") == [one for one in all_ if one[1] in still]
    html = cast.page(account).get(PAGE).content.decode()
    assert [number for name, number in lived.items() if f'href="/matters/{number}"' not in html] == []
    for words in ("待回访", "待答复", "已答复", "申诉待决定", "不计入统计", "追评：非常满意"):
        assert words in html
    open_ = cast.page(account).get(f"{PAGE}?show=open").content.decode()
    assert {name for name, number in lived.items() if number in open_} == {*still}


def test_no_name_no_number_and_no_words_of_the_resident_stand_in_the_list(cast):
    badly(cast)
    texts = [cast.page("head").get(PAGE).content.decode(), cast.api("head").get(API).content.decode()]
    for text in texts:
        assert not [word for word in (SAID, "林秋怡", "8601") if word in text]


@pytest.mark.parametrize("account", STRANGERS)
def test_to_who_leads_no_station_the_page_is_not_there(cast, account):
    """Handlers least of all: no entry in their menu leads there, and the API's list is empty."""
    number = badly(cast)
    page = cast.page(account)
    assert page.get(PAGE).status_code == 404
    assert listed(cast, account) == []
    assert PAGE not in page.get(f"/matters/{number}").content.decode()
    assert PAGE not in page.get("/").content.decode()


def test_who_has_not_signed_in_is_asked_to(cast):
    assert cast.page().get(PAGE).status_code == 302
    assert cast.api().get(API).status_code == 401


def test_a_head_of_another_station_reads_nothing_of_it(cast):
    badly(cast)
    assert listed(cast, "fangzhou.head") == []
    page = cast.page("fangzhou.head").get(PAGE)
    assert page.status_code == 200
    assert "还没有评价" in page.content.decode()


def test_the_menu_leads_there_who_leads(cast):
    for account in ("head", ABOVE):
        assert f'href="{PAGE}"' in cast.page(account).get("/desk/").content.decode()
    assert PAGE not in cast.page("generalist").get("/desk/").content.decode()


def test_a_matter_of_their_own_is_not_in_their_list(cast):
    number = badly(cast)
    Application.objects.filter(number=number).update(person=Person.objects.get(account=cast["head"]))
    assert listed(cast, "head") == []
    assert listed(cast, "jingcheng.head") == [(number, "to_call")]


def test_an_appeal_that_failed_leaves_the_rating_open(cast):
    number = badly(cast)
    cast.do("head", "appeal-rating", number, **APPEAL)
    assert "还没有回访" in cast.page("head").get(PAGE).content.decode()
    cast.do(ABOVE, "decide-appeal", number, strike=False, reason="不成立")
    assert listed(cast, "head", "?show=open") == [(number, "to_call")]
    assert "申诉未成立" in cast.page("head").get(PAGE).content.decode()


def test_the_list_says_what_each_matter_says(cast):
    """Whoever has a rating in the list reads of it on the matter's page, and the other way round."""
    each_state(cast)
    numbers = set(Rating.objects.values_list("subject_id", flat=True))
    for account in ("head", ABOVE, "fangzhou.head", "generalist", "civil-affairs.approver", "civil-affairs.head"):
        told = set()
        for number in numbers:
            answer = cast.api(account).get(f"/api/v1/applications/{number}")
            if answer.status_code == 200 and "services.ApplicationRated" in answer.content.decode():
                told.add(number)
        assert {one.subject_id for one in station_ratings(cast[account])} == told, account


def grow(cast, n):
    """So many more ratings of matters that are over."""
    number = badly(cast)
    like = Application.objects.get(number=number)
    unit = Unit.objects.get(code="jingcheng")
    for k in range(n):
        like.pk, like.number = None, f"9{k:09d}"
        like.save(force_insert=True)
        Rating.objects.create(
            subject_kind="application", subject_id=like.number, topic=like.item, level=1 + k % 5, unit=unit,
            rated=MONDAY + timedelta(minutes=k),
        )  # fmt: skip


@pytest.mark.parametrize(("address", "statements"), [(PAGE, 4), (f"{PAGE}?show=open", 4), (API, 3)])
def test_one_row_and_twenty_ask_the_same_statements(cast, address, statements):
    badly(cast)
    client = cast.api("head") if address == API else cast.page("head")
    client.get(address)
    few = asked(lambda: client.get(address))
    grow(cast, 50)
    assert asked(lambda: client.get(address)) == few == statements


def test_the_ratings_of_other_stations_are_not_read(cast):
    grow(cast, 30)
    page, elsewhere = cast.page("head"), Unit.objects.get(code="fangzhou")

    def rows():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return read(page, PAGE)

    few, _plan = rows()
    Rating.objects.bulk_create(
        Rating(
            subject_kind="application", subject_id=f"8{k:09d}", topic="licence", level=5, unit=elsewhere,
            rated=MONDAY + timedelta(days=1, minutes=k),
        )
        for k in range(3000)
    )  # fmt: skip
    many, plan = rows()
    assert 0 < many <= few + 100, (few, many, plan)


def test_page_after_page_each_rating_stands_once(cast):
    grow(cast, 44)
    address, shown, sizes = f"{API}?limit=20", [], []
    while address:
        page = cast.api("head").get(address).json()
        shown += [one["number"] for one in page["items"]]
        sizes.append(len(page["items"]))
        address = page["next"]
    assert sizes == [20, 20, 5]
    assert shown == list(Rating.objects.order_by("-rated", "-id").values_list("subject_id", flat=True))
    first = cast.page("head").get(PAGE).content.decode()
    assert first.count('class="line"') == 20
    assert 'rel="next"' in first


@pytest.mark.parametrize("query", ["?cursor=x", "?cursor=WzFd", "?cursor=%00"])
def test_a_mark_that_is_not_ours_is_refused(cast, query):
    assert cast.page("head").get(PAGE + query).status_code == 400
    assert cast.api("head").get(API + query).status_code == 400


def test_a_station_without_a_head_is_led_by_the_office(cast):
    """As the duties go: to the head of the office that administers there, who then decides on no appeal of it."""
    from linli.commons.people.models import Post
    from linli.kernel.database.generation import bump

    number = badly(cast)
    Post.objects.filter(unit__code="jingcheng", role="head").delete()
    bump()
    found = led(cast[ABOVE])
    assert Unit.objects.get(code="jingcheng").pk in found.stations
    assert listed(cast, ABOVE) == [(number, "to_call")]
    assert cast.page("head").get(PAGE).status_code == 404
