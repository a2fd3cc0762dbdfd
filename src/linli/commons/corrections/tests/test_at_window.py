"""Who has no account says at a window what is wrong, and signs it; whoever answers tells them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.queries import words
from linli.commons.duties.models import Duty
from linli.commons.mandates.actions import confirm
from linli.commons.mandates.tests.test_acting import ask as ask_guardian
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel.access.models import AccessLog
from linli.kernel.files import store
from linli.kernel.files.models import File
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from tests.cast import go_on

NAME = {"subject": {"kind": "profile", "id": "name"}, "wrong": "名字写错了", "right": "王秀岚"}
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 40
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def old(cast):
    """A woman without an account, who lives in the station's reach."""
    known = {"identity_number": "320594194503091240", "phone": "19900004503"}
    return make_person("王秀兰", by=None, community=network().place("jingcheng"), known=known)


def scan(cast, account="generalist"):
    return store.keep(cast[account], "申请书.png", PICTURE).pk


def ask(cast, person, account="generalist", **more):
    body = NAME | {"file": scan(cast, account)} | more
    return cast.api(account).post(f"/api/v1/people/{person.pk}/corrections", body, "application/json")


def answer(cast, id, account="generalist", **body):
    url = f"/api/v1/corrections/{id}/answer"
    return cast.api(account).post(url, {"outcome": "corrected"} | body, "application/json")


def pointers(told):
    assert told.status_code == 422, told.content
    return [one["pointer"] for one in told.json()["errors"]]


def test_it_is_owed_like_any_other_and_the_scan_is_kept_with_it(cast, old):
    made = ask(cast, old)
    assert made.status_code == 201
    told, one = made.json(), CorrectionRequest.objects.get()
    assert (told["person"]["name"], told["asked_as"], told["wrong"]) == ("王秀兰", "person", "名字写错了")
    assert (one.person_id, one.by, one.under) == (old.pk, cast["generalist"], None)
    file = File.objects.get(pk=told["signed"])
    assert (file.attached_kind, file.attached_id) == ("correction", str(one.pk))
    duty = Duty.objects.get()
    assert (duty.kind, duty.unit.code, duty.role) == ("correct_data", "jingcheng", "generalist")
    [entry] = timeline(Ref("correction", str(one.pk)))
    assert (entry.fact, entry.actor, entry.role) == ("corrections.CorrectionAsked", one.by_id, "generalist")
    assert cast.page("jingcheng.generalist").get(f"/papers/{file.pk}").status_code == 200
    assert AccessLog.objects.filter(subject_kind="correction", what="file.opened").count() == 1
    for account in ("resident", "fangzhou.generalist", "specialist", "auditor"):
        assert cast.page(account).get(f"/papers/{file.pk}").status_code == 404


def test_whoever_wrote_it_down_may_answer_and_says_how_she_was_told(cast, old):
    id = ask(cast, old).json()["id"]
    changes = {"name": "王秀岚"}
    assert pointers(answer(cast, id, changes=changes)) == ["/told"]
    done = answer(cast, id, changes=changes, told="phone")
    assert (done.status_code, done.json()["told"]) == (200, "phone")
    go_on()
    assert Person.objects.get(pk=old.pk).name == "王秀岚"
    assert not Message.objects.filter(person=person_of(cast["generalist"])).exists()
    assert words([CorrectionRequest.objects.get()])[int(id)]["told"] == "phone"


def test_who_has_an_account_is_told_by_a_message_alone(cast):
    made = cast.api("resident").post("/api/v1/me/corrections", NAME, "application/json")
    assert made.status_code == 201
    assert pointers(answer(cast, made.json()["id"], reason="好", told="phone")) == ["/told"]
    assert answer(cast, made.json()["id"], reason="好").status_code == 200


@pytest.mark.parametrize("account", ["resident", "specialist", "approver", "officer", "administrator", "auditor"])
def test_who_is_at_no_window_does_not(cast, old, account):
    assert ask(cast, old, account).status_code == 404
    assert cast.page(account).get(f"/corrections/of/{old.pk}").status_code == 404
    assert not CorrectionRequest.objects.exists()


def test_whom_the_window_has_not_met_is_not_there_and_another_station_answers(cast, old):
    far = "fangzhou.generalist"
    assert ask(cast, old, far).status_code == 404
    cast.api(far).post("/api/v1/people/find", {"q": "320594194503091240"}, "application/json")
    made = ask(cast, old, far)
    assert (made.status_code, made.json()["unit"], made.json()["allowed"]) == (201, "jingcheng", [])
    assert answer(cast, made.json()["id"], far, told="phone").status_code == 404


def test_a_key_is_answered_again(cast, old):
    body, headers = NAME | {"file": scan(cast)}, {"Idempotency-Key": "wrong-1"}
    url, api = f"/api/v1/people/{old.pk}/corrections", cast.api("generalist")
    first, again = (api.post(url, body, "application/json", headers=headers) for _n in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert CorrectionRequest.objects.count() == 1


def test_nobody_does_it_for_themselves_and_who_has_an_account_asks_there(cast):
    assert ask(cast, person_of(cast["generalist"])).status_code == 403
    assert ask(cast, person_of(cast["resident"])).status_code == 409
    assert cast.page("generalist").get(f"/corrections/of/{person_of(cast['resident']).pk}").status_code == 409


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"file": ""}, "/file"), ({"file": "nobodys"}, "/file"), ({"wrong": ""}, "/wrong"),
        ({"guardian": "1"}, "/guardian"), ({"ward": "1"}, "/ward"), ({"subject": {"kind": "nothing"}}, "/subject"),
        ({"subject": {"kind": "matters", "id": "1000000001"}}, "/subject/id"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_it_is_named(cast, old, more, where):
    assert where in pointers(ask(cast, old, **more))
    assert not CorrectionRequest.objects.exists()


def test_of_a_ward_the_guardian_signs_and_is_told(cast):
    held = ask_guardian(cast)
    confirm(str(held.pk), by=cast["generalist"])
    child = Person.objects.get(name="林小满", account=None)
    assert pointers(ask(cast, child)) == ["/guardian"]
    made = ask(cast, child, guardian=str(held.pk))
    assert (made.status_code, made.json()["asked_as"]) == (201, "guardian")
    assert answer(cast, made.json()["id"], reason="好").status_code == 200  # the guardian has an account and reads it
    go_on()
    assert Message.objects.filter(person=person_of(cast["resident"]), template="corrections.corrected").count() == 1


def sent(**more):
    return {"about": "profile", "id": "name", "wrong": "名字写错了", "right": "王秀岚"} | more


def test_the_page_writes_down_prints_and_asks_for_what_was_signed(cast, old):
    page, url = cast.page("generalist", **ENGLISH), f"/corrections/of/{old.pk}"
    assert url in page.get(f"/people/{old.pk}").text
    assert "Something about 王秀兰 is wrong" in page.get(url).text
    assert "320594194503091240" not in page.get(f"{url}?about=profile").text
    check = page.post(url, sent(do="check")).text
    assert "Print it to sign" in check and "Photo of the signed sheet" in check
    sheet = page.post(url, sent(do="print")).text
    for said in ("Request to correct personal data", "I am 王秀兰", "王秀岚", "Signature"):
        assert said in sheet
    nothing = page.post(url, sent(do="send", once="k"))
    assert (nothing.status_code, "Please attach the scan" in nothing.text) == (422, True)
    assert not CorrectionRequest.objects.exists()
    for _n in range(2):  # sent twice, done once
        done = page.post(url, sent(do="send", once="k", file=SimpleUploadedFile("申请书.png", PICTURE)))
        assert (done.status_code, done["Location"]) == (302, f"/people/{old.pk}")
    one = CorrectionRequest.objects.get()
    shown = page.get(f"/corrections/{one.pk}/").text
    assert "Photo of the signed sheet" in shown and "has no account and reads no message" in shown
    raw = {"outcome": "refused", "said": "证件上就是“兰”"}
    assert page.post(f"/corrections/{one.pk}/answer", raw | {"once": "a"}).status_code == 422
    assert page.post(f"/corrections/{one.pk}/answer", raw | {"once": "a", "told": "window"}).status_code == 302


def test_single_things_of_other_kinds_are_not_the_windows_to_read(cast, old):
    page, url = cast.page("generalist", **ENGLISH), f"/corrections/of/{old.pk}"
    assert 'name="id"' not in page.get(f"{url}?about=matters").text
    check = page.post(url, sent(about="matters", id="1000000001", do="check"))
    assert (check.status_code, "1000000001" in check.text) == (200, False)


def test_when_she_is_forgotten_the_scan_goes_with_what_was_answered(cast, old):
    told = ask(cast, old).json()
    answer(cast, told["id"], reason="好", told="post")
    url = f"/api/v1/people/{old.pk}/erase"
    assert cast.api("generalist").post(url, {"file": scan(cast)}, "application/json").status_code == 200
    assert not CorrectionRequest.objects.exists()
    assert not File.objects.filter(pk=told["signed"]).exists()
