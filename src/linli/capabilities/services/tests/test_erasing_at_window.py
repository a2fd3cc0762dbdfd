"""Who has no account signs at a window that all that is kept of them be erased; for a ward the guardian signs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests.order import PICTURE
from linli.capabilities.services.tests.test_acting import guardian, mandate
from linli.commons.mandates.models import Mandate
from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of, profile
from linli.commons.places.queries import network
from linli.kernel.access.models import AccessLog
from linli.kernel.files import store
from linli.kernel.files.models import File
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref

QUICK, LONG = "unemployment-registration", "disability-living-allowance"
ENGLISH = {"Accept-Language": "en"}
STRANGERS = ("resident", "neighbour", "specialist", "approver", "officer", "administrator", "auditor")


@pytest.fixture
def old(cast):
    """A woman without an account, who lives in the station's reach."""
    known = {"identity_number": "320594194503091240", "phone": "19900004503", "address": "景城社区3幢101室"}
    return make_person("王秀兰", by=None, community=network().place("jingcheng"), known=known)


def filed(cast, person, item=QUICK, submit=True):
    """A matter that the window took in."""
    answers = {} if not submit else answers_for(catalogue().item(item), person)
    body = {
        "item": item, "answers": answers, "submit": submit, "on_behalf_of": str(person.pk), "channel": "window",
    }  # fmt: skip
    made = cast.api("generalist").post("/api/v1/applications", body, "application/json")
    assert made.status_code == 201, made.json()
    return made.json()["number"]


def withdrawn(cast, person):
    number = filed(cast, person)
    cast.do("generalist", "withdraw", number, file=scan(cast))
    return number


def scan(cast, account="generalist"):
    return store.keep(cast[account], "申请书.png", PICTURE).pk


def ask(cast, person, account="generalist", **body):
    return cast.api(account).post(f"/api/v1/people/{person.pk}/erase", body, "application/json")


def entry(person):
    [found] = [one for one in timeline(Ref("person", str(person.pk))) if one.fact == "people.ErasureAsked"]
    return found


def now(person):
    return Person.objects.get(pk=person.pk)


def test_what_was_signed_is_done_and_recorded_with_its_scan(cast, old):
    over, live, draft = withdrawn(cast, old), filed(cast, old, LONG), filed(cast, old, submit=False)
    answer = ask(cast, old, file=scan(cast))
    assert answer.status_code == 200
    left = answer.json()["left"]
    assert [(one["number"], one["fate"]) for one in left] == [(live, "kept")]  # what is locked away no desk reads
    assert not {"address", "bank_card"} & set(answer.json()["known"])
    assert "address" not in profile(now(old))
    assert "phone" in profile(now(old))  # somebody may have to call about what is under way
    assert not Application.objects.filter(number=draft).exists()
    assert Application.objects.get(number=over).restricted_at is not None
    asked, user = entry(old), cast["generalist"]
    assert (asked.actor, asked.unit, asked.role) == (user.pk, "jingcheng", "generalist")
    assert (asked.payload["restricted"], asked.payload["kept"]) == (1, 1)
    kept = File.objects.get(pk=asked.payload["file"])
    assert (kept.attached_kind, kept.attached_id) == ("person", str(old.pk))
    [locked] = [one for one in timeline(Ref("application", over)) if one.fact == "services.ApplicationRestricted"]
    assert (locked.actor, locked.unit, locked.role) == (user.pk, asked.unit, "generalist")
    assert AccessLog.objects.filter(subject_id=str(old.pk), what="person.erased", user=user).count() == 1


def test_the_phone_goes_too_once_nothing_is_under_way(cast, old):
    assert ask(cast, old, file=scan(cast)).json()["known"] == ["birth_date", "gender", "identity_number", "name"]


def test_colleagues_see_the_scan_and_nobody_else(cast, old):
    ask(cast, old, file=scan(cast))
    paper = f"/papers/{entry(old).payload['file']}"
    assert cast.page("jingcheng.generalist").get(paper).status_code == 200
    assert AccessLog.objects.filter(subject_id=str(old.pk), what="file.opened").count() == 1
    assert f'href="{paper}"' in cast.page("generalist").get(f"/people/{old.pk}/erase").text
    for account in ("fangzhou.generalist", *STRANGERS):
        assert cast.page(account).get(paper).status_code == 404, account


def test_once_they_have_an_account_they_read_who_did_it_and_find_the_sheet(cast, old):
    ask(cast, old, file=scan(cast))
    user = cast["stranger"]
    Person.objects.filter(account=user).update(account=None)
    Person.objects.filter(pk=old.pk).update(account=user)
    page = cast.page("stranger", **ENGLISH)
    assert "Had what is kept of you erased, as was signed" in page.get("/me/data/looks/").text
    assert "Signed on 8 June 2026 that it be erased" in page.get("/me/data/").text
    assert page.get(f"/papers/{entry(old).payload['file']}").status_code == 200
    copy = cast.api("stranger").post("/api/v1/me/export", {}, content_type="application/json").json()
    [held] = [one["items"] for one in copy["holdings"] if one["key"] == "signed"]
    assert [one["file"] for one in held] == [entry(old).payload["file"]]


@pytest.mark.parametrize("account", STRANGERS)
def test_who_is_at_no_window_does_not(cast, old, account):
    assert ask(cast, old, account, file=scan(cast, account)).status_code == 404
    assert cast.page(account).get(f"/people/{old.pk}/erase").status_code == 404
    assert "address" in profile(now(old))


def test_whom_the_window_has_not_met_is_not_there(cast, old):
    far = "fangzhou.generalist"
    assert ask(cast, old, far, file=scan(cast, far)).status_code == 404
    for page in ("erase", "erase/print"):
        assert cast.page(far).get(f"/people/{old.pk}/{page}").status_code == 404
    cast.api(far).post("/api/v1/people/find", {"q": "320594194503091240"}, "application/json")
    assert ask(cast, old, far, file=scan(cast, far)).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"file": ""}, {"file": 7}, {"file": "none"}, {"file": "mine", "sure": True}, {"guardian": "1"}]
)
def test_without_a_scan_of_ones_own_nothing_is_done(cast, old, body):
    others = scan(cast, "resident")
    for file in (body.get("file"), others):
        given = body | ({"file": file} if file is not None else {})
        assert ask(cast, old, **given).status_code == 422
    assert "address" in profile(now(old))
    assert not timeline(Ref("person", str(old.pk)))


def test_nobody_does_it_for_themselves_nor_for_whom_they_act(cast):
    mine = person_of(cast["generalist"])
    assert ask(cast, mine, file=scan(cast)).status_code == 403
    Person.objects.filter(pk=mine.pk).update(community=network().place("jingcheng").pk)
    mandate(cast, "resident", "generalist")
    theirs = person_of(cast["resident"])
    assert ask(cast, theirs, file=scan(cast)).status_code == 403
    assert cast.page("generalist").get(f"/people/{theirs.pk}/erase").status_code == 403
    told = ask(cast, theirs, "jingcheng.generalist", file=scan(cast, "jingcheng.generalist"))
    assert told.status_code == 409  # but who has an account


def test_who_has_an_account_asks_there(cast):
    theirs = person_of(cast["resident"])
    told = ask(cast, theirs, file=scan(cast))
    assert (told.status_code, "has an account, and asks for this there" in told.json()["detail"]) == (409, True)
    page = cast.page("generalist", **ENGLISH)
    assert f"/people/{theirs.pk}/erase" not in page.get(f"/people/{theirs.pk}").text
    shown = page.get(f"/people/{theirs.pk}/erase").text
    assert "has an account, and asks for this there" in shown
    assert "Have it erased" not in shown
    assert page.post(f"/people/{theirs.pk}/erase", signed()).status_code == 409
    assert "address" in profile(now(theirs))


def test_a_key_is_answered_again(cast, old):
    headers, file = {"Idempotency-Key": "signed-1"}, scan(cast)
    url, api = f"/api/v1/people/{old.pk}/erase", cast.api("generalist")
    answers = [api.post(url, {"file": file}, "application/json", headers=headers) for _n in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert entry(old)


def test_of_a_ward_the_guardian_signs(cast):
    child = guardian(cast)
    held = Mandate.objects.get(principal=child)
    assert ask(cast, child, file=scan(cast)).json()["errors"][0]["pointer"] == "/guardian"
    assert ask(cast, child, file=scan(cast), guardian=str(held.pk + 1)).status_code == 422
    assert "phone" in profile(now(child))
    assert ask(cast, child, file=scan(cast), guardian=str(held.pk)).status_code == 200
    assert "phone" not in profile(now(child))
    assert Ref("mandate", str(held.pk)) in entry(child).others
    shown = cast.page("generalist", **ENGLISH).get(f"/people/{child.pk}/erase/print").text
    assert "Signature of 林秋怡, as guardian of 林小满" in shown


def test_a_child_without_a_guardian_has_nobody_who_signs(cast):
    known = {"identity_number": "320594201805120249", "phone": "19900008601"}
    child = make_person("林小满", by=None, community=network().place("jingcheng"), known=known)
    told = ask(cast, child, file=scan(cast))
    assert (told.status_code, "Enter the guardian first" in told.json()["detail"]) == (409, True)
    page = cast.page("generalist", **ENGLISH)
    shown = page.get(f"/people/{child.pk}/erase").text
    assert "Enter the guardian first" in shown
    assert "Have it erased" not in shown
    assert page.post(f"/people/{child.pk}/erase", signed()).status_code == 409
    assert "phone" in profile(now(child))


def test_who_signs_without_a_guardian_names_none(cast, old):
    assert ask(cast, old, file=scan(cast), guardian="1").status_code == 422


def signed(**more):
    return {"sure": "yes", "once": "k1", "file": SimpleUploadedFile("申请书.png", PICTURE)} | more


def test_the_page_tells_prints_and_asks_for_what_was_signed(cast, old):
    over = withdrawn(cast, old)
    page, url = cast.page("generalist", **ENGLISH), f"/people/{old.pk}/erase"
    assert url in page.get(f"/people/{old.pk}").text
    shown, sheet = page.get(url).text, page.get(f"{url}/print").text
    for words in (
        "Have the data of 王秀兰 erased",
        "Locked away, no longer used",
        "Unemployment registration",
        "Address",
    ):
        assert words in shown
    assert page.get(url)["Cache-Control"] == "no-store"
    for words in ("Request to erase personal data", "I, 王秀兰, want all that is kept of me", "Signature", "Address"):
        assert words in sheet
    assert "320594194503091240" not in shown + sheet
    assert page.post(url, {"once": "k1"}).status_code == 422
    nothing = page.post(url, {"once": "k1", "sure": "yes"})
    assert (nothing.status_code, "Please attach the scan" in nothing.text) == (422, True)
    assert Application.objects.get(number=over).restricted_at is None
    for _n in range(2):  # sent twice, done once
        assert page.post(url, signed()).status_code == 302
    assert Application.objects.get(number=over).restricted_at is not None
    assert entry(old).payload["forgotten"] == ["phone", "address"]
    after = page.get(url).text
    assert "Unemployment registration" not in after  # no desk sees it any more
    assert "1 that is not named here" in after
    assert "There is nothing to erase" in after


def test_what_the_window_does_not_see_is_counted_and_not_named(cast, old):
    withdrawn(cast, old)
    far = cast.page("fangzhou.generalist", **ENGLISH)
    far.post("/find", {"q": "320594194503091240"})
    for page in ("erase", "erase/print"):
        shown = far.get(f"/people/{old.pk}/{page}").text
        assert "1 that is not named here" in shown
        assert "Unemployment registration" not in shown
