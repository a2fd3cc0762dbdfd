import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.commons.messages import queries
from linli.commons.messages.models import Message
from linli.commons.people.queries import person_of
from linli.kernel import clock


@pytest.fixture
def said(monkeypatch):
    """A message of no room in particular."""
    words = queries.Template(lambda p: f"Title {p['n']}", lambda p: "Body", lambda p: "/me")
    monkeypatch.setitem(queries.TEMPLATES, "test.hello", words)


def tell(user, count, first=1):
    person = person_of(user)
    for n in range(first, first + count):
        params = {"kind": "thing", "id": "1", "n": n}
        Message.objects.create(person=person, position=n, template="test.hello", params=params, occurred=clock.now())


@pytest.fixture
def resident(cast, said):
    return cast.page("resident", **{"Accept-Language": "en"})


def asked(client, address):
    with CaptureQueriesContext(connection) as queries_:
        assert client.get(address).status_code == 200
    return len(queries_)


def test_the_newest_is_first_and_what_was_shown_is_read(cast, resident):
    tell(cast["resident"], 2)
    page = resident.get("/messages/").text
    assert page.index("Title 2") < page.index("Title 1")
    assert page.count(">New<") == page.count("is-you") == 2
    assert resident.get("/messages/").text.count("is-you") == 0


def test_the_number_of_new_ones_stands_in_the_bar(cast, resident):
    tell(cast["resident"], 3)
    assert '<span class="badge">3</span>' in resident.get("/me").text
    resident.get("/messages/")
    assert 'class="badge"' not in resident.get("/me").text


def test_all_are_seen_at_once_and_only_ones_own(cast, resident):
    tell(cast["resident"], 25)
    tell(cast["neighbour"], 1, first=30)
    assert 'action="/messages/read"' in resident.get("/messages/").text
    assert resident.post("/messages/read")["Location"] == "/messages/"
    assert 'class="badge"' not in resident.get("/me").text
    assert 'action="/messages/read"' not in resident.get("/messages/").text
    assert Message.objects.filter(read=None).count() == 1
    assert cast.page().post("/messages/read")["Location"].startswith("/accounts/login/")


def test_nobody_reads_the_messages_of_others(cast, resident):
    tell(cast["neighbour"], 1)
    assert "Title 1" not in resident.get("/messages/").text
    assert Message.objects.get().read is None


def test_an_empty_list_says_what_will_come(resident):
    assert "No messages yet" in resident.get("/messages/").text


def test_one_message_and_thirty_ask_the_same(cast, resident):
    tell(cast["resident"], 1)
    resident.get("/messages/")
    few = asked(resident, "/messages/")
    tell(cast["resident"], 29, first=2)
    Message.objects.update(read=clock.now())
    page = resident.get("/messages/").text
    assert (page.count("Title "), 'rel="next"' in page) == (20, True)
    assert (few, asked(resident, "/messages/")) == (6, 6)
