"""A declaration on pages: ticked at home, signed at the window, checked at the desk, revoked by a letter."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.capabilities.services import actions
from linli.capabilities.services.models import Result
from linli.capabilities.services.tests.items import example_answers
from linli.capabilities.services.tests.test_declarations import (
    DECIDES,
    DECLARED,
    DESK,
    FALSE,
    HEAD,
    PICTURE,
    day,
    delivered,
    licence,
    old,
    scanned,
)
from linli.commons.duties.models import Duty
from linli.commons.people.queries import person_of
from linli.kernel.access.models import User
from tests.cast import go_on

ENGLISH = {"Accept-Language": "en"}
TEXT = "I declare that I meet every condition of the trial."
__all__ = ["licence", "old"]


def html(response):
    return response.content.decode()


@pytest.fixture
def home(cast):
    return cast.page("resident", **ENGLISH)


@pytest.fixture
def draft(cast, licence, home):
    """The number of a draft of the resident's."""
    begun = home.post("/apply/licence", {"once": "a"})
    return re.search(r"/matters/(\d+)", begun["Location"])[1]


def box(page):
    """Whether the checkbox is there, and ticked."""
    found = re.search(r'<input type="checkbox"[^>]*name="declared-declared"[^>]*>', page)
    return found and "checked" in found[0]


def test_at_home_it_is_one_tick_that_the_draft_keeps(cast, home, draft):
    path = f"/matters/{draft}/papers"
    page = html(home.get(path))
    assert box(page) is False
    assert TEXT in page
    assert 'name="file-declared"' not in page
    assert "If one is not true, the result is revoked." in page
    home.post(path, {"declared-declared": "1", "go": "later"})
    assert box(html(home.get(path))) is True
    assert f"declared: {TEXT}" in html(home.get(f"/matters/{draft}/check"))
    home.post(path, {"go": "on"})
    assert box(html(home.get(path))) is False
    assert "not declared" in html(home.get(f"/matters/{draft}/check"))
    home.post(path, {"declared-declared": "1", "go": "on"})
    home.post(f"/matters/{draft}/submit", {"once": "b"})
    view = cast.look(draft)
    assert [paper for paper in view.papers if paper["code"] == "declared"] == DECLARED
    assert view.missing == ["paper", "later-paper"]
    assert f"You declared: {TEXT}" in html(home.get(f"/matters/{draft}"))
    assert f"Declared: {TEXT}" in html(cast.page("generalist", **ENGLISH).get(f"/matters/{draft}"))
    assert "A declaration (declared)" in html(home.get(f"/matters/{draft}/print/receipt"))


def test_what_was_signed_at_the_window_stays_until_it_is_taken_out(cast, home, draft):
    cast.do("resident", "submit", draft)
    file = cast.api("resident").post("/api/v1/files", {"file": SimpleUploadedFile("a.png", PICTURE, "image/png")})
    cast.do("generalist", "request-correction", draft, items=[{"material": "declared", "what": "请承诺"}])
    given = [{"code": "declared", "file": file.json()["id"]}]
    path = f"/api/v1/applications/{draft}"
    assert cast.api("resident").patch(path, {"materials": given}, content_type="application/json").status_code == 200
    papers = f"/matters/{draft}/papers"
    assert box(html(home.get(papers))) is None
    home.post(papers, {"go": "stay"})
    assert "a.png" in html(home.get(papers))
    assert box(html(home.post(papers, {"remove": "declared"}, follow=True))) is False


def test_the_items_page_says_what_may_be_declared_and_what_follows(cast, licence, home):
    page = html(home.get("/items/licence"))
    assert f"You declare, and hand in no proof: “{TEXT}”" in page
    assert "Some declarations are checked after the result was delivered." in page
    assert "every matter is checked within 30 days of its delivery (State Council General Office 2020, No. 42)" in page
    assert "if what was declared is not true, the result is revoked" in page
    told = cast.api("resident").get("/api/v1/items/licence").json()
    assert (told["spot_check"]["share"], told["materials"][2]["declares"]) == (100, TEXT)
    actions.publish({**licence.body, "spot_check": {**licence.body["spot_check"], "share": 20}})
    assert "of the matters delivered 20% are drawn by lot and checked within 30 days" in html(
        home.get("/items/licence")
    )


def window_form(cast, old, **more):
    answers = example_answers(licence_item()) | {"name": "陈美芳", "identity_number": "320594194503091240"}
    return {**answers, "channel": "window", "_shown": " ".join(answers)} | more


def licence_item():
    from linli.capabilities.services.queries import catalogue

    return catalogue().item("licence")


def test_at_the_window_she_signs_the_printed_form(cast, old):
    desk, path = cast.page("generalist", **ENGLISH), f"/people/{old.pk}/new/licence"
    page = html(desk.get(path))
    assert TEXT in page
    assert 'name="seen-declared"' not in page
    assert 'name="declared-declared"' not in page
    assert 'name="file-declared"' in page
    assert "Put it aside first" in page
    desk.post(path, window_form(cast, old, go="aside", once="k"))
    number = re.search(r"/matters/(\d+)", html(desk.get("/aside")))[1]
    page = html(desk.get(f"/matters/{number}"))
    assert f"/matters/{number}/print/form?large=1" in page
    form = html(desk.get(f"/matters/{number}/print/form"))
    for words in (TEXT, "320594194503091240", "Not filed yet.", "the result is revoked", "Signature"):
        assert words in form
    assert cast.page("neighbour").get(f"/matters/{number}/print/form").status_code == 404
    assert desk.get(f"/matters/{number}/print/receipt").status_code == 404
    signed = SimpleUploadedFile("signed.png", PICTURE, "image/png")
    given = window_form(cast, old, go="seen", once="l") | {"file-declared": signed, "declared-declared": "1"}
    done = desk.post(f"/matters/{number}/filing", given)
    assert done.status_code == 302, html(done)
    ways = {
        paper["code"]: next(way for way in ("file", "seen", "known") if way in paper)
        for paper in cast.look(number).papers
    }
    assert ways == {"paper": "seen", "later-paper": "seen", "declared": "file", "shared": "known"}


def test_all_originals_seen_declares_nothing(cast, old):
    desk = cast.page("generalist", **ENGLISH)
    done = desk.post(f"/people/{old.pk}/new/licence", window_form(cast, old, go="seen", once="k"))
    number = re.search(r"/matters/(\d+)", done["Location"])[1]
    assert cast.look(number).missing == ["declared"]
    assert TEXT in html(desk.get(f"/matters/{number}/print/form"))


def corrected(cast, number):
    cast.do("generalist", "request-correction", number, items=[{"material": "paper", "what": "补一份"}])
    return f"/api/v1/applications/{number}"


@pytest.fixture
def hers(licence):
    """The resident, who has an account and comes to the window today."""
    return person_of(User.objects.get(username="resident"))


def test_an_original_seen_at_the_window_stays_seen_when_she_goes_on_from_home(cast, hers):
    desk = cast.page("generalist", **ENGLISH)
    done = desk.post(f"/people/{hers.pk}/new/licence", window_form(cast, hers, go="seen", once="k"))
    number = re.search(r"/matters/(\d+)", done["Location"])[1]
    path, home = corrected(cast, number), cast.page("resident", **ENGLISH)
    seen, more = {"code": "paper", "seen": True}, {"code": "later-paper", "seen": True}
    me = cast.api("resident")
    assert me.patch(path, {"materials": [seen]}, content_type="application/json").status_code == 200
    answer = me.patch(path, {"materials": [seen, more]}, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/materials/1/seen")
    assert box(html(home.get(f"/matters/{number}/papers"))) is False
    home.post(f"/matters/{number}/papers", {"declared-declared": "1", "go": "on"})
    assert home.post(f"/matters/{number}/resubmit", {"once": "b"}).status_code == 302
    shared = {"code": "shared", "known": True}
    assert cast.look(number).papers == [seen | {"on": "2026-06-08"}, *DECLARED, shared]


def test_what_she_filed_declared_stays_so_at_the_window_and_a_tick_in_a_draft_is_none(cast, hers):
    desk, at_desk, me = cast.page("generalist", **ENGLISH), cast.api("generalist"), cast.api("resident")
    window = {"on_behalf_of": str(hers.pk), "channel": "window"}
    begun = at_desk.post("/api/v1/applications", {"item": "licence", **window}, content_type="application/json")
    number = begun.json()["number"]
    path = f"/api/v1/applications/{number}"
    answers = {n: a for n, a in window_form(cast, hers).items() if n in licence_item().form.every}
    later = {"code": "later-paper", "follows": True}
    assert me.patch(path, {"materials": [*DECLARED, later]}, content_type="application/json").status_code == 200
    assert at_desk.patch(path, {"answers": answers}, content_type="application/json").status_code == 200
    refused = at_desk.post(f"{path}/submit", {}, content_type="application/json")
    assert [e["pointer"] for e in refused.json()["errors"]] == ["/materials/0/declared"]
    page = html(desk.get(f"/matters/{number}"))
    assert "Nobody declares for somebody else" in page
    assert "To be handed in later" in page
    cast.do("resident", "submit", number)
    corrected(cast, number)
    page = html(desk.get(f"/matters/{number}/filing"))
    assert "Nobody declares for somebody else" not in page
    desk.post(f"/matters/{number}/filing", window_form(cast, hers, **{"go": "aside", "seen-paper": "1"}))
    done = desk.post(f"/matters/{number}/filing", window_form(cast, hers, go="seen", once="k"))
    assert done.status_code == 302, html(done)
    kept = {paper["code"]: paper for paper in cast.look(number).papers}
    assert (kept["declared"], kept["later-paper"]) == (DECLARED[0], later)
    assert kept["paper"] == {"code": "paper", "seen": True, "on": "2026-06-08"}


@pytest.fixture
def drawn(cast, licence):
    return delivered(cast)


def test_the_desk_reads_what_was_declared_and_says_that_it_is_true(cast, drawn):
    desk = cast.page(DECIDES, **ENGLISH)
    duty = Duty.objects.get(subject_id=drawn, closed=None)
    body = html(desk.get(f"/desk/?open={duty.pk}"))
    for words in ("Check a declaration", TEXT, 'name="finding"', 'name="holds" value="true"', "nobody is told"):
        assert words in body
    assert f"/matters/{drawn}" in body
    page = html(desk.get(f"/matters/{drawn}"))
    for words in ("For you: Check a declaration", "Check of a declaration: 30 days", "Press once more to confirm"):
        assert words in page
    assert re.search(r"what can be done about it: .+\(.+\); within 6 months .+\)\. ", page)  # one sentence
    home = html(cast.page("resident", **ENGLISH).get(f"/matters/{drawn}"))
    assert "declaration" not in home.split("How far it is")[1].split("Papers")[0]
    wrong = html(desk.post(f"/matters/{drawn}/check-declaration", {"holds": "true", "finding": ""}))
    assert 'id="check-declaration-finding-why"' in wrong
    done = html(desk.post(f"/matters/{drawn}/check-declaration", {"holds": "true", "finding": "属实"}, follow=True))
    assert "Declaration checked" in done
    assert "/print/revocation" not in done
    assert "What was declared was checked: it is true" in done
    assert desk.get(f"/matters/{drawn}/print/revocation").status_code == 404
    home = html(cast.page("resident", **ENGLISH).get(f"/matters/{drawn}"))
    assert "What was declared was checked: it is true" in home
    again = desk.post(f"/matters/{drawn}/check-declaration", {"holds": "false", "finding": "不实"})
    assert again.status_code == 409
    assert "There is no check of a declaration that is open." in html(again)


def test_what_is_not_true_is_told_on_page_letter_and_check(cast, drawn, client):
    pressed = {"holds": "false", "finding": FALSE["finding"]}
    with day(10):
        desk = cast.page(DECIDES, **ENGLISH)
        done = html(desk.post(f"/matters/{drawn}/check-declaration", pressed, follow=True))
        go_on()
        assert "Result revoked" in done
        assert f"/matters/{drawn}/print/revocation" in done
        home = html(cast.page("resident", **ENGLISH).get(f"/matters/{drawn}"))
        said = html(cast.page("resident", **ENGLISH).get("/messages/"))
        mine = html(cast.page("resident", **ENGLISH).get("/matters/"))
    for words in (
        "The result was revoked on Thursday 18 June", FALSE["finding"], "18 June 2026", "Why it was revoked",
        "Within 60 days you can ask for administrative reconsideration (The district government)", "Very satisfied",
    ):  # fmt: skip
        assert words in home
    assert "Licence: the result was revoked" in said
    assert "Revoked. Open it for the reasons and what you can do" in mine
    at_home = cast.page("resident", **ENGLISH)
    letter = html(at_home.get(f"/matters/{drawn}/print/revocation?large=1"))
    assert "Revoked on" in html(at_home.get(f"/matters/{drawn}/print/decision"))
    for words in (FALSE["finding"], TEXT, "Within 6 months you can go to court", "18 June 2026", "Stamp here"):
        assert words in letter
    for account in ("neighbour", "stranger", "fangzhou.generalist"):
        assert cast.page(account).get(f"/matters/{drawn}/print/revocation").status_code == 404
        assert cast.page(account).post(f"/matters/{drawn}/check-declaration", pressed).status_code == 404
    checked = html(client.get(f"/verify/{Result.objects.get().code}", headers=ENGLISH))
    for words in ("No longer valid", "Revoked on", "18 June 2026"):
        assert words in checked


def test_who_has_no_account_is_told_on_the_page(cast, old):
    number = delivered(cast, **scanned(cast, old))
    cast.do(DECIDES, "check-declaration", number, **FALSE)
    desk = cast.page("generalist", **ENGLISH)
    go_on()
    duty = Duty.objects.get(subject_id=number, closed=None)
    for page in (html(desk.get(f"/matters/{number}")), html(desk.get(f"/desk/?open={duty.pk}"))):
        for words in ("The result is revoked, because:", FALSE["finding"], f"/matters/{number}/print/revocation?large"):
            assert words in page
        assert "It is granted." not in page  # that was told by handing it over
    given = {"means": "phone", "on": "2026-06-08"}
    assert desk.post(f"/matters/{number}/told", given).status_code == 302
    assert desk.post(f"/matters/{number}/told", given).status_code == 409
    assert "The result is revoked, because:" not in html(desk.get(f"/matters/{number}"))


def test_the_head_sees_who_is_on_what_is_late(cast, drawn):
    check = Duty.objects.get(subject_id=drawn, closed=None)
    with day(31):
        go_on()
        head = cast.page(HEAD, **ENGLISH)
        late = Duty.objects.get(subject_id=drawn, kind="late")
        for address in (f"/desk/?open={late.pk}", f"/matters/{drawn}"):
            assert "Nobody has taken it up yet." in html(head.get(address))
        cast.page(DECIDES).post(f"/desk/{check.pk}/take")
        for address in (f"/desk/?open={late.pk}", f"/matters/{drawn}"):
            assert "took it up" in html(head.get(address))
        assert "For you: See to what is late" not in html(cast.page("head", **ENGLISH).get(f"/matters/{drawn}"))
        assert "took it up" not in html(cast.page(DESK, **ENGLISH).get(f"/matters/{drawn}"))
