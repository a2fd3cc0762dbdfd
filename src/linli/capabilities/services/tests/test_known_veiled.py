"""On what a paper rests is told to who sees that: of another matter neither its number nor for what it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.queries import visible_to
from linli.capabilities.services.tests.test_known_papers import (
    ITEM,
    card,
    draft,
    offered,
    published,
    registered,
)
from linli.commons.people.actions.persons import find
from linli.commons.people.queries import person_of

__all__ = ["published"]
ENGLISH = {"Accept-Language": "en"}
DESK, WORDS = "civil-affairs.approver", "Yearly endorsement of the residence permit"


def resting(cast):
    """A matter at the desk that decides, resting on a credential and on an earlier paper; the numbers of all three."""
    granted, before = registered(cast), card(cast)
    number = draft(cast, materials=[one["give"] for one in offered(cast, draft(cast)).values()])
    cast.do("resident", "submit", number)
    cast.do("generalist", "accept", number)
    return number, granted, before


def rests(cast, number, account):
    shown = cast.api(account).get(f"/api/v1/applications/{number}").json()
    return {paper["code"]: paper["from"] for paper in shown["materials"] if "from" in paper}


def test_by_api_who_does_not_see_it_reads_its_kind_and_day(cast):
    number, granted, before = resting(cast)
    assert not visible_to(cast[DESK]).filter(number__in=(granted, before)).exists()
    told = rests(cast, number, DESK)
    assert told["proof"]["source"] == told["identity-card"]["source"] == {"type": "application", "id": None}
    assert (told["identity-card"]["name"], told["identity-card"]["since"]) == (None, "2026-06-08")
    assert told["proof"]["name"].startswith("Employment and Entrepreneurship")  # what it is, not which matter
    for account in ("resident", "generalist"):  # the control
        told = rests(cast, number, account)
        assert (told["proof"]["source"]["id"], told["identity-card"]["source"]["id"]) == (granted, before)
        assert told["identity-card"]["name"] == WORDS
    listed = cast.api(DESK).get("/api/v1/applications").content.decode()
    assert number in listed and granted not in listed and before not in listed


@pytest.mark.parametrize("path", ["", "/print/form", "/print/receipt"])
def test_no_page_and_no_print_tells_it(cast, path):
    number, granted, before = resting(cast)
    answer = cast.page(DESK, **ENGLISH).get(f"/matters/{number}{path}")
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "handed in on 8 June 2026" in told and WORDS not in told
    assert granted not in told and before not in told
    assert WORDS in cast.page("generalist", **ENGLISH).get(f"/matters/{number}{path}").content.decode()


def test_another_window_is_offered_it_without_being_told_for_what_it_was(cast):
    before = card(cast)
    other, person = cast["fangzhou.generalist"], person_of(cast["resident"])
    find("320594198604128629", other)
    address = f"/people/{person.pk}/new/{ITEM}"
    told = cast.page("fangzhou.generalist", **ENGLISH).get(address).content.decode()
    assert 'name="use-identity-card"' in told and "handed in on 8 June 2026" in told
    assert WORDS not in told and before not in told
    assert WORDS in cast.page("generalist", **ENGLISH).get(address).content.decode()


def test_a_list_asks_once_however_many_there_are(cast):
    card(cast)
    counts = []
    for _round in range(2):
        for _n in range(2):
            number = draft(cast, materials=[offered(cast, draft(cast))["identity-card"]["give"]])
            cast.do("resident", "submit", number)
        api = cast.api("generalist")
        api.get("/api/v1/applications")
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get("/api/v1/applications", {"item": ITEM}).json()["items"]) == 2 * (_round + 1)
        counts.append(len(queries))
    assert counts[0] == counts[1]
