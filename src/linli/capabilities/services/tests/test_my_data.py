"""What is held of a person is shown to them, and who looked at it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.models import Application
from linli.commons.people.models import Person
from linli.commons.people.queries.looks import lines
from linli.kernel.access.models import AccessLog, User
from linli.kernel.files import store

QUICK, LONG = "unemployment-registration", "disability-living-allowance"
NUMBERS = ("320594198604128629", "19900008601", "6217001990008604121")


@pytest.fixture
def resident(cast):
    return cast.page("resident", **{"Accept-Language": "en"})


def person(cast, account="resident"):
    return Person.objects.get(account=cast[account])


def looks(cast, account="resident"):
    return [(one.what, one.subject_kind, one.role) for one in lines(person(cast, account)).order_by("id")]


def test_the_page_says_what_why_and_until_when(cast, resident):
    number = cast.file(QUICK).number
    page = resident.get("/me/data/").text
    assert all(
        words in page for words in ("林秋怡", "3205**********8629", "Matters", "Until when it is kept", "resident")
    )
    assert f'href="/matters/{number}"' in page
    assert "article 13(1)3" in page
    assert "No period is published" in page
    assert all(plain not in page for plain in NUMBERS)


def test_a_long_list_is_cut_and_the_queries_stay_the_same(cast, resident):
    cast.file(QUICK)
    with CaptureQueriesContext(connection) as few:
        resident.get("/me/data/")
    kept = Application.objects.get()
    for n in range(30):
        kept.pk, kept.number = None, f"{n:010d}"
        kept.save()
    with CaptureQueriesContext(connection) as many:
        page = resident.get("/me/data/").text
    assert len(many) == len(few)
    assert page.count('href="/matters/0') == 5
    assert 'href="/matters/">See all' in page or 'href="/matters">See all' in page


@pytest.mark.parametrize("large", ["0", "1"])
def test_all_of_it_is_on_paper(cast, resident, large):
    numbers = [cast.file(QUICK).number]
    paper = resident.get(f"/me/data/print?large={large}").text
    assert ('class="paper-desk large"' in paper) == (large == "1")
    assert "3205**********8629" in paper
    assert all(re.sub(r"(...)(...)(...)(.)", r"\1 \2 \3 \4", number) in paper for number in numbers)


def test_who_holds_no_person_has_no_data(cast):
    User.objects.create_user("nobody", None)
    page = cast.page("nobody")
    assert [page.get(f"/me/data/{part}").status_code for part in ("", "print", "looks/")] == [404] * 3
    assert cast.api("nobody").get("/api/v1/me/looks").status_code == 404


DOORS = {  # what staff may open, and the line that it leaves
    "/matters/{number}": ("open", "application"),
    "/matters/{number}/print/receipt": ("print receipt", "application"),
    "/people/{person}": ("open", "person"),
    "/people/{person}/known": ("open", "person"),
    "/acting/of/{person}": ("open", "person"),
    "/papers/{file}": ("file.opened", "application"),
}
OPERATIONS = {
    "/api/v1/applications/{number}": ("open", "application"),
    "/api/v1/files/{file}": ("file.opened", "application"),
}


@pytest.fixture
def seen(cast):
    """A matter of the resident's with a paper: how its doors are filled in."""
    paper = store.keep(cast["resident"], "card.png", b"\x89PNG\r\n\x1a\n" + bytes(99))
    number = cast.file(LONG, materials=[{"code": "bank-account", "file": paper.pk}]).number
    return {"number": number, "person": person(cast).pk, "file": paper.pk}


@pytest.mark.parametrize(("door", "line"), [*DOORS.items(), *OPERATIONS.items()])
def test_every_door_leaves_its_line(cast, seen, door, line):
    client = cast.api("generalist") if door in OPERATIONS else cast.page("generalist")
    assert client.get(door.format(**seen)).status_code == 200
    assert looks(cast) == [(*line, "generalist")]
    assert looks(cast, "neighbour") == []


def test_the_pane_and_the_verbs_of_the_desk_leave_lines(cast, seen):
    desk = cast.page("generalist").get("/desk/")
    assert desk.status_code == 200
    before = len(looks(cast))
    cast.page("generalist").post(f"/matters/{seen['number']}/accept", follow=True)
    assert len(looks(cast)) > before


def test_a_search_by_number_leaves_one_and_a_search_by_name_none(cast, resident):
    cast.api("generalist").post("/api/v1/people/find", {"q": "林秋怡"}, "application/json")
    assert looks(cast) == []
    cast.api("generalist").post("/api/v1/people/find", {"q": NUMBERS[0]}, "application/json")
    assert looks(cast) == [("person.found", "person", "generalist")]
    assert NUMBERS[0] not in resident.get("/me/data/looks/").text
    assert "by the number of your document" in resident.get("/me/data/looks/").text


def test_what_one_opens_oneself_does_not_appear(cast, resident, seen):
    for door in ("/matters/{number}", "/papers/{file}", "/matters/{number}/print/receipt"):
        resident.get(door.format(**seen))
    assert looks(cast) == []


def test_the_reason_of_who_saw_a_number_is_read_and_not_the_workers_name(cast, resident, seen):
    window = cast.page("generalist", **{"Accept-Language": "en"})
    asked = {"number": "phone", "reason": "She is called back"}
    assert window.post(f"/people/{seen['person']}/unmask", asked).status_code == 200
    page = resident.get("/me/data/looks/").text
    assert "Saw your mobile number in full" in page
    assert "She is called back" in page
    assert "Jingcheng Liaison Station" in page
    assert person(cast, "generalist").name not in page.split("<main")[1]
    assert cast.page("neighbour").get("/me/data/looks/").text.count("She is called back") == 0
    told = cast.api("resident").get("/api/v1/me/looks").json()["items"][0]
    assert (told["what"], told["reason"], told["unit"]) == ("unmask.phone", "She is called back", "jingcheng")


def test_that_an_objector_was_called_is_about_another(cast, resident, seen):
    log = {"user": cast["generalist"], "subject_kind": "application", "subject_id": seen["number"]}
    AccessLog.objects.create(at=Application.objects.get().filed_at, what="unmask.objection.1", reason="called", **log)
    assert looks(cast) == []


def test_the_lines_come_page_by_page_without_a_gap(cast, seen):
    at = Application.objects.get().filed_at
    AccessLog.objects.bulk_create(
        AccessLog(
            at=at, user=cast["generalist"], subject_kind="application", subject_id=seen["number"], what=f"print {n}"
        )
        for n in range(45)
    )
    api, url, found = cast.api("resident"), "/api/v1/me/looks", []
    while url:
        answer = api.get(url).json()
        found += [one["what"] for one in answer["items"]]
        url = answer["next"]
    assert found == [f"print {n}" for n in reversed(range(45))]
    assert api.get("/api/v1/me/looks?cursor=no").status_code == 400
    pages = cast.page("resident", **{"Accept-Language": "en"})
    assert "cursor=" in pages.get("/me/data/looks/").text
    assert pages.get("/me/data/looks/?cursor=no").status_code == 400


def test_the_queries_of_the_lines_do_not_grow(cast, resident, seen):
    cast.page("generalist").get(f"/matters/{seen['number']}")
    with CaptureQueriesContext(connection) as few:
        resident.get("/me/data/looks/")
    for door in DOORS:
        cast.page("generalist").get(door.format(**seen))
    with CaptureQueriesContext(connection) as many:
        resident.get("/me/data/looks/")
    assert len(few) == len(many)
