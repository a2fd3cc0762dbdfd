"""The resident's own matters on pages: the answer first, the whole life, each verb once, a fixed number of queries."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from linli.capabilities.services.facts import SentBack
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.queries import ref
from linli.commons.ratings.models import Rating
from linli.kernel import clock
from linli.kernel.record.writing import By, record
from tests.cast import go_on

PAGE, LIST = 9, 10  # SQL statements, session and account included
QUICK, LONG = "unemployment-registration", "disability-living-allowance"


@pytest.fixture
def resident(cast):
    return cast.page("resident", **{"Accept-Language": "en"})


def closed(cast):
    number = cast.file(QUICK).number
    cast.do("generalist", "accept", number)
    cast.do("generalist", "grant", number, text="Registered")
    cast.do("generalist", "deliver", number, means="window")
    return number


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_the_matter_page_asks_the_same_for_one_line_of_its_life_and_for_thirty(cast, resident):
    number = cast.file(LONG).number
    cast.do("generalist", "accept", number)
    resident.get(f"/matters/{number}")
    few = asked(resident, f"/matters/{number}")
    for _ in range(29):
        with transaction.atomic():
            record(SentBack(3, 1, []), about=ref(number), by=By(None))
    many = asked(resident, f"/matters/{number}")
    assert (len(few), len(many)) == (PAGE, PAGE)


def test_the_list_asks_the_same_for_one_matter_and_for_thirty(cast, resident):
    cast.file(QUICK)
    resident.get("/matters/")
    few = asked(resident, "/matters/")
    for _ in range(29):
        cast.file(QUICK)
    page = resident.get("/matters/").text
    assert page.count('href="/matters/1') == 20
    assert 'rel="next"' in page
    assert (len(few), len(asked(resident, "/matters/"))) == (LIST, LIST)


def test_the_answer_says_what_happens_next_and_by_when_all_the_way(cast, at):
    number = cast.file(LONG).number

    def big():
        with translation.override("en"):
            return coming(cast.look(number)).big

    assert big() == "Jingcheng Liaison Station accepts it by 17:00 today"
    cast.do("generalist", "accept", number)
    assert "by Tuesday 23 June" in big()
    assert big().endswith("then “Public notice” for at least 7 days")
    cast.do("hudong-committee.specialist", "complete-step", number, outcome="agree", opinion="in order")
    assert "runs until Monday 15 June" in big()
    with at(days=8):
        go_on()
        assert "is over" in big()
        cast.do("hudong-committee.specialist", "complete-step", number, outcome="agree")
        assert "finishes “Opinion of the disabled persons' federation” by Wednesday 1 July" in big()
        cast.do("disabled-federation.specialist", "complete-step", number, outcome="agree", opinion="in order")
        assert "decides by Tuesday 7 July" in big()
        cast.do("civil-affairs.approver", "grant", number)
        assert big() == "It is granted"


def test_a_missed_promise_shows_as_missed_before_and_after_acceptance(cast, resident, at):
    number = cast.file(QUICK).number
    with at(datetime(2026, 6, 8, 17, 1, tzinfo=clock.HERE)):
        go_on()
        page = resident.get(f"/matters/{number}").text
        assert "should have accepted it by 17:00 today and is late" in page
        cast.do("generalist", "accept", number)
        page = resident.get(f"/matters/{number}").text
    assert "should have accepted" not in page
    assert "Missed." in page


def test_a_provisional_date_is_only_about(cast, resident, at):
    with at(datetime(2026, 12, 29, 9, 30, tzinfo=clock.HERE)):
        number = cast.file(LONG).number
        cast.do("generalist", "accept", number)
        assert "by about" in resident.get(f"/matters/{number}").text


def test_the_life_shows_what_has_happened_and_all_that_comes(cast, resident):
    number = cast.file(LONG).number
    page = resident.get(f"/matters/{number}").text
    titles = [
        "Filed",
        "Acceptance",
        "First review by the street",
        "Public notice",
        "Opinion of the",
        "Decision",
        "Delivery",
    ]
    life = page[page.index('<ol class="life">') :]
    places = [life.index(f"<b>{title}") for title in titles]
    assert places == sorted(places)


def test_a_delivered_matter_is_rated_once_and_other_values_are_refused(cast, resident):
    number = closed(cast)
    assert 'name="level" value="5"' in resident.get(f"/matters/{number}").text
    refused = resident.post(f"/matters/{number}/rate", {"once": "k"})
    assert (refused.status_code, '<a href="#level">Please choose how satisfied you are.</a>' in refused.text) == (
        422,
        True,
    )
    for _ in range(2):
        assert resident.post(f"/matters/{number}/rate", {"once": "k", "level": "4"}).status_code == 302
    again = resident.post(f"/matters/{number}/rate", {"once": "k", "level": "1"})
    assert (again.status_code, number in again.text) == (409, True)
    assert [rating.level for rating in Rating.objects.all()] == [4]
    assert 'name="level"' not in resident.get(f"/matters/{number}").text


def test_a_bad_rating_is_told_as_waiting_for_the_heads_answer_and_then_with_it(cast, resident):
    number = closed(cast)
    resident.post(f"/matters/{number}/rate", {"once": "k", "level": "1", "comment": "Three hours of queueing"})
    page = resident.get(f"/matters/{number}").text
    assert "You rated it: Very dissatisfied. The head will call you and answer; the answer will be in Messages." in page
    assert ("Three hours of queueing" in page, "Thank you" in page) == (True, False)
    cast.do("head", "answer-rating", number, what_was_done="A second window is open now")
    go_on()
    page = resident.get(f"/matters/{number}").text
    assert ("The head has answered you." in page, "The answer: A second window is open now" in page) == (True, True)
    assert "an answer to your rating" in resident.get("/messages/").text


def test_a_verb_asked_for_as_a_page_leads_to_the_matter_and_a_stranger_nowhere(cast, resident):
    number = closed(cast)
    assert resident.post(f"/matters/{number}/rate", {"once": "k"}).status_code == 422
    assert resident.get(f"/matters/{number}/rate")["Location"] == f"/matters/{number}"
    assert cast.page("neighbour").get(f"/matters/{number}/rate").status_code == 404


def test_a_method_that_a_page_does_not_take_is_answered_with_a_page(cast, resident):
    refused = resident.get(f"/matters/{cast.file(QUICK).number}/discard")
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert "Please go back and use the buttons on the page." in refused.text


def test_after_thirty_days_it_is_not_rated_any_more(cast, resident, at):
    number = closed(cast)
    with at(days=32):
        assert 'name="level"' not in resident.get(f"/matters/{number}").text


def test_a_matter_is_withdrawn_once_with_or_without_a_reason(cast, resident):
    number = cast.file(QUICK).number
    for _ in range(2):
        assert resident.post(f"/matters/{number}/withdraw", {"once": "w", "reason": ""}).status_code == 302
    page = resident.get(f"/matters/{number}").text
    assert ("You withdrew it" in page, "Withdrawn." in page, "Done." in page) == (True, True, False)
    assert f'href="/apply/{QUICK}"' in page
    again = resident.post(f"/matters/{number}/withdraw", {"once": "x"})
    assert "The matter is now “Withdrawn”: this can&#39;t be done with it." in again.text
    assert f'action="/matters/{number}/withdraw"' not in page


def test_what_is_asked_for_is_named_and_acceptance_is_told_as_answered_not_as_kept(cast, resident):
    number = cast.file(LONG).number
    asked = [{"material": "bank-account", "what": "Please hand it in"}]
    cast.do("generalist", "request-correction", number, items=asked)
    for address in (f"/matters/{number}", "/matters/", "/"):
        page = resident.get(address).text
        assert "1 paper is missing: Bank account" in page
        assert "Please add papers" in page
    page = resident.get(f"/matters/{number}").text
    assert ("Answered in time." in page, "Kept." in page) == (True, False)


def test_who_has_filed_reads_how_long_the_whole_takes(cast, resident):
    page = resident.get(f"/matters/{cast.file(QUICK).number}").text
    assert "You have the result within 10 working days of acceptance." in page


def test_a_line_in_a_list_does_not_speak_of_what_is_below(cast, resident):
    number = cast.file(QUICK).number
    cast.do("generalist", "accept", number)
    cast.do("generalist", "refuse", number, reasons="Still employed")
    for address in ("/matters/", "/"):
        page = resident.get(address).text
        assert ("Refused. Open it for the reasons and what you can do" in page, "are below" in page) == (True, False)
    assert "It is refused; the reasons are below" in resident.get(f"/matters/{number}").text


def test_a_refusal_shows_reasons_and_remedies(cast, resident):
    number = cast.file(QUICK).number
    cast.do("generalist", "accept", number)
    cast.do("generalist", "refuse", number, reasons="Still employed")
    page = resident.get(f"/matters/{number}").text
    assert "Still employed" in page
    asked = "you can ask for administrative reconsideration; please ask Jingcheng Liaison Station where"
    assert f"Within 60 days of receiving the decision {asked}" in page


def test_what_is_not_accepted_shows_ground_reason_and_the_right_body(cast, resident):
    number = cast.file(QUICK).number
    ground = {"ground": "not_this_body", "reason": "You live elsewhere", "right_body": "Huqiu labour office"}
    cast.do("generalist", "not-accept", number, **ground)
    page = resident.get(f"/matters/{number}").text
    assert all(words in page for words in ("Another body has the power", "You live elsewhere", "Huqiu labour office"))


def test_my_list_is_mine_alone_and_says_what_to_do_when_it_is_empty(cast, resident):
    assert "You have filed nothing yet" in resident.get("/matters/").text
    number = cast.file(QUICK).number
    assert number in resident.get("/matters/").text
    assert number not in cast.page("neighbour").get("/matters/").text


def test_what_is_over_is_left_out_of_what_is_under_way(cast, resident):
    over, open_ = closed(cast), cast.file(LONG).number
    page = resident.get("/matters/?show=open").text
    assert (over in page, open_ in page) == (False, True)


def test_the_home_page_shows_what_waits_for_me_first(cast, resident):
    waits, runs = cast.file(LONG).number, cast.file(QUICK).number
    cast.do("generalist", "request-correction", waits, items=[{"material": "bank-account", "what": "missing"}])
    page = resident.get("/").text
    assert page.index("Waiting for you") < page.index(f"/matters/{waits}") < page.index("Under way")
    assert page.index("Under way") < page.index(f"/matters/{runs}")


@pytest.mark.parametrize("account", ["neighbour", "stranger"])
def test_somebody_elses_matter_is_not_there_at_any_door(cast, account):
    number = closed(cast)
    other = cast.page(account)
    reads = [other.get(f"/matters/{number}{page}").status_code for page in ("", "/receipt", "/print/decision")]
    assert reads == [404] * 3
    assert other.post(f"/matters/{number}/rate", {"level": "1"}).status_code == 404
