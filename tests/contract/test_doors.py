"""Every page and every operation, tried by everybody, with objects of one's own community and of another."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from linli.commons.people.queries import person_of, profile
from linli.kernel import clock
from linli.kernel.access.grants import held, posts
from linli.kernel.access.models import AccessLog
from linli.kernel.database.generation import forget_all
from tests.cast import MONDAY, ROOT, Cast, load_district
from tests.contract.district import CAST, DESKS, LATER, NUMBERS, District, Thing
from tests.contract.doors import API, COMMAND, WRITE, Door, doors, table

FILE = ROOT / "docs" / "doors.md"
NOBODY = ""
JSON = "application/json"
SIGN_IN, MISSING, FORBIDDEN, NOT_NOW, NO_METHOD = "sign-in", 404, 403, 409, 405
# Public, for who knocks is not in yet; and nobody begins here: they lead back to where one signs in.
ON_THE_WAY_IN = ("/accounts/login/code/", "/accounts/login/passkey/")
COPY = f"{API}/me/export"  # one's own numbers, in full
PERSONAL = {"matter", "joint", "file", "duty", "person", "mandate", "correction"}
KINDS_SEEN = PERSONAL | {"account", "post"}
Answer = int | str


@dataclass(frozen=True)
class Tried:
    """What a door answered somebody; `leaks`: numbers in the answer that this one should not read."""

    door: Door
    thing: Thing | None
    who: str
    answer: Answer
    leaks: tuple[str, ...]
    logged: bool

    @property
    def words(self) -> str:
        what = f" ({self.thing.title})" if self.thing else ""
        return f"{self.who or 'signed out'}: {self.door}{what} -> {self.answer}{' '.join(('', *self.leaks))}"


class Walk:
    """All doors, by all."""

    def __init__(self, district: District) -> None:
        self.cast, self.district = district.cast, district
        self.clients = {who: (self._page(who), self._api(who)) for who in (NOBODY, *CAST, *DESKS)}
        self.cookies = {who: page.cookies.output(header="", sep=";") for who, (page, _api) in self.clients.items()}
        self.users = {who: self.cast[who] for who in (*CAST, *DESKS)}
        self.tried = list(self._all())

    def may(self, tried: Tried) -> bool:
        """Whether a post of this one's carries what the door asks for."""
        user = self.users[tried.who]
        return bool(posts(user) if tried.door.rule == "staff" else held(user, tried.door.rule))

    def _page(self, who: str) -> Client:
        client = self.cast.page(who or None, origin="http://testserver")
        client.raise_request_exception = False
        return client

    def _api(self, who: str) -> Client:
        client = self.cast.api(who or None)
        client.raise_request_exception = False
        return client

    def _all(self) -> Iterator[Tried]:
        for door in doors():
            things: list[Thing | None] = [*self.district.of(door.kind)] if door.kind else [None]
            if self._try(door, things[0], "generalist").answer == NO_METHOD:
                continue  # this page does not take this method
            yield from (self._try(door, thing, who) for thing in things for who in self._everybody(thing))

    def _everybody(self, thing: Thing | None) -> list[str]:
        return [NOBODY, *CAST, *(who for who in DESKS if thing is None or who in thing.seen_by)]

    def _try(self, door: Door, thing: Thing | None, who: str) -> Tried:
        """One request, of which nothing stays."""
        path = door.path.replace("{}", thing.id if thing else "")
        page, api = self.clients[who]
        page.cookies = SimpleCookie(self.cookies[who])  # signing out at one door must not close the next
        point, lines = transaction.savepoint(), AccessLog.objects.count() if door.method == "GET" else 0
        body: dict[str, Any] = {} if door.method == "GET" or not door.api else {"data": "{}", "content_type": JSON}
        response = getattr(api if door.api else page, door.method.lower())(path, **body)
        logged = door.method == "GET" and AccessLog.objects.count() > lines
        transaction.savepoint_rollback(point)
        transaction.savepoint_commit(point)  # else thousands of them nest, each with a lock
        answer: Answer = response.status_code
        if answer == 401 or (answer == 302 and response["Location"].startswith("/accounts/login")):
            answer = SIGN_IN
        text = response.content.decode(errors="replace") if response.status_code < 400 else ""
        leaks = [one for one in self._leaks(text, who) if not (door.path == COPY and one in self._own(who))]
        return Tried(door, thing, who, answer, tuple(leaks), logged)

    def _own(self, who: str) -> str:
        """What is known of this one, numbers in plain."""
        person = person_of(self.cast[who])
        return str(profile(person)) if person else ""

    def _leaks(self, text: str, who: str) -> Iterator[str]:
        yield from (number for number in NUMBERS if number in text)
        read = set(re.findall(r"(?<![0-9])\d{10}(?![0-9])", text.replace(" ", "")))
        yield from (t.id for t in self.district.of("matter") if t.id in read and who not in t.seen_by)


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """One walk for all tests of this file; nothing of it stays."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own tests mark theirs: what must be outermost may be within
    with django_db_blocker.unblock(), outer:
        cache.clear()
        forget_all()
        with clock.standing(MONDAY):
            load_district()
        with clock.standing(LATER):
            yield Walk(District(Cast()))
        transaction.set_rollback(True)


def test_no_door_breaks(walk: Walk) -> None:
    assert [t.words for t in walk.tried if isinstance(t.answer, int) and t.answer >= 500] == []
    assert len(walk.tried) > 1000


def test_who_is_signed_out_is_asked_in_wherever_the_door_is_not_public(walk: Walk) -> None:
    mine = [t for t in walk.tried if t.who == NOBODY and t.door.path not in ON_THE_WAY_IN]
    assert [t.words for t in mine if (t.answer == SIGN_IN) != (t.door.rule != "public")] == []
    assert [t.words for t in walk.tried if t.who and t.answer == SIGN_IN] == []


def test_who_lacks_the_permission_finds_no_page_and_may_not_call(walk: Walk) -> None:
    asked = [t for t in walk.tried if t.who and t.door.rule not in ("public", "signed_in")]
    out = [t for t in asked if not walk.may(t)]
    assert [t.words for t in out if t.answer != MISSING and not (t.door.api and t.answer == FORBIDDEN)] == []
    within = [t for t in asked if walk.may(t) and t.thing is None]
    assert [t.words for t in within if t.answer in (MISSING, FORBIDDEN)] == []
    assert out
    assert within


def test_what_somebody_does_not_see_is_not_there_whatever_they_try(walk: Walk) -> None:
    unseen = [t for t in walk.tried if t.thing and t.who and t.who not in t.thing.seen_by]
    assert [t.words for t in unseen if t.answer != MISSING] == []
    assert len(unseen) > 1000


def test_a_stranger_sees_nothing_of_anybody(walk: Walk) -> None:
    mine = [t for t in walk.tried if t.who == "stranger" and t.thing]
    assert {t.answer for t in mine} == {MISSING}
    assert {t.thing.kind for t in mine if t.thing} == KINDS_SEEN


def test_what_somebody_sees_is_there(walk: Walk) -> None:
    """Each object's own address; what is beside it (a print, a step of filling in) need not exist yet."""
    own = {
        f"{API}/applications/{{}}",
        f"{API}/files/{{}}",
        "/matters/{}",
        "/papers/{}",
        "/people/{}",
        f"{API}/mandates/{{}}",
        "/acting/{}",
        f"{API}/corrections/{{}}",
        "/corrections/{}/",
    }
    seen = [t for t in walk.tried if t.door.method == "GET" and t.door.path in own and t.thing]
    there = [t for t in seen if t.thing and t.who in t.thing.seen_by]
    assert [t.words for t in there if t.answer not in (200, 302)] == []
    assert {t.door.path for t in there} == own


def test_no_answer_tells_of_a_matter_that_one_does_not_see_nor_a_number_in_clear(walk: Walk) -> None:
    assert [t.words for t in walk.tried if t.leaks] == []


def test_opening_what_belongs_to_somebody_else_leaves_a_line(walk: Walk) -> None:
    owners = {"resident", "neighbour", "far-resident"}
    tried = [t for t in walk.tried if t.thing and t.thing.kind in PERSONAL]  # who works where is no secret
    read = [t for t in tried if t.door.method == "GET" and t.answer == 200 and t.who not in owners]
    assert sorted({t.words for t in read if not t.logged}) == []
    assert read


def test_every_operation_is_in_the_document_with_its_doors_manner_of_signing_in(walk: Walk) -> None:
    document = Client().get(f"{API}/openapi.json").json()
    published = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path)): bool(operation.get("security"))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    declared = {
        (d.method, re.sub(r"AAAA+|jingcheng|newborn|unemployment-registration", "{}", d.path)): d.rule != "public"
        for d in doors()
        if d.api and not d.path.endswith("openapi.json")
    }
    assert published == declared


def test_the_table_in_docs_is_as_the_doors_answer(walk: Walk) -> None:
    told = document(walk)
    if os.environ.get(WRITE):
        FILE.write_text(told, encoding="utf-8")
    assert Path(FILE).exists(), f"docs/doors.md is missing: run {COMMAND}"
    assert FILE.read_text(encoding="utf-8") == told, f"docs/doors.md is stale: run {COMMAND}"


def document(walk: Walk) -> str:
    """docs/doors.md."""
    plain = [t for t in walk.tried if t.thing is None]
    parts = [HEAD, "## Doors that lead to nothing in particular\n", table(_rows(plain), ("Passes", "May not"))]
    for thing in walk.district.things:
        found = [t for t in walk.tried if t.thing == thing]
        seers = ", ".join(who for who in (*CAST, *DESKS) if who in thing.seen_by)
        parts += [f"\n## {thing.title}\n", f"Seen by {seers}. For everybody else it is not there.\n"]
        parts.append(table(_rows([t for t in found if t.who in thing.seen_by]), ("Passes", "Not now", "May not")))
    return "\n".join(parts) + "\n"


def _rows(tried: list[Tried]) -> dict[tuple[str, ...], list[Door]]:
    """The doors, by what they answer to whom."""
    of_door: defaultdict[Door, list[Tried]] = defaultdict(list)
    for t in tried:
        of_door[t.door].append(t)
    rows: defaultdict[tuple[str, ...], list[Door]] = defaultdict(list)
    for door, found in of_door.items():
        passes = [t.who for t in found if t.answer not in (SIGN_IN, MISSING, FORBIDDEN, NOT_NOW)]
        said = [_names(passes), *(_names([t.who for t in found if t.answer == a]) for a in (NOT_NOW, FORBIDDEN))]
        if any(said):
            rows[tuple(said if found[0].thing else said[::2])].append(door)
    return rows


def _names(found: list[str]) -> str:
    if set(found) >= {NOBODY, *CAST, *DESKS}:
        return "everybody"
    return "every account" if set(found) >= {*CAST, *DESKS} else ", ".join(found)


HEAD = f"""# The doors

Every page and every operation, and who passes: generated by `{COMMAND}`, checked by `tests/contract/test_doors.py`.

A rule is what the code declares: `public`, `signed_in` (any account), `staff` (any post), or a permission that a post
must carry. Passing a door only opens it: what is behind is chosen by what one may see. Who is signed out is led to the
sign-in page, or answered 401, at every door that is not public; what somebody does not see answers 404 to every method.
*Passes*: the request is taken, or its values are judged (422). *Not now* (409): this one may do it, in another state of
the matter. *May not*: 403; a page that one's posts don't open is 404 and not listed. What is listed nowhere below is
404 to everybody: a way in that this installation does not have, a print that does not exist yet.
"""
