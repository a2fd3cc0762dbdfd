"""The way to a filing on pages: begin, fill, papers, look over, file, correct; saved at every step, done once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.applications import draft_of

QUICK, LONG = "unemployment-registration", "disability-living-allowance"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)


def begin(client, item=LONG, key="begin"):
    response = client.post(f"/apply/{item}", {"once": key})
    assert response.status_code == 302
    return response["Location"].rsplit("/", 1)[1]


def group(item, index, **answers):
    """What a browser sends for a group in which everything was answered with the item's own examples."""
    form = catalogue().item(item).form
    examples = {name: form.every[name]["examples"][0] for name in form.groups[index]["fields"]}
    return {**examples, **answers, "go": "on"}


def filled(client, item=LONG):
    number = begin(client, item, item)
    for index in range(len(catalogue().item(item).form.groups)):
        assert client.post(f"/matters/{number}/fill/{index}", group(item, index)).status_code == 302
    return number


def kept(number):
    return draft_of(Application.objects.get(number=number))


@pytest.fixture
def resident(cast):
    return cast.page("resident", **{"Accept-Language": "en"})


def test_the_start_page_tells_who_may_apply_and_what_is_needed(resident):
    page = resident.get(f"/apply/{LONG}").text
    assert all(words in page for words in ("Who may apply", "Certificate of the minimum living allowance", "Begin"))


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, cast):
    assert client.get(f"/apply/{LONG}")["Location"] == f"/accounts/login/?next=/apply/{LONG}"


def test_an_unknown_item_is_not_there(resident):
    assert resident.get("/apply/nothing").status_code == 404


def test_beginning_twice_with_one_key_makes_one_draft(resident):
    assert begin(resident) == begin(resident)
    assert Application.objects.count() == 1


def test_other_values_with_the_same_key_are_refused_with_the_number(resident):
    number = begin(resident)
    response = resident.post(f"/apply/{LONG}", {"once": "begin", "more": "x"})
    assert (response.status_code, number in response.text) == (409, True)
    assert Application.objects.count() == 1


def test_the_profile_is_filled_in_marked_and_masked(resident):
    number = begin(resident)
    page = resident.get(f"/matters/{number}/fill/0").text
    assert page.count("From your profile") == 4
    assert 'value="3205**********8629"' in page
    assert "320594198604128629" not in page


def test_a_masked_value_sent_back_keeps_the_real_one(resident):
    number = begin(resident)
    sent = group(LONG, 0, identity_number="3205**********8629", phone="199****8601")
    assert resident.post(f"/matters/{number}/fill/0", sent)["Location"] == f"/matters/{number}/fill/1"
    assert kept(number)["answers"]["identity_number"] == "320594198604128629"


def test_going_on_with_wrong_values_keeps_them_and_says_what_to_do_in_this_group_only(resident):
    number = begin(resident)
    sent = group(LONG, 3, bank_card="6217001990008604122")
    response = resident.post(f"/matters/{number}/fill/3", sent)
    assert response.status_code == 422
    assert re.findall(r'<li><a href="#(f-\w+)"', response.text) == ["f-bank_card"]
    assert kept(number)["answers"]["bank_card"] == "6217001990008604122"


def test_saving_for_later_keeps_what_is_wrong_or_missing(resident):
    number = begin(resident)
    response = resident.post(f"/matters/{number}/fill/1", {"card_number": "12", "go": "later"})
    assert response["Location"] == "/matters/"
    assert kept(number)["answers"]["card_number"] == "12"
    assert number in resident.get("/matters/", follow=True).text.replace(" ", "")


def test_a_draft_is_gone_on_with_where_it_stopped(resident):
    number = begin(resident)
    assert resident.get(f"/matters/{number}")["Location"] == f"/matters/{number}/fill/0"
    number = filled(resident, QUICK)
    assert resident.get(f"/matters/{number}")["Location"] == f"/matters/{number}/papers"


def test_an_answer_that_opens_questions_shows_them_before_going_on(resident):
    number = begin(resident, QUICK)
    sent = {"situation": "left_employer", "_shown": "situation place_tie wish", "go": "on"}
    response = resident.post(f"/matters/{number}/fill/1", sent)
    assert response["Location"] == f"/matters/{number}/fill/1#f-last_employer"
    page = resident.get(f"/matters/{number}/fill/1").text
    assert "Your answer brings 2 more questions; please go on below." in page
    assert ('name="left_on"' in page, 'id="problems"' in page) == (True, False)


def test_with_script_the_questions_that_an_answer_opens_come_at_once_and_alone(resident):
    number = begin(resident, QUICK)
    sent, headers = {"situation": "left_employer"}, {"HX-Request": "true", "HX-Target": "fields"}
    body = resident.post(f"/matters/{number}/fill/1", sent, headers=headers).text
    assert ('name="left_on"' in body, "<html" in body) == (True, False)
    assert "situation" not in kept(number)["answers"]


def test_an_answer_that_closes_questions_takes_their_answers_along(resident):
    number = begin(resident, QUICK)
    resident.post(f"/matters/{number}/fill/1", group(QUICK, 1, situation="left_employer"))
    assert "last_employer" in kept(number)["answers"]
    resident.post(f"/matters/{number}/fill/1", group(QUICK, 1, situation="other"))
    assert "last_employer" not in kept(number)["answers"]


def test_papers_are_handed_in_replaced_and_taken_out(resident):
    number = filled(resident)
    address = f"/matters/{number}/papers"

    def names():
        return [paper["name"] for paper in kept(number)["materials"]]

    resident.post(address, {"file-disability-card": SimpleUploadedFile("a.png", PICTURE), "go": "stay"})
    assert names() == ["a.png"]
    resident.post(address, {"file-disability-card": SimpleUploadedFile("b.png", PICTURE), "go": "stay"})
    assert names() == ["b.png"]
    assert resident.post(address, {"remove": "disability-card"})["Location"] == address
    assert names() == []


def test_a_file_that_is_not_taken_is_named_and_the_others_are_kept(resident):
    number = filled(resident)
    files = {
        "file-disability-card": SimpleUploadedFile("a.png", PICTURE),
        "file-identity-card": SimpleUploadedFile("b.txt", b"words"),
    }
    response = resident.post(f"/matters/{number}/papers", {**files, "go": "on"})
    assert (response.status_code, 'href="#file-identity-card"' in response.text) == (415, True)
    assert [paper["code"] for paper in kept(number)["materials"]] == ["disability-card"]


def test_what_is_missing_is_warned_of_and_may_be_filed(resident):
    number = filled(resident)
    page = resident.get(f"/matters/{number}/check").text
    assert "5 papers are still missing" in page
    sent = {"once": "file", "next": f"/matters/{number}/receipt"}
    assert resident.post(f"/matters/{number}/submit", sent)["Location"] == f"/matters/{number}/receipt"
    assert "accepts it by 17:00 today" in resident.get(f"/matters/{number}/receipt").text


def test_the_last_look_masks_numbers_and_links_to_what_is_wrong(resident):
    number = begin(resident)
    page = resident.get(f"/matters/{number}/check").text
    assert f'href="/matters/{number}/fill/1#f-card_number"' in page
    assert f'action="/matters/{number}/submit"' not in page
    number = filled(resident)
    page = resident.get(f"/matters/{number}/check").text
    assert "320500198506123023" not in page
    assert f'action="/matters/{number}/submit"' in page


def test_filing_five_times_with_one_key_files_once_and_leads_to_the_receipt(resident):
    number = filled(resident)
    sent = {"once": "file", "next": f"/matters/{number}/receipt"}
    answers = [resident.post(f"/matters/{number}/submit", sent) for _ in range(5)]
    assert {(a.status_code, a["Location"]) for a in answers} == {(302, f"/matters/{number}/receipt")}
    assert Application.objects.filter(state="filed").count() == 1


def test_filing_what_is_not_sound_shows_the_last_look_again(resident):
    number = begin(resident)
    response = resident.post(f"/matters/{number}/submit", {"once": "file"})
    assert (response.status_code, f'href="/matters/{number}/fill/1#f-card_number"' in response.text) == (422, True)


def test_the_same_matter_under_way_is_asked_about_before_a_second_one(resident, cast):
    first = cast.file(LONG).number
    assert f'href="/matters/{first}"' in resident.get(f"/apply/{LONG}").text
    number = filled(resident)
    assert f'href="/matters/{first}"' in resident.get(f"/matters/{number}/check").text


def test_a_draft_is_thrown_away_once(resident):
    number = begin(resident)
    for _ in range(2):
        assert resident.post(f"/matters/{number}/discard", {"once": "away"})["Location"] == "/matters/"
    assert not Application.objects.exists()


def test_a_filed_matter_is_not_thrown_away(resident, cast):
    number = cast.file(QUICK).number
    assert resident.post(f"/matters/{number}/discard", {"once": "away"}).status_code == 409
    assert Application.objects.get().state == "filed"


def test_what_is_filed_is_not_filled_in_any_more(resident, cast):
    number = cast.file(QUICK).number
    for page in ("fill/0", "papers", "check"):
        assert resident.get(f"/matters/{number}/{page}")["Location"] == f"/matters/{number}"


def test_a_correction_is_listed_marked_and_sent_again_once(resident, cast):
    number = cast.file(LONG).number
    items = [
        {"material": "bank-account", "what": "Please add a photo of the card"},
        {"pointer": "/answers/card_number", "what": "One digit is missing"},
    ]
    cast.do("generalist", "request-correction", number, items=items)
    page = resident.get(f"/matters/{number}").text
    assert f'href="/matters/{number}/papers#paper-bank-account"' in page
    assert f'href="/matters/{number}/fill/1#f-card_number"' in page
    assert (
        "One digit is missing"
        in re.search(r'id="f-card_number-why">(.*?)</div>', resident.get(f"/matters/{number}/fill/1").text, re.S)[1]
    )
    sent = {"file-bank-account": SimpleUploadedFile("a.png", PICTURE), "go": "on"}
    assert resident.post(f"/matters/{number}/papers", sent)["Location"] == f"/matters/{number}/check"
    assert "is still missing" not in resident.get(f"/matters/{number}/check").text
    for _ in range(2):
        assert resident.post(f"/matters/{number}/resubmit", {"once": "again"}).status_code == 302
    facts = [entry.fact for entry in cast.look(number).entries]
    assert facts.count("services.ApplicationResubmitted") == 1


def test_a_correction_without_the_paper_asked_for_is_sent_only_after_a_warning(resident, cast):
    number = cast.file(LONG).number
    items = [{"material": "bank-account", "what": "Please hand it in"}]
    cast.do("generalist", "request-correction", number, items=items, note="The card of the bank in Jingcheng is fine.")
    page = resident.get(f"/matters/{number}/check").text
    assert "is still missing. You are asked only once; without it your application may not be accepted." in page
    primary = re.search(r'<a class="btn btn-primary[^>]*href="([^"]+)"', page)[1]
    assert primary == f"/matters/{number}/papers#paper-bank-account"
    assert "have it, send anyway" in page
    assert 'class="btn btn-primary" type="submit"' not in page
    for address in ("", "/check", "/papers", "/fill/1"):
        assert "The card of the bank in Jingcheng is fine." in resident.get(f"/matters/{number}{address}").text
    assert "does not stop you" not in resident.get(f"/matters/{number}/papers").text


def test_several_papers_that_are_still_missing_are_said_at_once(resident, cast):
    number = cast.file(LONG).number
    codes = cast.look(number).missing
    assert len(codes) > 1
    items = [{"material": code, "what": "Please hand it in"} for code in codes]
    cast.do("generalist", "request-correction", number, items=items)
    page = resident.get(f"/matters/{number}/check").text
    assert page.count("These papers are still missing. You are asked only once") == 1
    assert "is still missing. You" not in page
    summary = page.split("These papers are still missing.")[1].split("</ul>")[0]
    assert [f"#paper-{code}" in summary for code in codes] == [True] * len(codes)
    assert "have them, send anyway" in page


@pytest.mark.parametrize("account", ["neighbour", "stranger"])
def test_somebody_elses_draft_is_not_there_at_any_door(cast, resident, account):
    number = begin(resident)
    other = cast.page(account)
    reads = [
        other.get(f"/matters/{number}{page}").status_code for page in ("", "/fill/0", "/papers", "/check", "/receipt")
    ]
    writes = [
        other.post(f"/matters/{number}/{page}", {"once": "x", "go": "on"}).status_code
        for page in ("fill/0", "papers", "discard", "submit", "withdraw")
    ]
    assert reads + writes == [404] * 10


def test_a_paper_is_opened_by_its_owner_and_by_who_sees_the_matter_only(cast, resident):
    number = filled(resident)
    sent = {"file-disability-card": SimpleUploadedFile("a.png", PICTURE), "go": "on"}
    resident.post(f"/matters/{number}/papers", sent)
    address = f"/papers/{kept(number)['materials'][0]['file']}"
    assert cast.page("generalist").get(address).status_code == 404
    resident.post(f"/matters/{number}/submit", {"once": "file"})
    found = {
        who: cast.page(who).get(address).status_code for who in ("resident", "generalist", "neighbour", "stranger")
    }
    assert found == {"resident": 200, "generalist": 200, "neighbour": 404, "stranger": 404}
