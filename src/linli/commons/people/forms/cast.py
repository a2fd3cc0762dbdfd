"""A cast file to clean values, every flaw named at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.commons.people import rules
from linli.commons.people.actions.cast import CastIn, PersonIn, PostIn
from linli.commons.people.states import LANGUAGES, Role
from linli.commons.places.models import Place
from linli.commons.places.queries import Network, network
from linli.commons.places.states import PlaceKind
from linli.kernel.sources import At, Checker, Source

CHECKS = {"identity_number": rules.identity_flaw, "phone": rules.phone_flaw, "bank_card": rules.card_flaw}
KEYS = ("language", "community", *CHECKS, "address", "posts")
ACCOUNT = r"[a-z][a-z0-9]*([.-][a-z0-9]+)*"


def clean_cast(source: Source) -> CastIn:
    """The clean cast. Raises Flawed with all that is wrong; units and communities are those of the loaded network."""
    c = Checker(source)
    c.mapping((), required=["cast", "since", "people"])
    c.text(("cast",), required=False)
    since = c.date(("since",), required=False) or date.min
    places = network()
    people = tuple(_person(c, at, since, places) for at in c.items(("people",), least=1))
    for field in ("account", "identity_number"):
        _once(c, people, field)
    c.finish()
    return CastIn(source, people)


def _person(c: Checker, at: At, since: date, places: Network) -> PersonIn:
    c.mapping(at, required=["account", "name"], optional=KEYS)
    known: dict[str, Any] = {"address": c.text((*at, "address"), required=False)}
    for field, check in CHECKS.items():
        number = c.text((*at, field), required=False)
        flaw = check(number) if number else None
        if flaw:
            c.flaw((*at, field), f"is no right number ({flaw})")
        known[field] = "" if flaw else number
    posts = [(item, post) for item in c.items((*at, "posts")) for post in _post(c, item, since, places)]
    for n, (item, post) in enumerate(posts):
        if post in [earlier for _item, earlier in posts[:n]]:
            c.flaw(item, f"{post.role} at {post.unit.code} is written twice")
    return PersonIn(
        at,
        c.text((*at, "account"), required=False, longest=150, pattern=ACCOUNT, like="lower-case words"),
        c.text((*at, "name"), required=False, longest=60),
        c.one_of((*at, "language"), LANGUAGES, required=False) or "zh-hans",
        _community(c, (*at, "community"), places),
        {field: value for field, value in known.items() if value},
        tuple(post for _item, post in posts),
    )


def _community(c: Checker, at: At, places: Network) -> Place | None:
    code = c.text(at, required=False)
    try:
        place = places.place(code) if code else None
    except LookupError:
        place = None
    if code and (place is None or place.kind != PlaceKind.COMMUNITY):
        c.flaw(at, f"{code} is no community of the loaded network")
        return None
    return place


def _post(c: Checker, at: At, since: date, places: Network) -> list[PostIn]:
    c.mapping(at, required=["unit", "role"])
    code = c.text((*at, "unit"), required=False)
    role = c.one_of((*at, "role"), Role.values, required=False)
    try:
        return [PostIn(places.unit(code), role, since)] if code and role else []
    except LookupError:
        c.flaw((*at, "unit"), f"{code} is no unit of the loaded network")
        return []


def _once(c: Checker, people: tuple[PersonIn, ...], field: str) -> None:
    seen: dict[str, PersonIn] = {}
    for one in people:
        value = one.account if field == "account" else one.known.get(field, "")
        if value and value in seen:
            c.flaw((*one.at, field), f"is written twice; first in line {c.source.line(seen[value].at)}")
        elif value:
            seen[value] = one
