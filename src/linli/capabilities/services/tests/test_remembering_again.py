"""What the profile learns from a correction, by the same tick as from a filing."""

import re

from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.test_acting import mandate
from linli.capabilities.services.tests.test_remembering import (
    ALL,
    CARD,
    HOME,
    PHONE,
    PLACE,
    begun,
    known,
    post,
    published,
)
from linli.commons.people.queries import person_of

__all__ = ["published"]


def corrected(cast, number):
    """It was filed, and its correction is awaited."""
    assert post(cast, f"/{number}/submit", {}).status_code == 200
    cast.do("generalist", "request-correction", number, items=[{"pointer": "/answers/phone", "what": "x"}])


def test_a_correction_teaches_by_the_same_tick_and_with_it_or_not_at_all(cast):
    number = begun(cast)
    corrected(cast, number)
    before = known(cast)
    wrong = {"answers": {"card": "6228480402564890017"}, "remember": ["phone"]}
    assert post(cast, f"/{number}/resubmit", wrong).status_code == 422
    strange = post(cast, f"/{number}/resubmit", {"remember": ["phone", "shoe"]})
    assert [error["pointer"] for error in strange.json()["errors"]] == ["/remember/1"]
    assert (known(cast), cast.look(number).application.state) == (before, "correction")
    done = post(cast, f"/{number}/resubmit", {"answers": {"phone": "13800138001"}, "remember": ["phone"]})
    assert done.status_code == 200, done.content
    assert known(cast) == before | {"phone": "13800138001"}
    page = cast.page("resident", **{"Accept-Language": "en"}).get(f"/matters/{number}/receipt").text
    assert "Remembered for next time: mobile number" in page


def test_a_correction_teaches_nothing_unasked_nor_by_a_change(cast):
    number = begun(cast)
    corrected(cast, number)
    before = known(cast)
    refused = cast.api("resident").patch(
        f"/api/v1/applications/{number}", {"remember": ["phone"]}, "application/json"
    )  # fmt: skip
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/remember"]
    assert post(cast, f"/{number}/resubmit", {}).status_code == 200
    assert known(cast) == before


def test_the_page_of_a_correction_offers_it_unticked(cast):
    number, page = begun(cast), cast.page("resident", **{"Accept-Language": "en"})
    corrected(cast, number)
    shown = page.get(f"/matters/{number}/check").text
    [tick] = re.findall(r'<input type="checkbox" name="remember" value="([\w ]+)">', shown)
    assert tick.split() == ALL
    sent = page.post(f"/matters/{number}/resubmit", {"remember": tick, "once": "a"}, follow=True).text
    assert "Sent again. Remembered for next time: mobile number, bank card" in sent
    assert known(cast)["bank_card"] == CARD


def test_by_a_mandate_nobody_teaches_by_a_correction(cast):
    number = begun(cast)
    corrected(cast, number)
    mandate(cast)
    before = known(cast)
    assert 'name="remember"' not in cast.page("neighbour").get(f"/matters/{number}/check").text
    answer = post(cast, f"/{number}/resubmit", {"remember": ["phone"]}, "neighbour")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/remember"]
    assert (known(cast), cast.look(number).application.state) == (before, "correction")


def test_a_correction_said_at_the_window_teaches_who_asks_for_it(cast):
    page, who = cast.page("generalist", **{"Accept-Language": "en"}), person_of(cast["resident"])
    sent = {
        "name": who.name, "phone": PHONE, "card": CARD, "address": PLACE, "size": "2", "members-count": "1",
        "members-0-name": "林小满", "members-0-relation": "child",
        "channel": "window", "go": "file", "once": "a", "_shown": "name phone card address size members",
    }  # fmt: skip
    assert page.post(f"/people/{who.pk}/new/{HOME}", sent).status_code == 302
    number = Application.objects.get().number
    cast.do("generalist", "request-correction", number, items=[{"pointer": "/answers/phone", "what": "x"}])
    before = known(cast)
    assert 'name="remember"' in page.get(f"/matters/{number}/filing").text
    done = page.post(f"/matters/{number}/filing", sent | {"once": "b", "phone": "1", "remember": "1"})
    assert (done.status_code, known(cast)) == (422, before)
    done = page.post(f"/matters/{number}/filing", sent | {"once": "c", "remember": "1"})
    assert done.status_code == 302, done.text
    assert known(cast)["phone"] == PHONE
    assert "Remembered for next time" in page.get(done["Location"]).text
