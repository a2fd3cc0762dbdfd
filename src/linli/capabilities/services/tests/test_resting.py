"""A renewal whose old result was revoked afterwards holds until somebody decides, and who works on either sees it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.models import Result
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.capabilities.services.tests.test_declarations import DECIDES, DESK, FALSE, TRUE, decided, delivered

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def chain(cast):
    """A licence, its renewal, and the renewal of that, all of them granted."""
    publish("licence", "licence-renewal")
    return [delivered(cast, "licence"), *(decided(cast, "licence-renewal", materials=[]) for _n in range(2))]


def warned(cast, number, account=DECIDES):
    told = cast.api(account).get(f"/api/v1/applications/{number}").json()["warnings"]
    return [(one["code"], one["number"]) for one in told if one["code"] in ("renewed_since", "rests_on_revoked")]


def test_as_long_as_it_holds_nobody_is_warned(cast, chain):
    cast.do(DECIDES, "check-declaration", chain[0], **TRUE)
    assert [warned(cast, number) for number in chain] == [[], [], []]


def test_revoked_each_of_them_leads_to_the_others(cast, chain):
    first, second, third = chain
    cast.do(DECIDES, "check-declaration", first, **FALSE)
    assert warned(cast, first) == [("renewed_since", second), ("renewed_since", third)]
    assert warned(cast, second) == warned(cast, third) == [("rests_on_revoked", first)]
    desk = cast.page(DECIDES, **ENGLISH)
    page = desk.get(f"/matters/{first}").text
    for number in (second, third):
        assert f'still holds: <a href="/matters/{number}">' in page
        assert f'decides on it. <a href="/matters/{first}">' in desk.get(f"/matters/{number}").text
        result = Result.objects.get(application__number=number)
        assert cast.api().get(f"/api/v1/verify/{result.code}").json()["valid"] is True
        assert "revoked" not in cast.page(None, **ENGLISH).get(f"/verify/{result.code}").text.lower()
    assert cast.api().get(f"/api/v1/verify/{Result.objects.first().code}").json()["valid"] is False


def test_it_is_staffs_to_know(cast, chain):
    cast.do(DECIDES, "check-declaration", chain[0], **FALSE)
    for number in chain:
        assert warned(cast, number, "resident") == []
        page = cast.page("resident", **ENGLISH).get(f"/matters/{number}").text
        assert "still holds" not in page
        assert "What this renews has been revoked" not in page
    assert warned(cast, chain[1], "generalist") == [("rests_on_revoked", chain[0])]


def test_what_is_revoked_itself_is_not_looked_at_again(cast, chain):
    first, second, third = chain
    Result.objects.filter(application__number=second).update(revoked=Result.objects.first().issued)
    cast.do(DECIDES, "check-declaration", first, **FALSE)
    assert warned(cast, first) == [("renewed_since", third)]
    assert warned(cast, third) == [("rests_on_revoked", first), ("rests_on_revoked", second)]


def test_a_refused_renewal_rests_on_nothing(cast):
    publish("licence", "licence-renewal")
    first = delivered(cast, "licence")
    second = cast.file("licence-renewal").number
    cast.do("generalist", "accept", second)
    cast.do(DESK, "complete-step", second, **body("complete-step", cast.look(second)))
    cast.do(DECIDES, "refuse", second, reasons="x")
    cast.do(DECIDES, "check-declaration", first, **FALSE)
    assert (warned(cast, first), warned(cast, second)) == ([], [])


def test_a_list_asks_once_however_many_there_are(cast, chain):
    api, address = cast.api(DECIDES), "/api/v1/applications?limit=100"
    cast.do(DECIDES, "check-declaration", chain[0], **FALSE)
    api.get(address)
    with CaptureQueriesContext(connection) as few:
        api.get(address)
    decided(cast, "licence-renewal", materials=[])
    with CaptureQueriesContext(connection) as more:
        assert len(api.get(address).json()["items"]) == 4
    assert len(more) == len(few)
