"""Bring in a cast: accounts, persons and posts of a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.commons.people.actions.persons import Twin, complete, cut, make_person, set_profile
from linli.commons.people.models import Person, Post
from linli.commons.people.queries import profile
from linli.commons.places.models import Place, Unit
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.database.generation import bump
from linli.kernel.sources import At, Checker, Source


@dataclass(frozen=True)
class PostIn:
    unit: Unit
    role: str
    since: date


@dataclass(frozen=True)
class PersonIn:
    """One of the cast; `known` as in make_person."""

    at: At
    account: str
    name: str
    language: str
    community: Place | None
    known: dict[str, Any]
    posts: tuple[PostIn, ...]


@dataclass(frozen=True)
class CastIn:
    source: Source
    people: tuple[PersonIn, ...]


def load_cast(cast: CastIn, password: str) -> int:
    """Make or correct the accounts, persons and posts of a cast, all or nothing; returns how many were touched.

    All share the password; an account that is there already keeps its own. A post that the file no longer names ends
    today. Raises Flawed where an identity number belongs to somebody else.
    """
    secret = make_password(password)  # once: it is meant to be slow
    c = Checker(cast.source)
    with transaction.atomic():
        touched = sum(_bring(c, one, secret) for one in cast.people)
        c.finish()
        if touched:
            bump()
    return touched


def _bring(c: Checker, one: PersonIn, secret: str) -> bool:
    """Whether anything was made or changed."""
    user, made = User.objects.get_or_create(
        username=one.account, defaults={"password": secret, "name": one.name, "language": one.language}
    )
    person = Person.objects.filter(account=user).first()
    try:
        if person is None:
            person = make_person(
                one.name, by=None, community=one.community, known=one.known, language=one.language, account=user
            )
            made = True
        else:
            made |= _correct(person, one)
    except Twin as twin:
        c.flaw((*one.at, "identity_number"), f"is already that of {twin.person}")
        return False
    return _set_posts(person, one) | made


def _correct(person: Person, one: PersonIn) -> bool:
    community = one.community and one.community.pk
    moved = (person.community_id, person.language) != (community, one.language)
    if moved:
        person.community, person.language = one.community, one.language
        person.save(update_fields=["community", "language"])
    old = profile(person)
    said = {name: old[name] for name in old.keys() & {"household"}}  # no file says it: it stays
    wanted = {"name": one.name, **complete(one.known), **said}
    if old != wanted:
        set_profile(person, by=None, changes={**dict.fromkeys(old), **wanted})
    return moved or old != wanted


def _set_posts(person: Person, one: PersonIn) -> bool:
    today = clock.today()
    rows = list(Post.objects.filter(person=person))
    held = {(row.unit_id, row.role): row for row in rows if row.during.upper is None or row.during.upper > today}
    wanted = {(post.unit.pk, post.role): post for post in one.posts}
    for key in held.keys() - wanted.keys():
        cut(held[key], today)
    for key in wanted.keys() - held.keys():
        again = any((row.unit_id, row.role) == key for row in rows)
        since = today if again else wanted[key].since
        Post.objects.create(person=person, unit_id=key[0], role=key[1], during=DateRange(since, None))
    return held.keys() != wanted.keys()
