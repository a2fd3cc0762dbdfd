import re
from io import BytesIO

import pytest

from linli.capabilities.services.models import Application
from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.kernel.access.models import AccessLog

SPOT = "unemployment-registration"
ENGLISH = {"Accept-Language": "en"}
KNOWN = {
    "identity_number": "320594194503091240",
    "phone": "19900004503",
    "address": "景城社区3幢101室",
}
SHOWN = "name identity_number phone address situation place_tie wish"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def html(response):
    return response.content.decode()


@pytest.fixture
def old(cast):
    """A woman of 81 without phone or account."""
    known = {name: value for name, value in KNOWN.items() if name != "phone"}
    return make_person("王秀兰", by=None, community=network().place("jingcheng"), known=known)


@pytest.fixture
def desk(cast):
    return cast.page("generalist", **ENGLISH)


def answers(**more):
    return {"phone": "19900004503", "situation": "other", "_shown": SHOWN, "channel": "window"} | more


@pytest.mark.parametrize("q", [KNOWN["identity_number"], "王秀兰", "wxl"])
def test_one_who_is_found_is_opened_at_once_and_nothing_stands_in_the_address(desk, old, q):
    found = desk.post("/find", {"q": q})
    assert (found.status_code, found["Location"]) == (302, f"/people/{old.pk}")
    assert found["Cache-Control"] == "no-store"


def test_a_search_by_address_is_not_answered(desk, old):
    assert "王秀兰" not in html(desk.get("/find?q=王秀兰"))


def test_several_who_are_found_are_listed_with_what_is_open(cast, desk, old):
    make_person("王秀英", by=None, community=network().place("jingcheng"), known={})
    cast.file(SPOT)
    body = html(desk.post("/find", {"q": "王秀"}))
    assert re.findall(r'href="(/people/\d+)"', body).__len__() == 2
    assert KNOWN["identity_number"] not in body
    assert "3205**********1240" in body


def test_a_receipt_number_opens_the_matter_for_who_sees_it(cast, desk):
    number = cast.file(SPOT).number
    assert desk.post("/find", {"q": f"{number[:3]} {number[3:]}"})["Location"] == f"/matters/{number}"
    assert "Location" not in cast.page("fangzhou.generalist").post("/find", {"q": number})


def test_a_name_beyond_reach_is_not_found_but_a_whole_number_is(cast, old):
    far = cast.page("fangzhou.generalist", **ENGLISH)
    assert "Nobody found" in html(far.post("/find", {"q": "王秀兰"}))
    assert far.get(f"/people/{old.pk}").status_code == 404
    assert far.post("/find", {"q": KNOWN["identity_number"]}).status_code == 302
    body = html(far.get(f"/people/{old.pk}"))
    assert "Your window does not take in for" in body


def test_opening_a_person_leaves_a_line(desk, old):
    desk.get(f"/people/{old.pk}")
    assert AccessLog.objects.filter(subject_kind="person", subject_id=str(old.pk), what="open").count() == 1


@pytest.mark.parametrize("account", ["resident", "stranger", "specialist", "auditor"])
def test_nobody_else_finds_persons(cast, old, account):
    desk = cast.page(account)
    for address in ("/find", "/people/new", f"/people/{old.pk}", f"/people/{old.pk}/new/{SPOT}", "/aside"):
        assert desk.get(address).status_code == 404


def test_a_person_is_written_down_with_what_the_identity_number_tells(desk):
    given = {"name": "李阿婆", "identity_number": "320594194503091240", "community": "jingcheng"}
    made = desk.post("/people/new", given)
    person = Person.objects.get(name="李阿婆")
    assert made["Location"] == f"/people/{person.pk}"
    assert "9 March 1945" in html(desk.get(f"/people/{person.pk}"))
    again = desk.post("/people/new", given)
    assert again.status_code == 409
    assert f'href="/people/{person.pk}"' in html(again)


def test_wrong_values_of_a_person_are_named(desk):
    refused = desk.post("/people/new", {"name": "", "identity_number": "320594194503091241", "community": "jingcheng"})
    assert refused.status_code == 422
    assert 'id="identity_number-why"' in html(refused)
    assert 'id="name-why"' in html(refused)
    assert '<a href="#name">Name: ' in html(refused)
    assert 'value="320594194503091241"' in html(refused)


def test_nobody_is_born_after_today(desk):
    refused = desk.post("/people/new", {"name": "赵大妈", "community": "jingcheng", "birth_date": "2030-01-01"})
    assert "Date of birth: A date of birth can&#39;t be after today." in html(refused)


def test_what_was_searched_for_comes_along(desk):
    assert 'value="赵大妈"' in html(desk.post("/people/new", {"q": "赵大妈"}))


def test_initials_open_the_form_with_what_is_known_filled_in(desk, old):
    assert desk.get(f"/people/{old.pk}/new?q=sydj")["Location"] == f"/people/{old.pk}/new/{SPOT}"
    assert desk.get(f"/people/{old.pk}/new?q=32050119450607002X").status_code == 400
    body = html(desk.get(f"/people/{old.pk}/new/{SPOT}"))
    assert 'value="王秀兰"' in body
    assert "3205**********1240" in body
    assert KNOWN["identity_number"] not in body
    assert body.count("On file") == 3


def test_filed_with_originals_seen_by_a_neighbour(cast, desk, old):
    done = desk.post(f"/people/{old.pk}/new/{SPOT}", answers(go="seen", handed_in_by="陆建平"))
    number = re.search(r"/matters/(\d+)/filed", done["Location"])[1]
    view = cast.look(number)
    assert (view.application.state, view.application.channel) == ("filed", "window")
    assert view.filing["handed_in_by"] == "陆建平"
    assert view.filing["answers"]["identity_number"] == KNOWN["identity_number"]
    assert [paper["seen"] for paper in view.papers] == [True]
    assert view.missing == []
    entry = view.last("services.ApplicationFiled")
    assert (entry.actor, entry.unit, entry.role) == (cast["generalist"].pk, "jingcheng", "generalist")
    body = html(desk.get(done["Location"]))
    assert f"/matters/{number}/print/form?large=1" in body
    assert f"/matters/{number}/print/receipt?large=1" in body


def test_a_paper_is_photographed_and_stays_when_something_is_wrong(cast, desk, old):
    photo = BytesIO(PNG)
    photo.name = "card.png"
    address, code = f"/people/{old.pk}/new/{SPOT}", "id-or-social-security-card"
    wrong = desk.post(address, answers(go="file", phone="123") | {f"file-{code}": photo})
    assert wrong.status_code == 422
    assert 'href="#f-phone"' in html(wrong)
    kept = re.search(rf'name="kept-{code}" value="([^"]+)"', html(wrong))[1]
    done = desk.post(address, answers(go="file") | {f"kept-{code}": kept})
    number = re.search(r"/matters/(\d+)/filed", done["Location"])[1]
    assert [paper["file"] for paper in cast.look(number).papers] == [kept]


def test_a_number_typed_just_now_stays_as_it_was_typed_when_something_else_is_wrong(desk, old):
    address = f"/people/{old.pk}/new/{SPOT}"
    kept = "3205**********1240"
    refused = desk.post(address, answers(identity_number=kept, situation="", go="seen"))
    found = re.findall(r'value="([^"]*)" [^>]*name="(phone|identity_number)"', html(refused))
    shown = {name: value for value, name in found}
    assert (refused.status_code, shown["phone"]) == (422, "19900004503")
    assert shown["identity_number"] == kept  # known before: stays masked
    assert desk.post(address, answers(**shown, go="seen")).status_code == 302


def test_a_file_that_is_none_is_refused_at_its_paper(desk, old):
    code = "id-or-social-security-card"
    bad = BytesIO(b"MZ...")
    bad.name = "card.exe"
    refused = desk.post(f"/people/{old.pk}/new/{SPOT}", answers(go="file") | {f"file-{code}": bad})
    assert refused.status_code == 422
    assert f'id="why-{code}"' in html(refused)
    assert Application.objects.count() == 0


def test_a_half_done_filing_is_put_aside_and_taken_up_by_a_colleague(cast, desk, old):
    half = {"situation": "other", "go": "aside", "once": "k", "handed_in_by": "陆建平"}
    desk.post(f"/people/{old.pk}/new/{SPOT}", half)
    draft = Application.objects.get()
    assert draft.state == "draft"
    colleague = cast.page("jingcheng.generalist", **ENGLISH)
    assert f'href="/matters/{draft.number}"' in html(colleague.get("/aside"))
    assert f'href="/matters/{draft.number}"' in html(colleague.get(f"/people/{old.pk}"))
    body = html(colleague.get(f"/matters/{draft.number}"))
    assert 'value="陆建平"' in body
    assert re.search(r'value="other" checked', body)
    done = colleague.post(f"/matters/{draft.number}/filing", answers(go="seen", handed_in_by=""))
    assert done["Location"] == f"/matters/{draft.number}/filed"
    view = cast.look(draft.number)
    assert (view.application.state, view.filing["handed_in_by"]) == ("filed", "")


def test_a_form_that_was_put_aside_and_is_filed_after_all_leaves_one_matter(cast, desk, old):
    address = f"/people/{old.pk}/new/{SPOT}"
    for situation in ("other", "land_taken"):
        desk.post(address, {"situation": situation, "go": "aside", "once": "k"})
    desk.post(address, answers(go="seen", once="k"))
    [matter] = Application.objects.all()
    assert (matter.state, cast.look(matter.number).filing["answers"]["situation"]) == ("filed", "other")


def test_a_draft_of_another_window_is_not_there(cast, desk, old):
    desk.post(f"/people/{old.pk}/new/{SPOT}", {"situation": "other", "go": "aside"})
    number = Application.objects.get().number
    assert cast.page("fangzhou.generalist").get(f"/matters/{number}").status_code == 404
    assert cast.page("head").get(f"/matters/{number}/filing").status_code == 404


def test_the_same_matter_twice_is_asked_about_first(desk, old):
    address = f"/people/{old.pk}/new/{SPOT}"
    desk.post(address, answers(go="seen"))
    asked = desk.post(address, answers(go="seen"))
    assert asked.status_code == 422
    assert "has an open matter of this kind already" in html(asked)
    assert Application.objects.count() == 1
    assert desk.post(address, answers(go="seen", anyway="1")).status_code == 302
    assert Application.objects.count() == 2


def test_one_form_sent_five_times_files_one_matter(desk, old):
    address = f"/people/{old.pk}/new/{SPOT}"
    assert len({desk.post(address, answers(go="seen", once="k"))["Location"] for _ in range(5)}) == 1
    assert Application.objects.count() == 1


def test_questions_that_an_answer_brings_come_for_htmx_alone(desk, old):
    address, headers = f"/people/{old.pk}/new/{SPOT}", {"HX-Request": "true", "HX-Target": "fields"}
    body = html(desk.post(address, {"situation": "left_employer"}, headers=headers))
    assert 'name="last_employer"' in body
    assert "<html" not in body


def test_a_correction_is_entered_at_the_window(cast, desk, old):
    done = desk.post(f"/people/{old.pk}/new/{SPOT}", answers(go="file"))
    number = re.search(r"/matters/(\d+)/filed", done["Location"])[1]
    items = [{"material": "id-or-social-security-card", "what": "Please bring the card"}]
    cast.do("generalist", "request-correction", number, items=items)
    assert f"/matters/{number}/filing" in html(desk.get(f"/matters/{number}"))
    assert "Please bring the card" in html(desk.get(f"/matters/{number}/filing"))
    desk.post(f"/matters/{number}/filing", answers(go="seen"))
    view = cast.look(number)
    assert (view.application.state, view.missing) == ("filed", [])


def test_a_residents_own_correction_is_not_the_windows_to_write(cast, desk):
    number = cast.file(SPOT).number
    items = [{"material": "id-or-social-security-card", "what": "Please"}]
    cast.do("generalist", "request-correction", number, items=items)
    assert desk.get(f"/matters/{number}/filing").status_code == 403
