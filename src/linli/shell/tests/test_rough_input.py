"""What nobody sends by accident: NUL, bare words as addresses, forms where JSON is due. Never a 500."""

from __future__ import annotations

import io

import pytest

from linli.kernel.files import disk
from linli.kernel.files.models import File
from linli.shell.tests.calls import LONG, QUICK, codes, problem, send
from tests.cast import Cast

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.mark.parametrize(
    "path", ["/matters/\0", "/matters/\0/fill/0", "/matters/\0/print/receipt", "/matters/\0/filed"]
)
def test_nul_in_an_address_leads_nowhere(cast: Cast, path: str) -> None:
    assert cast.page("resident").get(path.replace("\0", "%00")).status_code == 404


def test_nul_in_a_form_is_a_bad_request(cast: Cast) -> None:
    home = cast.page("resident")
    assert home.post(f"/apply/{QUICK}", {"once": "\0"}).status_code == 400
    assert home.post(f"/apply/{QUICK}", {"once": "a"}).status_code == 302


@pytest.mark.parametrize("cursor", ["WyJcdTAwMDAiXQ", "WyIiXQ"])
def test_nul_in_a_cursor_is_malformed(cast: Cast, cursor: str) -> None:
    expected = 400 if cursor == "WyJcdTAwMDAiXQ" else 200
    assert send(cast, "resident", "GET", f"/places?cursor={cursor}").status_code == expected


@pytest.mark.parametrize("keyed", [{}, {"Idempotency-Key": "x"}])
def test_a_form_where_json_is_due_is_not_json(cast: Cast, keyed: dict[str, str]) -> None:
    answer = cast.api("resident").generic(
        "POST", "/api/v1/applications", "{}", "multipart/form-data; boundary=x", headers=keyed
    )
    problem(answer, 400)


@pytest.mark.parametrize("word", ["abc", "é", "中文"])
def test_a_bare_word_is_no_way_back(cast: Cast, word: str) -> None:
    number = cast.file(QUICK).number
    answer = cast.page("resident").post(f"/matters/{number}/withdraw", {"next": word})
    assert (answer.status_code, answer["Location"]) == (302, f"/matters/{number}")


@pytest.mark.parametrize("to", ["http://[", "//[x", "/items/"])
def test_signing_in_leads_to_no_address_that_is_none(cast: Cast, to: str) -> None:
    assert cast.page().get("/accounts/login/", {"next": to}).status_code == 200


def test_what_a_person_sees_is_kept_nowhere(cast: Cast) -> None:
    number = cast.file(QUICK).number
    home = cast.page("resident")
    for path in ("/", "/matters/", f"/matters/{number}", f"/matters/{number}/print/form", "/me", "/messages/"):
        assert home.get(path)["Cache-Control"] == "private, no-store", path
    assert send(cast, "resident", "GET", f"/applications/{number}")["Cache-Control"] == "private, no-store"
    assert "no-store" not in cast.page().get("/items/").get("Cache-Control", "")


def test_a_number_of_rows_is_digits(cast: Cast) -> None:
    assert [send(cast, "resident", "GET", f"/places?limit={n}").status_code for n in ("1", "1.0", "+1")] == [
        200,
        400,
        400,
    ]


def test_null_is_nothing_in_a_new_draft_as_in_a_change(cast: Cast) -> None:
    new = {"item": QUICK, "answers": {"situation": "other", "phone": None}}
    made = send(cast, "resident", "POST", "/applications", new).json()
    assert "phone" not in made["answers"]
    assert send(cast, "resident", "POST", f"/applications/{made['number']}/submit").status_code == 200


def test_the_mask_of_what_the_profile_knows_stands_for_it(cast: Cast) -> None:
    number = cast.file(QUICK).number
    shown = send(cast, "resident", "GET", f"/applications/{number}").json()["answers"]["identity_number"]
    assert "*" in shown
    new = {"item": QUICK, "answers": {"situation": "other", "identity_number": shown}, "submit": True}
    made = send(cast, "resident", "POST", "/applications", new)
    assert (made.status_code, made.json()["answers"]["identity_number"]) == (201, shown)
    other = new | {"answers": {"situation": "other", "identity_number": "3201**********0000"}}
    assert codes(send(cast, "resident", "POST", "/applications", other)) == [("/answers/identity_number", "format")]


def test_a_draft_thrown_away_takes_its_papers_along(cast: Cast) -> None:
    api = cast.api("resident")
    files = [
        api.post("/api/v1/files", {"file": io.BytesIO(PNG + bytes([n]))}).json()["id"] for n in range(2)
    ]  # fmt: skip
    paper = {"code": "identity-card", "file": files[0]}
    made = send(cast, "resident", "POST", "/applications", {"item": LONG, "materials": [paper]}).json()
    assert send(cast, "resident", "DELETE", f"/applications/{made['number']}").status_code == 204
    assert list(File.objects.values_list("pk", flat=True)) == [files[1]]
    assert api.get(f"/api/v1/files/{files[0]}").status_code == 404
    assert disk.path(files[1]).exists()


def test_the_head_reads_what_was_said_with_a_bad_rating(cast: Cast) -> None:
    number = cast.file(QUICK).number
    for who, verb, raw in (
        ("generalist", "accept", {}),
        ("generalist", "grant", {}),
        ("generalist", "deliver", {"means": "online"}),
        ("resident", "rate", {"level": 1, "comment": "来了三趟"}),
    ):
        cast.do(who, verb, number, **raw)
    lines = send(cast, "head", "GET", f"/applications/{number}").json()["timeline"]
    assert [one["note"] for one in lines if one["fact"] == "services.ApplicationRated"] == ["来了三趟"]
