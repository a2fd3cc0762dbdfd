"""Every operation of the OpenAPI document, by every member of the cast, on a matter that is theirs or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from linli.capabilities.services.states import VERBS
from linli.commons.duties.models import Duty
from linli.commons.people.queries import person_of
from tests.cast import Cast

V1 = "/api/v1"
QUICK, LONG = "unemployment-registration", "disability-living-allowance"
# Who sees a matter of resident's that was filed and not yet accepted; to all others it isn't there.
SEE = {"resident", "generalist", "jingcheng.generalist", "head", "jingcheng.head", "hudong-committee.head"}
DESK = {"generalist", "jingcheng.generalist"}
CAST = (
    "resident", "neighbour", "generalist", "jingcheng.generalist", "fangzhou.generalist", "fangzhou.head",
    "specialist", "approver", "head", "jingcheng.head", "hudong-committee.specialist", "hudong-committee.head",
    "officer", "administrator", "auditor", "stranger",
)  # fmt: skip
REFERENCE = {"/places", "/places/{code}", "/units", "/units/{code}", "/items", "/items/{code}", "/me"}
REFERENCE |= {"/bundles", "/bundles/{code}", "/ratings", "/search"}
OWN = {
    "/me/corrections",
    "/me/looks",
    "/applications",
    "/credentials",
    "/duties",
    "/joint-applications",
    "/mandates",
    "/messages",
    "/notices",
    "/ratings/station",
}  # lists: for a stranger they are empty


def operations() -> Iterator[tuple[str, str]]:
    from linli.shell.api import api

    for path, verbs in api.get_openapi_schema()["paths"].items():
        yield from ((path.removeprefix(V1), verb) for verb in verbs)


def ask(cast: Cast, who: str, verb: str, path: str, body: Any = None) -> Any:
    return cast.api(who).generic(verb.upper(), V1 + path, json.dumps(body or {}), "application/json")


def filled(path: str, number: str, duty: int) -> str:
    named = {"{number}": number, "{code}": "nothing", "{id}": str(duty)}
    for name, value in named.items():
        path = path.replace(name, value)
    return path


def test_to_whom_it_does_not_belong_it_is_not_there_at_any_door(cast: Cast):
    number = cast.file(LONG).number
    duty = Duty.objects.get(subject_id=number).pk
    doors = [(path, verb) for path, verb in operations() if path.startswith(("/applications/{number}", "/duties/{id}"))]
    assert (
        len(doors) == len(VERBS) + 6 + 3
    )  # one matter, its change, its end, its offers, who objected, a number of it; three of a duty
    for who in CAST:
        for path, verb in doors:
            answer = ask(cast, who, verb, filled(path, number, duty), {"no": "such value"})
            if who in (DESK if path.startswith("/duties") else SEE):
                assert answer.status_code in ({200} if verb == "get" else {403, 409, 422}), (who, verb, path)
            else:
                assert answer.status_code == 404, (who, verb, path)


def test_a_stranger_finds_reference_and_empty_lists_and_nothing_else(cast: Cast):
    number = cast.file(LONG).number
    cast.do("generalist", "accept", number)
    duty = Duty.objects.get(subject_id=number, closed=None).pk
    for path, verb in operations():
        answer = ask(cast, "stranger", verb, filled(path, number, duty))
        if path in REFERENCE:
            assert answer.status_code == (404 if "{code}" in path else 200), path
        elif path in OWN and verb == "get":
            assert answer.json() == {"items": [], "next": None}, path
        elif path in ("/me/export", "/me/erase"):
            assert number not in answer.text, path  # about what is held of the stranger alone
        elif path in ("/applications", "/joint-applications"):
            assert answer.status_code == 403
        elif path in ("/files", "/mandates/take") and verb == "post":
            assert answer.status_code == 422  # any account may keep a file, and take up a code made out to it
        else:
            assert answer.status_code == 404, (verb, path)


def test_nobody_handles_a_matter_of_their_own(cast: Cast):
    own = person_of(cast["generalist"])
    assert own is not None
    own.community_id = person_of(cast["resident"]).community_id  # type: ignore[union-attr]
    own.save()
    whole = {"situation": "left_employer", "identity_number": "320594198604128629", "phone": "19900008601"}
    made = ask(cast, "generalist", "post", "/applications", {"item": QUICK, "answers": whole, "submit": True})
    number = made.json()["number"]
    assert made.json()["allowed"] == ["withdraw"]
    for verb in ("accept", "request-correction", "not-accept", "grant", "refuse", "deliver", "answer-rating"):
        assert ask(cast, "generalist", "post", f"/applications/{number}/{verb}").status_code == 403, verb
    assert ask(cast, "jingcheng.generalist", "post", f"/applications/{number}/accept").status_code == 200
    assert ask(cast, "generalist", "post", f"/applications/{number}/grant").status_code == 403


def test_allowed_is_what_would_be_neither_403_nor_409(cast: Cast):
    number = cast.file(LONG).number
    for who in sorted(SEE):
        told = ask(cast, who, "get", f"/applications/{number}").json()["allowed"]
        bad = {"no": "such value"}  # so that nothing is done: whoever may is told 422
        answers = {verb: ask(cast, who, "post", f"/applications/{number}/{verb}", bad).status_code for verb in VERBS}
        assert told == [verb for verb, status in answers.items() if status == 422], who
        assert set(answers.values()) <= {403, 409, 422}
