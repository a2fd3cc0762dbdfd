"""Whoever learns from a refusal what somebody holds leaves a line, and one a request, from whichever door."""

import itertools

import pytest

from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.test_acting import guardian
from linli.capabilities.services.tests.test_known_papers import ITEM, PROOF, draft, published, registered
from linli.commons.people.queries import person_of
from linli.kernel.access import log
from linli.kernel.access.models import AccessLog
from tests.cast import forget_looks

__all__ = ["published"]
KEYS = itertools.count(1)
keyed = pytest.mark.parametrize("key", [True, False], ids=["key", "no key"])


def lines(account):
    rows = AccessLog.objects.filter(user__username=account).order_by("pk")
    return [(line.subject_kind, line.subject_id, line.what) for line in rows]


def call(cast, method, path, body, key, account="generalist"):
    headers = {"Idempotency-Key": f"look-{next(KEYS)}"} if key else {}
    do = getattr(cast.api(account), method)
    return do(f"/api/v1/applications{path}", body, "application/json", headers=headers)


def filing(cast, **more):
    person = person_of(cast["resident"])
    return {"item": ITEM, "on_behalf_of": str(person.pk), "channel": "phone", "materials": [PROOF]} | more


@keyed
def test_a_filing_that_is_refused_leaves_one_line(cast, key):
    body = filing(cast, submit=True)
    answer = call(cast, "post", "", body, key)
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/materials/0/known"]
    assert not Application.objects.exists()
    whom = ("person", body["on_behalf_of"], "open")
    assert lines("generalist") == [whom]
    registered(cast)
    forget_looks()
    assert call(cast, "post", "", body, key).status_code == 201  # and who is not refused leaves one too
    assert lines("generalist") == [whom]


@keyed
@pytest.mark.parametrize("way", ["submit", "change"])
def test_a_draft_that_is_refused_leaves_one_line(cast, key, way):
    granted = registered(cast)
    number = call(cast, "post", "", filing(cast), False).json()["number"]
    forget_looks()
    if way == "submit":
        Application.objects.get(number=granted).result.__class__.objects.update(until="2026-01-01")
        answer = call(cast, "post", f"/{number}/submit", {}, key)
    else:
        wrong = {"materials": [PROOF, {"code": "household-register", "known": True}]}
        answer = call(cast, "patch", f"/{number}", wrong, key)
    assert answer.status_code == 422
    assert lines("generalist") == [("application", number, "open")]


@keyed
def test_a_guardian_leaves_one_and_for_oneself_nobody_does(cast, key):
    child = guardian(cast)
    forget_looks()
    body = {"item": ITEM, "materials": [PROOF], "submit": True}
    assert call(cast, "post", "", body, key, "resident").status_code == 422
    assert lines("resident") == []
    assert call(cast, "post", "", body | {"on_behalf_of": str(child.pk)}, key, "resident").status_code == 422
    assert lines("resident") == [("person", str(child.pk), "open")]


@pytest.mark.parametrize("once", ["a-key", ""])
def test_the_windows_page_leaves_one_too(cast, once):
    page, person = cast.page("generalist"), person_of(cast["resident"])
    sent = {"name": person.name, "identity_number": "320594198604128629", "phone": "19900008601", "channel": "window"}
    sent |= {"go": "file", "once": once, "kept-proof": "0" * 32}
    answer = page.post(f"/people/{person.pk}/new/{ITEM}", sent)
    assert answer.status_code == 422
    assert lines("generalist") == [("person", str(person.pk), "open")]


def test_a_stranger_who_is_told_nothing_leaves_nothing(cast):
    registered(cast)
    number = draft(cast)
    forget_looks()
    for account in ("neighbour", "stranger", "auditor"):
        assert call(cast, "post", f"/{number}/submit", {}, True, account).status_code == 404
    assert not AccessLog.objects.exists()


def test_a_twin_that_is_told_of_was_looked_for(cast):
    known = {"name": "某人", "community": "jingcheng", "identity_number": "320594198604128629"}
    for key in ({}, {"Idempotency-Key": "one-person"}):
        forget_looks()
        answer = cast.api("generalist").post("/api/v1/people", known, "application/json", headers=key)
        assert answer.status_code == 409
        person = person_of(cast["resident"])
        assert lines("generalist") == [("person", str(person.pk), "person.found")]


def test_without_the_middleware_a_refusal_would_take_its_line_back(cast, monkeypatch):
    """The control: what the tests above look at is what is written after the refusal."""
    monkeypatch.setattr(log.Traces, "__call__", lambda self, request: self.get_response(request))
    assert call(cast, "post", "", filing(cast, submit=True), True).status_code == 422
    assert lines("generalist") == []
    assert call(cast, "post", "", filing(cast, submit=True), False).status_code == 422
    assert len(lines("generalist")) == 1
