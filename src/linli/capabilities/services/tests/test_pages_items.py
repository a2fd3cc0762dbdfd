import pytest
from django.test import Client

from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests import items
from linli.commons.places.models import Unit
from linli.kernel.database.generation import bump

pytestmark = pytest.mark.django_db


@pytest.fixture
def real():
    items.desks()
    items.publish_real()


def text(client, path, language="zh-hans"):
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_every_item_by_situation(real, client):
    page = text(client, "/items/", "en")
    places = [page.index(name) for name in ("Work and unemployment", "Living in hardship", "disability", "Living here")]
    assert places == sorted(places)
    assert page.count('href="/items/') >= 4


def test_a_search_shows_what_fits_and_nothing_else(real, client):
    page = text(client, "/items/?q=sydj")
    assert "失业登记" in page
    assert "居住证签注" not in page


def test_a_search_without_result_says_what_to_do(real, client):
    assert 'href="/items/"' in text(client, "/items/?q=火星")


@pytest.mark.parametrize(
    "q",
    [
        "13800138000",
        "138 0013 8000",
        "320500198506123023",
        "32050019850612302X",
        "6228480402564890018",
        "ａ １３８００１３８０００",
    ],
)
def test_personal_numbers_are_refused(real, client, q):
    response = client.get("/items/", {"q": q})
    assert response.status_code == 400
    assert "ETag" not in response.headers


@pytest.mark.parametrize("q", ["2026", "失业 2026", "110", "0512", "国令第663号"])
def test_ordinary_numbers_are_words(real, client, q):
    assert client.get("/items/", {"q": q}).status_code == 200


def test_too_long_a_question_is_refused(real, client):
    assert client.get("/items/", {"q": "失" * 101}).status_code == 400
    assert client.get("/items/", {"q": "失" * 100}).status_code == 200


def test_an_unknown_item_is_not_found(real, client):
    assert client.get("/items/nothing").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", ["unemployment-registration", "subsistence-allowance", "residence-permit-endorsement"])
def test_every_item_shows_who_what_how_and_whence(real, client, code, language):
    item, page = catalogue().item(code), text(client, f"/items/{code}", language)
    for part in (
        *item.body["who"],
        *(material.name for material in item.materials),
        *(step.name for step in item.steps),
    ):
        assert part[language].replace("'", "&#39;").replace('"', "&#34;") in page
    for entry in item.body["as_published_by"]:
        assert entry["place"][language].replace("'", "&#39;") in page
    assert "None" not in page


def test_what_is_not_published_is_said(real, client):
    page = text(client, "/items/residence-permit-endorsement", "en")
    assert page.count("No period is published") == 4  # promise, law, decision, retention
    assert "taken from: National law and Xuchang, Henan. It is not yet confirmed for Suzhou." in page
    assert "Yearly endorsement" in page


def test_times_are_said_as_published(real, client):
    page = text(client, "/items/disability-living-allowance", "en")
    for words in ("10 working days", "at least 7 days", "20 working days", "within 60 days", "Free of charge"):
        assert words in page
    assert "only this is shown: Name" in page
    page = text(client, "/items/subsistence-allowance", "en")
    for words in (
        "15 working days",
        "2 officers come together",
        "includes the next 2 steps",
        "at least 5 working days",
    ):
        assert words in page


def test_the_stations_promise_is_the_networks(client):
    items.desks()
    items.publish_real()
    assert "the same working day" not in text(client, "/items/disability-living-allowance", "en")
    Unit.objects.all().delete()
    items.network()
    assert "the same working day" in text(client, "/items/disability-living-allowance", "en")


def test_addresses_are_shown_as_text_and_lead_nowhere(real, client):
    page = text(client, "/items/disability-living-allowance")
    assert "https://www.szyq.gov.cn/grassroots/6623555/150180281.html" in page
    assert 'href="http' not in page
    for code in ("unemployment-registration", "residence-permit-endorsement", "subsistence-allowance"):
        page = text(client, f"/items/{code}")
        for mirror in ("restaurant-piano", "husay", "thebolducs", "uianet", "lawyee", "ccschy"):
            assert mirror not in page


def test_an_item_that_takes_no_applications_offers_none(client):
    items.desks()
    items.publish("page-only", "no-limits")
    assert "/apply" not in text(client, "/items/page-only")
    assert "No list of documents is published" in text(client, "/items/no-limits", "en")


def test_every_trial_item_has_a_page_in_both_languages(client):
    items.desks()
    for item in items.publish():
        for language in ("zh-hans", "en"):
            assert "None" not in text(client, f"/items/{item.code}", language)


def again(client, response, **headers):
    path = response.request["PATH_INFO"]
    return client.get(path, headers={"If-None-Match": response.headers["ETag"], **headers})


def test_an_unchanged_page_answers_304_after_one_query(real, client, django_assert_num_queries):
    first = client.get("/items/subsistence-allowance")
    with django_assert_num_queries(1):
        second = again(client, first)
    assert (second.status_code, second.content) == (304, b"")
    assert set(second.headers["Vary"].replace(" ", "").split(",")) == {"Accept-Language", "Cookie"}
    assert "no-cache" in second.headers["Cache-Control"]


def test_a_page_is_made_anew_after_any_publication(real, client):
    first = client.get("/items/subsistence-allowance")
    bump()
    assert again(client, first).status_code == 200


def test_a_page_in_another_language_or_size_is_another_page(real, client):
    first = client.get("/items/subsistence-allowance", headers={"Accept-Language": "zh-Hans"})
    assert again(client, first, **{"Accept-Language": "en"}).status_code == 200
    assert again(client, first, **{"Accept-Language": "zh-Hans", "Cookie": "linli-elder=1"}).status_code == 200
    assert again(client, first, **{"Accept-Language": "zh-Hans"}).status_code == 304


def test_two_questions_are_two_pages(real, client):
    first = client.get("/items/", {"q": "失业"})
    other = client.get("/items/", {"q": "低保"}, headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_whoever_is_signed_in_gets_no_shared_page(real, django_user_model):
    client = Client()
    anonymous = client.get("/items/subsistence-allowance")
    client.force_login(django_user_model.objects.create_user("wang", name="王秀兰"))
    page = again(client, anonymous)
    assert page.status_code == 200
    assert "ETag" not in page.headers
    assert "private" in page.headers["Cache-Control"]


def test_a_public_page_sets_no_cookie_and_carries_no_token(real, client):
    response = client.get("/items/subsistence-allowance")
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_missing_item_is_not_kept_as_unchanged(real, client):
    assert "ETag" not in client.get("/items/nothing").headers


def test_thirty_items_cost_no_more_queries_than_one(client, django_assert_num_queries):
    items.desks()
    items.publish("no-limits")
    client.get("/items/")
    with django_assert_num_queries(1):
        client.get("/items/?q=试验")
    items.publish()
    client.get("/items/")
    with django_assert_num_queries(1):
        client.get("/items/?q=试验")


def test_whoever_files_from_home_reads_how_long_it_takes_among_the_steps(real, client):
    page = text(client, "/items/unemployment-registration", "en")
    steps = page.split("How it goes")[1].split("Basis and notes")[0]
    assert "At the window it is done on the spot; filed online, within 10 working days" in steps


def test_who_can_file_at_a_window_only_is_told_so_on_top_instead_of_a_button(cast):
    page = cast.page("stranger", **{"Accept-Language": "en"}).get("/items/unemployment-registration").text
    assert ("Please come to any window" in page, "/apply/" in page) == (True, False)
    page = cast.page("resident", **{"Accept-Language": "en"}).get("/items/unemployment-registration").text
    assert ("Please come to any window" in page, "/apply/" in page) == (False, True)
