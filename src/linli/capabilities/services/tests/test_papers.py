"""What is handed in: one photograph for several matters, drafts that share it; where a correction points."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from linli.kernel.api.problems import Problem
from tests.cast import Cast

QUICK = "unemployment-registration"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def upload(cast: Cast) -> str:
    api = cast.api("resident")
    sent = SimpleUploadedFile("证.png", PNG, "image/png")
    return str(api.post("/api/v1/files", {"file": sent}).json()["id"])


def with_paper(cast: Cast, file: str, *, submit: bool) -> HttpResponse:
    given = {"answers": {"situation": "other"}, "materials": [{"code": "id-or-social-security-card", "file": file}]}
    answer: HttpResponse = cast.api("resident").post(
        "/api/v1/applications", {"item": QUICK, "submit": submit} | given, "application/json"
    )
    return answer


def test_one_photograph_serves_several_matters(cast: Cast):
    photo = upload(cast)
    papers = []
    for n in range(3):
        answer = with_paper(cast, photo, submit=True)
        assert answer.status_code == 201
        assert [w["code"] for w in answer.json()["warnings"]] == ["already_open"] * bool(n)
        papers.append(answer.json()["materials"][0]["file"])
    assert papers[0] == photo
    assert len(set(papers)) == 3
    for paper in papers:
        assert b"".join(cast.api("resident").get(f"/api/v1/files/{paper}")) == PNG


def test_a_discarded_draft_leaves_the_paper_that_another_draft_names(cast: Cast):
    api, photo = cast.api("resident"), upload(cast)
    first, second = (with_paper(cast, photo, submit=False).json()["number"] for _ in range(2))
    assert api.delete(f"/api/v1/applications/{first}").status_code == 204
    assert api.post(f"/api/v1/applications/{second}/submit", "", "application/json").status_code == 200
    other = upload(cast)
    alone = with_paper(cast, other, submit=False).json()["number"]
    assert api.delete(f"/api/v1/applications/{alone}").status_code == 204
    assert api.get(f"/api/v1/files/{other}").status_code == 404


@pytest.mark.parametrize(("pointer", "kept"), [("/answers/phone", "/answers/phone"), ("/phone", "/answers/phone")])
def test_a_correction_points_at_a_field(cast: Cast, pointer: str, kept: str):
    a = cast.file(QUICK)
    for odd in ("answers/phone", "foo/phone", "/answers/phone/zzz", "/answers", "/answers/nothing", "/"):
        with pytest.raises(Problem) as problem:
            cast.do("generalist", "request-correction", a.number, items=[{"pointer": odd, "what": "x"}])
        assert [(e.pointer, e.code) for e in problem.value.errors] == [("/items/0/pointer", "choice")]
    v = cast.do("generalist", "request-correction", a.number, items=[{"pointer": pointer, "what": "x"}])
    assert v.said(v.last("services.CorrectionRequested"))["items"] == [{"what": "x", "pointer": kept}]


def test_no_body_and_an_empty_one_are_the_same_request(cast: Cast):
    a, api = cast.file(QUICK), cast.api("generalist")
    key = {"Idempotency-Key": "one"}
    address = f"/api/v1/applications/{a.number}/accept"
    assert api.post(address, {}, "application/json", headers=key).status_code == 200
    again = api.post(address, "", "application/json", headers=key)
    assert (again.status_code, again["Idempotency-Replayed"]) == (200, "true")
