"""After a busy day nothing of anybody's numbers lies in the clear: not in the database, on disk or in a log."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.kernel.access.models import AccessLog
from linli.kernel.database import dump
from linli.kernel.files.models import File
from tests.cast import Cast, go_on
from tests.contract.district import NUMBERS, PICTURE

pytestmark = pytest.mark.django_db(transaction=True)
WOMAN = "320594194503091240"
PHONE, CARD, NAME = "19900004503", "6217001990004503129", "王秀兰"
SECRETS = (*NUMBERS, WOMAN, PHONE, CARD)
JSON = "application/json"
SPOT, LONG = "unemployment-registration", "disability-living-allowance"
WORDS = "这句话只该密封着放"  # what somebody wrote in a reason


def answer_the_rest(cast: Cast, draft: str) -> None:
    """What the resident's draft still lacks."""
    person = person_of(cast["resident"])
    assert person is not None
    answers = answers_for(catalogue().item(LONG), person)
    cast.api("resident").patch(f"/api/v1/applications/{draft}", {"answers": answers}, content_type=JSON)


def busy_day(cast: Cast) -> list[str]:
    """What a window and two residents do in a day, with every number typed somewhere; the paths they went."""
    desk, home, api = cast.page("generalist"), cast.page("resident"), cast.api("generalist")
    for number in SECRETS:
        desk.post("/find", {"q": number})
        api.post("/api/v1/people/find", {"q": number}, content_type=JSON)
        api.get("/api/v1/applications", {"q": number})
        desk.post("/people/new", {"q": number})
    given = {"name": NAME, "identity_number": WOMAN, "phone": PHONE, "bank_card": CARD, "community": "jingcheng"}
    desk.post("/people/new", given)
    desk.post("/people/new", given)  # a twin
    api.post("/api/v1/people", given, content_type=JSON)
    woman = Person.objects.get(name=NAME)
    desk.post(f"/people/{woman.pk}/unmask", {"number": "identity_number", "reason": "核对证件"})
    at_window = {
        "situation": "other",
        "phone": PHONE,
        "_shown": "name identity_number phone situation",
        "channel": "window",
    }
    desk.post(f"/people/{woman.pk}/new/{SPOT}", at_window | {"go": "aside"})
    desk.post(f"/people/{woman.pk}/new/{SPOT}", at_window | {"go": "file", "anyway": "1", "phone": "1" + PHONE})
    home.post(f"/apply/{LONG}", {})
    draft = Application.objects.filter(person__account=cast["resident"]).latest("pk").number
    home.post(f"/matters/{draft}/fill/0", {"bank_card": NUMBERS[2], "phone": NUMBERS[1], "go": "later"})
    upload = SimpleUploadedFile(f"{NUMBERS[0]}.png", PICTURE, "image/png")
    home.post(f"/matters/{draft}/papers", {"file-identity-card": upload, "go": "stay"})
    answer_the_rest(cast, draft)
    home.post(f"/matters/{draft}/submit", {"once": "k"})
    number = cast.file(LONG, "neighbour").number
    missing = cast.look(number).missing
    asked = [{"material": missing[0], "what": f"{WORDS}：{NUMBERS[3]}"}]
    cast.do("generalist", "request-correction", number, items=asked)
    cast.do("neighbour", "resubmit", number)
    go_on()
    cast.do("generalist", "accept", number, note=f"{WORDS} {NUMBERS[4]}")
    cast.do("hudong-committee.specialist", "complete-step", number, outcome="agree", opinion=WORDS)
    go_on()
    return [draft, number]


def dumped(path: Path) -> str:
    """The database as SQL text, with bytea in hex as pg_dump writes it."""
    dump.dump(path, "plain")
    return path.read_text()


def forms_of(secret: str) -> list[str]:
    """How something could lie in a dump: as it is, in hex, in base64 at any offset, escaped."""
    raw = secret.encode()
    shifted = [base64.b64encode(b"\0" * n + raw)[4 if n else 0 : -4].decode() for n in range(3)]
    return [secret, raw.hex(), secret.encode("unicode_escape").decode(), *shifted]


def test_no_number_and_no_word_of_a_reason_lies_in_the_clear(
    cast: Cast, tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # shows every parameter, and is never on
    draft, number = busy_day(cast)
    assert Application.objects.get(number=draft).state == "filed"
    assert File.objects.filter(attached_id=draft).count() == 1
    assert AccessLog.objects.filter(what__startswith="unmask").exists()

    text = dumped(tmp_path / "dump.sql")
    assert number in text
    assert [s for s in (*SECRETS, WORDS) for form in forms_of(s) if form in text] == []
    assert PICTURE.hex() not in text
    assert [s for s in (*SECRETS, WORDS) if s in caplog.text] == []

    for session in Session.objects.all():
        assert [s for s in SECRETS if s in str(session.get_decoded())] == []


def test_files_on_disk_are_unreadable_and_those_of_no_matter_harm_nobody(cast: Cast, settings: Any) -> None:
    before = {path for path in Path(settings.FILES).rglob("*") if path.is_file()}
    upload = SimpleUploadedFile("paper.png", PICTURE, "image/png")
    id_ = cast.api("resident").post("/api/v1/files", {"file": upload}).json()["id"]
    (path,) = {path for path in Path(settings.FILES).rglob("*") if path.is_file()} - before
    assert path.name == id_
    assert PICTURE[:16] not in path.read_bytes()
    assert PICTURE[100:140] not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600

    path.with_name("0" * 32).write_bytes(b"left by a crash before its row was written")
    for account in ("resident", "generalist"):
        assert cast.api(account).get(f"/api/v1/files/{'0' * 32}").status_code == 404
    path.with_name("0" * 32).unlink()


def test_a_file_of_somebody_else_can_be_neither_attached_nor_seen(cast: Cast) -> None:
    upload = SimpleUploadedFile("paper.png", PICTURE, "image/png")
    theirs = cast.api("neighbour").post("/api/v1/files", {"file": upload}).json()["id"]
    body = {"item": LONG, "answers": {}, "materials": [{"code": "identity-card", "file": theirs}]}
    refused = cast.api("resident").post("/api/v1/applications", body, content_type=JSON)
    assert refused.status_code == 422
    assert [e["pointer"] for e in refused.json()["errors"]] == ["/materials/0/file"]
    number = (
        cast.api("resident").post("/api/v1/applications", body | {"materials": []}, content_type=JSON).json()["number"]
    )
    change = {"materials": body["materials"]}
    assert cast.api("resident").patch(f"/api/v1/applications/{number}", change, content_type=JSON).status_code == 422
    for account in ("resident", "generalist", "administrator"):
        assert cast.api(account).get(f"/api/v1/files/{theirs}").status_code == 404


def test_a_matters_file_is_opened_by_who_sees_the_matter_and_that_is_kept(cast: Cast) -> None:
    upload = SimpleUploadedFile("paper.png", PICTURE, "image/png")
    id_ = cast.api("resident").post("/api/v1/files", {"file": upload}).json()["id"]
    number = cast.file(LONG, materials=[{"code": "identity-card", "file": id_}]).number
    answers = {who: cast.api(who).get(f"/api/v1/files/{id_}") for who in ("resident", "generalist", "head", "approver")}
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "resident": 200, "generalist": 200, "head": 200, "approver": 404,
    }  # fmt: skip
    assert answers["generalist"].content == PICTURE
    assert answers["generalist"]["Cache-Control"] == "private, no-store"
    lines = AccessLog.objects.filter(what="file.opened", subject_id=number).values_list("user__username", "reason")
    assert sorted(lines) == [("generalist", id_), ("head", id_)]
