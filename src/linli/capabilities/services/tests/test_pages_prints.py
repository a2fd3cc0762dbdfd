"""Paper, and the page that checks it."""

import re

import pytest

from linli.capabilities.services.models import Application, Result
from linli.kernel import clock
from linli.kernel.access.models import AccessLog

QUICK, LONG = "unemployment-registration", "disability-living-allowance"


@pytest.fixture
def resident(cast):
    return cast.page("resident", **{"Accept-Language": "en"})


@pytest.fixture
def granted(cast):
    number = cast.file(QUICK).number
    cast.do("generalist", "accept", number)
    cast.do("generalist", "grant", number, text="Registered")
    return number


def papers(client, number):
    kinds = ("receipt", "form", "correction", "acceptance", "not-acceptance", "decision")
    return {kind for kind in kinds if client.get(f"/matters/{number}/print/{kind}").status_code == 200}


def test_a_paper_is_there_as_soon_as_what_it_tells_has_happened(cast, resident):
    number = cast.file(LONG).number
    assert papers(resident, number) == {"receipt", "form"}
    cast.do("generalist", "request-correction", number, items=[{"material": "bank-account", "what": "add it"}])
    assert papers(resident, number) == {"receipt", "form", "correction"}
    cast.do("resident", "resubmit", number)
    cast.do("generalist", "accept", number)
    assert papers(resident, number) == {"receipt", "form", "correction", "acceptance"}
    assert resident.get(f"/matters/{number}/print/nothing").status_code == 404


def test_what_is_not_accepted_has_its_notice(cast, resident):
    number = cast.file(QUICK).number
    cast.do("generalist", "not-accept", number, ground="not_required", reason="There is no need")
    assert papers(resident, number) == {"receipt", "form", "not-acceptance"}


@pytest.mark.parametrize("kind", ["receipt", "form", "acceptance", "decision"])
def test_every_paper_comes_in_large_letters_too(resident, granted, kind):
    assert '<body class="paper-desk large">' in resident.get(f"/matters/{granted}/print/{kind}?large=1").text
    assert '<body class="paper-desk">' in resident.get(f"/matters/{granted}/print/{kind}").text


def test_the_receipt_tells_days_that_hold_on_any_day(cast, resident):
    number = cast.file(QUICK).number
    page = resident.get(f"/matters/{number}/print/receipt").text
    assert str(clock.today().year) in page.split("<table>")[1]
    assert [word for word in ("today", "tomorrow") if word in page.split("<table>")[1]] == []


def test_a_receipt_printed_again_says_what_it_said_then(cast, resident):
    number = cast.file(QUICK).number
    first = resident.get(f"/matters/{number}/print/receipt").text
    cast.do("generalist", "accept", number)
    cast.do("generalist", "grant", number)
    assert resident.get(f"/matters/{number}/print/receipt").text == first


def test_the_decision_names_body_and_receiver_and_leaves_room_for_the_stamp(resident, granted):
    page = resident.get(f"/matters/{granted}/print/decision").text
    words = ("Human Resources and Social Security", "Jingcheng Liaison Station", "Valid with the body", 'class="ring"')
    assert [word for word in words if word not in page] == []
    assert "<svg" in page


def test_a_refusal_has_reasons_and_remedies_and_no_code(cast, resident):
    number = cast.file(QUICK).number
    cast.do("generalist", "accept", number)
    cast.do("generalist", "refuse", number, reasons="Still employed")
    page = resident.get(f"/matters/{number}/print/decision").text
    assert ("Still employed" in page, "reconsideration" in page, "<svg" in page) == (True, True, False)


def test_the_form_for_signature_shows_its_numbers_whole_to_her_and_the_window_only(cast):
    whole = re.compile(r"\d{17}[\dX]")

    def seen(number):
        return [
            who for who in ("resident", "generalist", "head", "hudong-committee.specialist")
            if whole.search(cast.page(who).get(f"/matters/{number}/print/form").text)
        ]  # fmt: skip

    number = cast.file(LONG).number
    cast.do("generalist", "accept", number)
    assert seen(number) == ["resident"]
    Application.objects.filter(number=number).update(channel="window")  # she came, and the window wrote it down
    assert seen(number) == ["resident", "generalist"]
    printed = AccessLog.objects.filter(subject_id=number, what="print form").values_list("user__username", flat=True)
    assert sorted(set(printed)) == ["generalist", "head", "hudong-committee.specialist"]


def test_the_acceptance_notice_tells_the_last_day(cast, resident):
    number = cast.file(LONG).number
    cast.do("generalist", "accept", number)
    assert "by 7 July 2026 at the latest" in resident.get(f"/matters/{number}/print/acceptance").text


def test_who_sees_the_matter_prints_it_and_nobody_else(cast, granted):
    address = f"/matters/{granted}/print/decision"
    found = {who: cast.page(who).get(address).status_code for who in ("generalist", "head", "neighbour", "stranger")}
    assert found == {"generalist": 200, "head": 200, "neighbour": 404, "stranger": 404}


def test_anybody_checks_a_code_and_learns_nothing_personal(client, granted):
    code = Result.objects.get().code
    typed = " ".join(code[at : at + 4] for at in range(0, 16, 4)).lower()
    answer = client.get("/verify/", {"code": typed}, follow=True, headers={"Accept-Language": "en"})
    assert answer.redirect_chain == [(f"/verify/{code}", 302)]
    assert all(words in answer.text for words in ("Still valid", "Human Resources", "8 June 2026"))
    assert all(words not in answer.text for words in ("林秋怡", granted, "8629"))


def test_a_revoked_result_is_no_longer_valid(client, granted):
    Result.objects.update(revoked=clock.now())
    page = client.get(f"/verify/{Result.objects.get().code}", headers={"Accept-Language": "en"}).text
    assert ("No longer valid" in page, "Still valid" in page) == (True, False)


@pytest.mark.parametrize("code", ["ABCD", "A" * 16, "AAAABBBBCCCC%00DDD", "x" * 300])
def test_a_code_that_nobody_issued_says_so(client, db, cast, code):
    answer = client.get(f"/verify/{code}", headers={"Accept-Language": "en"})
    assert (answer.status_code, "Nobody issued a paper with this code" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "Please enter the check code."),
        ("ABCD", "A check code has 16 letters and digits; you entered 4."),
        ("七", "A code has 16 letters and digits."),
    ],
)
def test_who_typed_something_else_reads_what_a_code_is(client, cast, code, words):
    assert words in client.get("/verify/", {"code": code}, headers={"Accept-Language": "en"}).text
    assert 'class="why"' not in client.get("/verify/", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("code", ["", "  ", "七", "a/b", "x" * 300])
def test_what_cannot_be_a_code_is_asked_for_again(client, cast, code):
    assert client.get("/verify/", {"code": code}).status_code == 200
