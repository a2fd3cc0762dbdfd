"""How limits that stand still or stretch are pressed on staff's page, and how they read for the resident."""

import pytest

from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_shifts import DECIDES, DESK, HEARING, LONGER, day
from linli.commons.duties.models import Duty
from linli.commons.people.actions.persons import make_person
from linli.commons.places.queries import network
from tests.cast import go_on

ENGLISH = {"Accept-Language": "en"}
PRESSED = {
    "procedure": "hearing", "expected-amount": "5", "expected-unit": "working_day", "reason": "申请人要求听证",
}  # fmt: skip


def html(response):
    return response.content.decode()


@pytest.fixture
def licence(cast):
    publish("licence")
    number = cast.file("licence").number
    cast.do("generalist", "accept", number)
    return number


def test_the_desk_begins_a_hearing_and_ends_it(cast, licence):
    desk = cast.page(DESK, **ENGLISH)
    assert 'name="expected-amount"' in html(desk.get(f"/matters/{licence}"))
    with day(2):
        done = html(desk.post(f"/matters/{licence}/suspend", PRESSED, follow=True))
        assert "Special procedure begun" in done
        assert f"/matters/{licence}/print/suspension" in done
        assert "For you: Hearing" in done
        assert "Paused" in html(desk.get("/desk/"))
        home = html(cast.page("resident", **ENGLISH).get(f"/matters/{licence}"))
        assert "“Hearing” is under way, expected until Wednesday 17 June" in home
        assert "It has stood still since 10 June for “Hearing”; these days don&#39;t count." in home
        assert "about 14 July 17:00" in home
    with day(7):
        desk.post(f"/matters/{licence}/resume", {"once": "b"})
        home = html(cast.page("resident", **ENGLISH).get(f"/matters/{licence}"))
        because = "because of “Hearing (Administrative Licensing Law, Article 45)”."
        assert f"3 working days did not count, {because}" in home
        assert "3 working days did not count, because of “Hearing”." in home  # at the limit
        assert "10 July 17:00" in home


def test_what_is_wrong_stands_at_its_field(cast, licence):
    desk = cast.page(DESK, **ENGLISH)
    body = html(desk.post(f"/matters/{licence}/suspend", PRESSED | {"expected-amount": "0", "reason": ""}))
    for name in ("expected-amount", "reason"):
        assert f'id="suspend-{name}-why"' in body
        assert f'href="#suspend-{name}"' in body
    assert 'value="hearing" checked' in body
    nothing = html(desk.post(f"/matters/{licence}/suspend", {}))
    assert 'id="suspend-expected-amount-why"' in nothing


def test_who_decides_extends_and_the_letter_says_why(cast, licence):
    cast.do(DESK, "complete-step", licence, outcome="agree", opinion="x", officers=[DESK, f"{DESK}-2"])
    approver = cast.page(DECIDES, **ENGLISH)
    asked = html(approver.get(f"/matters/{licence}"))
    assert "At most 10 working days, once (Administrative Licensing Law, Article 42)" in asked
    approver.post(f"/matters/{licence}/extend", {"amount": "10", "unit": "working_day", "reason": "要向外地核实"})
    letter = html(approver.get(f"/matters/{licence}/print/extension"))
    for words in ("extended by 10 working days", "21 July 2026", "要向外地核实", "Article 42"):
        assert words in letter
    home = html(cast.page("resident", **ENGLISH).get(f"/matters/{licence}"))
    assert "The limit is extended by 10 working days" in home
    assert "Extended by 10 working days." in home


def test_a_stranger_gets_neither_letter(cast, licence):
    cast.do(DESK, "suspend", licence, **HEARING)
    for account in ("stranger", "neighbour", "fangzhou.generalist"):
        assert cast.page(account).get(f"/matters/{licence}/print/suspension").status_code == 404
        assert cast.page(account).post(f"/matters/{licence}/resume").status_code == 404
    assert cast.page("resident").get(f"/matters/{licence}/print/extension").status_code == 404  # there is none
    assert cast.page("resident").get(f"/matters/{licence}/print/suspension?large=1").status_code == 200


def test_the_window_tells_who_has_no_account(cast):
    publish("licence")
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    old = make_person("陈美芳", by=None, community=network().place("jingcheng"), known=known)
    number = cast.file("licence", "generalist", on_behalf_of=str(old.pk), channel="window").number
    cast.do("generalist", "accept", number)
    cast.do(DESK, "suspend", number, **HEARING)
    go_on()
    assert Duty.objects.filter(subject_id=number, kind="tell", closed=None).count() == 1
    window = cast.page("generalist", **ENGLISH)
    body = html(window.get(f"/matters/{number}"))
    assert "Time stands still for “Hearing”" in body
    assert f"/matters/{number}/print/suspension?large=1" in body
    assert "Nothing for you to do" not in body
    cast.do(DESK, "resume", number)  # before anybody told of the first: both are told
    go_on()
    assert Duty.objects.filter(subject_id=number, kind="tell", closed=None).count() == 1
    body = html(window.get(f"/matters/{number}"))
    for paper in ("suspension", "resumption"):
        assert f"/matters/{number}/print/{paper}?large=1" in body
        assert window.get(f"/matters/{number}/print/{paper}?large=1").status_code == 200
    window.post(f"/matters/{number}/told", {"means": "phone", "on": "2026-06-08"})
    assert not Duty.objects.filter(subject_id=number, kind="tell", closed=None).exists()


def test_the_items_page_says_what_may_happen(cast):
    publish("licence")
    body = html(cast.page("resident", **ENGLISH).get("/items/licence"))
    assert "Hearing (Administrative Licensing Law, Article 45)" in body
    assert "once, by at most 10 working days (Administrative Licensing Law, Article 42)" in body


def test_by_api_it_says_why_and_until_when(cast, licence):
    with day(2):
        cast.do(DESK, "suspend", licence, **HEARING)
        told = cast.api("resident").get(f"/api/v1/applications/{licence}").json()
        assert told["suspended"]["procedure"] == "hearing"
        assert told["suspended"]["expected"] == told["timeline"][-1]["until"] == "2026-06-17T17:00:00+08:00"
        assert told["timeline"][-1]["basis"] == "Administrative Licensing Law, Article 45"
        [clock] = [c for c in told["clocks"] if c["kind"] == "decide_statutory"]
        assert [(s["from"][:10], s["until"], s["ground"]) for s in clock["stops"]] == [("2026-06-10", None, "hearing")]
        cast.do(DESK, "resume", licence)
        cast.do(DESK, "complete-step", licence, outcome="agree", opinion="x", officers=[DESK, f"{DESK}-2"])
        cast.do(DECIDES, "extend", licence, **LONGER)
        told = cast.api("resident").get(f"/api/v1/applications/{licence}").json()
    assert told["suspended"] is None
    [clock] = [c for c in told["clocks"] if c["kind"] == "decide_statutory"]
    assert (clock["extension"]["amount"], clock["extension"]["unit"]) == (10, "working_day")
    assert told["due_at"] == clock["due_at"] == "2026-07-21T17:00:00+08:00"
