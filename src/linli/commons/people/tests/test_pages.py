import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.commons.people.models import Person
from linli.commons.people.public import profile, set_profile


@pytest.fixture
def page(cast, client):
    """Somebody's page about themselves, in English."""

    def read(account):
        client.force_login(cast[account])
        return client.get("/me", headers={"Accept-Language": "en"}).text

    return read


def test_the_profile_is_shown_with_its_numbers_masked(page):
    shown = page("resident")
    assert all(
        words in shown for words in ("林秋怡", "3205**********8629", "199****8601", "12 April 1986", "Jingcheng")
    )
    assert all(number not in shown for number in ("320594198604128629", "19900008601", "6217001990008604121"))


def test_language_size_and_colours_are_chosen_here(page):
    shown = page("resident")
    assert all(f'name="{name}"' in shown for name in ("language", "elder", "theme"))


def test_whoever_works_here_sees_their_posts(page):
    assert "Jingcheng Liaison Station · Generalist" in page("generalist")


def test_a_visitor_is_asked_to_sign_in(client, cast):
    assert client.get("/me")["Location"] == "/accounts/login/?next=/me"


@pytest.fixture
def at(cast, client):
    client.force_login(cast["resident"])
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def household(cast):
    person = Person.objects.get(pk=cast["resident"].person.pk)
    return profile(person).get("household")


def test_a_change_keeps_what_is_masked_and_forgets_what_is_empty(at, cast):
    page = at.get("/me/change").text
    assert 'value="199****8601"' in page
    assert "19900008601" not in page
    sent = {"phone": "199****8601", "bank_card": "", "address": "景城社区1幢101室", "once": "k"}
    assert [at.post("/me/change", sent)["Location"] for _n in range(2)] == ["/me", "/me"]
    known = profile(Person.objects.get(pk=cast["resident"].person.pk))
    assert (known["phone"], known.get("bank_card"), known["address"]) == ("19900008601", None, "景城社区1幢101室")


def test_what_is_wrong_stands_at_its_field_as_it_was_typed(at, cast):
    response = at.post("/me/change", {"phone": "1234", "bank_card": "6217****4121", "address": ""})
    assert response.status_code == 422
    assert re.findall(r'<li><a href="#(f-\w+)"', response.text) == ["f-phone", "f-bank_card"]
    assert 'value="1234"' in response.text
    assert profile(Person.objects.get(pk=cast["resident"].person.pk))["phone"] == "19900008601"


def test_who_lives_with_one_is_added_changed_and_taken_out(at, cast):
    assert "Nobody is written down yet" in at.get("/me/household").text
    sent = {"name": "林小满", "relation": "child", "identity_number": "320594201805120249", "once": "add"}
    assert [at.post("/me/household/new", sent)["Location"] for _n in range(2)] == ["/me/household"] * 2
    assert at.post("/me/household/new", {"name": "长" * 40, "relation": "parent"}).status_code == 302
    page = at.get("/me/household").text
    assert all(words in page for words in ("林小满", "3205**********0249", "12 May 2018", "长" * 40))
    assert "320594201805120249" not in page
    form = at.get("/me/household/0").text
    seen = re.search(r'name="seen" value="(\w+)"', form)[1]
    changed = {"name": "林满", "relation": "child", "identity_number": "3205**********0249", "seen": seen}
    assert at.post("/me/household/0", changed).status_code == 302
    assert [one["name"] for one in household(cast)] == ["林满", "长" * 40]
    assert at.post("/me/household/0", changed).status_code == 409
    mark = re.findall(r'name="seen" value="(\w+)"', at.get("/me/household").text)[1]
    assert at.post("/me/household", {"do": "out", "n": "1", "seen": mark}).status_code == 302
    assert [one["identity_number"] for one in household(cast)] == ["320594201805120249"]
    assert at.post("/me/household", {"do": "out", "n": "7", "seen": mark}).status_code == 409


@pytest.mark.parametrize("n", ["", "x", "-1", "９", "9" * 40])
def test_what_is_no_entry_is_not_taken_out(at, cast, n):
    at.post("/me/household/new", {"name": "林小满", "relation": "child"})
    assert at.post("/me/household", {"do": "out", "n": n}).status_code == 409
    assert len(household(cast)) == 1


def test_what_is_missing_is_said_and_an_entry_that_is_not_there_is_not_found(at, cast):
    response = at.post("/me/household/new", {"name": "", "identity_number": "320594198604128629"})
    assert response.status_code == 422
    assert re.findall(r'<li><a href="#(f-\w+)"', response.text) == ["f-name", "f-relation"]
    own = {"name": "我", "relation": "other", "identity_number": "320594198604128629"}
    assert "This is your own number" in at.post("/me/household/new", own).text
    assert at.get("/me/household/0").status_code == 404
    assert household(cast) is None


def test_whoever_lives_alone_says_so(at, cast):
    assert at.post("/me/household", {"do": "alone"}).status_code == 302
    assert household(cast) == []
    assert "You live alone" in at.get("/me/household").text
    assert "Nobody, I live alone" in at.get("/me").text


def test_the_list_of_twenty_offers_no_more_and_asks_the_same(at, cast):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert at.get("/me/household").status_code == 200
        return len(found)

    set_profile(cast["resident"].person, by=None, changes={"household": [{"name": "一", "relation": "child"}]})
    queries()
    few = queries()
    many = [{"name": f"家人{n}", "relation": "sibling"} for n in range(20)]
    set_profile(cast["resident"].person, by=None, changes={"household": many})
    assert queries() == few
    page = at.get("/me/household").text
    assert page.count("Take out") == 20
    assert "Add somebody" not in page
    assert at.post("/me/household/new", {"name": "多", "relation": "child"}).status_code == 422


def test_an_account_without_a_person_reads_and_is_refused(at, cast):
    Person.objects.filter(pk=cast["resident"].person.pk).update(account=None)
    assert "/me/change" not in at.get("/me").text
    for address in ("/me/change", "/me/household", "/me/household/new", "/me/household/0"):
        assert at.get(address).status_code == 403, address
