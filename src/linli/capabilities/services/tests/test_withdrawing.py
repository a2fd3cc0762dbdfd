"""Taken back at the window: only on what the person signed, and by no worker for somebody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.capabilities.services.models import Application
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.order import PICTURE
from linli.capabilities.services.tests.promised import refused
from linli.commons.people.actions.persons import make_person
from linli.commons.places.queries import network
from linli.kernel.files import store

QUICK = "unemployment-registration"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def old(cast):
    """A woman's matter, who has no account, taken in at the window."""
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    woman = make_person("王秀兰", by=cast["generalist"], community=network().place("jingcheng"), known=known)
    answers = {"situation": "other"}
    body = {"item": QUICK, "answers": answers, "submit": True, "on_behalf_of": str(woman.pk), "channel": "window"}
    made = cast.api("generalist").post("/api/v1/applications", body, "application/json")
    assert made.status_code == 201, made.content
    return made.json()["number"]


def test_without_her_signature_nothing_is_taken_back(cast, old):
    assert "withdraw" in allowed(cast["generalist"], Application.objects.get(number=old))
    assert refused(cast, "generalist", "withdraw", old, reason="x") == (422, [("/file", "required")])
    assert refused(cast, "generalist", "withdraw", old, file="nobodys") == (422, [("/file", "file")])
    assert Application.objects.get(number=old).state == "filed"


def test_with_it_the_scan_is_kept(cast, old):
    scan = store.keep(cast["generalist"], "撤回.png", PICTURE).pk
    view = cast.do("generalist", "withdraw", old, reason="不办了", file=scan)
    assert (view.application.state, view.application.outcome) == ("ended", "withdrawn")
    said = view.said(view.entries[-1])
    assert (said["reason"], view.entries[-1].role) == ("不办了", "generalist")
    assert store.visible(cast["head"], said["file"]).attached_id == old


def test_a_matter_filed_online_is_taken_back_by_its_owner_alone(cast):
    number = cast.file(QUICK).number
    assert refused(cast, "generalist", "withdraw", number, file="x")[0] == 403
    assert cast.page("generalist").get(f"/matters/{number}/print/withdrawal").status_code == 200


def test_the_window_prints_it_and_records_it(cast, old):
    desk = cast.page("generalist", **ENGLISH)
    assert "The resident takes it back" in desk.get(f"/matters/{old}").text
    letter = desk.get(f"/matters/{old}/print/withdrawal").text
    assert "I take back my application" in letter and "Signature" in letter
    station = letter.split("<header><b>")[1].split(" · workstation")[0]
    assert f"<b>To {station}:</b>" in letter and "tamp" not in letter.split("</header>")[1]
    sent = {"do": "withdraw", "reason": "不办了"}
    address = f"/matters/{old}/following"
    wrong = desk.post(address, sent)
    assert (wrong.status_code, 'id="withdraw-why"' in wrong.text) == (422, True)
    sent["file"] = SimpleUploadedFile("signed.png", PICTURE, "image/png")
    assert desk.post(address, sent).status_code == 302
    assert Application.objects.get(number=old).outcome == "withdrawn"
    assert desk.get(f"/matters/{old}/print/withdrawal").status_code == 404
    assert "The resident takes it back" not in desk.get(f"/matters/{old}").text


@pytest.mark.parametrize("account", ["neighbour", "stranger", "fangzhou.generalist"])
def test_for_others_it_is_not_there(cast, old, account):
    assert cast.page(account).get(f"/matters/{old}/print/withdrawal").status_code == 404
    assert cast.page(account).post(f"/matters/{old}/following", {"do": "withdraw"}).status_code == 404
