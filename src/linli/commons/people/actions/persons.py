"""The verbs: find, make, know more of somebody, end a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from linli.commons.people import rules
from linli.commons.people.models import NOBODY, Identity, Person, Phone, Post
from linli.commons.people.queries import CHANGED, FOUND, MADE, PROFILE, RENAMED, profile, reach_of
from linli.commons.people.states import Document
from linli.commons.places.models import Place
from linli.kernel import clock
from linli.kernel.access import grants
from linli.kernel.access.log import looked
from linli.kernel.access.models import AccessLog, User
from linli.kernel.secrets import blinds, seal_json
from linli.kernel.texts import fold, fold_name, initials

MOST = 20  # persons that a search answers with


class Twin(Exception):
    """There is already a person with this identity document."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"person {person.pk}")
        self.person = person


def find(q: str, by: User) -> list[Person]:
    """Persons by what was typed into the one search box, by name, at most 20.

    A whole identity number or phone finds anybody, for a resident of another community may come to this window; a
    name, alone or with a phone's last four digits, only within the caller's reach. Who looked by number is kept for
    the auditor, without the number.
    """
    question = rules.asked(q)
    if question.document or question.phone:
        found = _by_number(question)
        _found(found, by, "identity" if question.document else "phone")
        return found
    if not question.name:
        return []
    rows = Person.objects.filter(_named(question.name), community__in=reach_of(by))
    if question.tail:
        rows = rows.filter(phones__tail_blind__in=_all("phone.tail", question.tail))
    found = _first(rows)
    if question.tail:
        _found(found, by, "name and last four digits")
    return found


def _by_number(question: rules.Question) -> list[Person]:
    if question.phone:
        return _first(Person.objects.filter(phones__blind__in=_all("phone", question.phone)))
    wanted = [tag for kind in Document.values for tag in _all(f"identity.{kind}", question.document)]
    return _first(Person.objects.filter(identities__blind__in=wanted))


def _first(rows: QuerySet[Person]) -> list[Person]:
    return list(rows.distinct().order_by("name_fold", "pk")[:MOST])


def _named(name: str) -> Q:
    folded = fold(name).replace(" ", "")
    latin = folded.isascii()
    return Q(name_fold__contains=folded) | (Q(initials__startswith=folded) if latin else Q())


def _all(kind: str, value: str) -> list[bytes]:
    """The blind index of a value under every version of the key."""
    return [tag for _version, tag in blinds(kind, value)]


def _found(persons: Sequence[Person], by: User, reason: str) -> None:
    """One line a person found, or one that says that nobody was."""
    looked(*([line(person, FOUND, by, reason) for person in persons] or [line(None, FOUND, by, reason)]))


def line(person: Person | None, what: str, by: User, reason: str = "") -> AccessLog:
    """What the auditor, and the person, read of it."""
    post = next(iter(grants.held(by, "people.find")), None)
    return AccessLog(
        at=clock.now(),
        user=by,
        unit=post.unit if post else "",
        role=post.role if post else "",
        subject_kind="person",
        subject_id=str(person.pk) if person else "",
        what=what,
        reason=reason,
    )


def make_person(
    name: str,
    *,
    by: User | None,
    community: Place | None = None,
    known: Mapping[str, Any] | None = None,
    language: str = "zh-hans",
    account: User | None = None,
) -> Person:
    """A person, with or without an account and documents.

    `known` is the profile (queries.profile) without the name: clean values, numbers as rules.compact leaves them.
    Birth date and gender come from the identity number where there is one. `by`: who made it, kept for the auditor;
    None when it is loaded. Raises Twin with the person who already has the identity document.
    """
    facts = complete(known or {})
    person = Person(community=community, language=language, account=account, profile=seal_json(facts, purpose=PROFILE))
    _rename(person, name)
    try:
        with transaction.atomic():
            person.save()
            _index_identity(person, facts)
            _index_phone(person, facts)
            if by:
                line(person, MADE, by).save()
    except IntegrityError:
        _raise_twin(person, facts)
        raise
    return person


def nobody() -> Person:
    """The person of what has been erased, of whom nothing is known."""
    known = {"name": "—", "profile": seal_json({}, purpose=PROFILE)}
    return Person.objects.get_or_create(pk=NOBODY, defaults=known)[0]


def hold(person: int) -> Person:
    """A person's row, locked until the transaction ends.

    Whoever changes something of a person as a whole, beside what is theirs in the rooms, takes it before any row of a
    room (only a guardianship comes before it), so that no two wait for each other in a circle. No key: what refers to
    the person (a filing, in the same transaction) takes a share of it.
    """
    return Person.objects.select_for_update(no_key=True).get(pk=person)


def set_profile(
    person: Person, *, by: User | None, changes: Mapping[str, Any] | Callable[[dict[str, Any]], Mapping[str, Any]]
) -> None:
    """Change what is known of a person; None forgets a value. `changes` as in make_person, and `name`; or what makes
    them from the profile as it stands once the row is locked, so that two at once lose nothing of each other.

    A change by somebody else leaves a line for the auditor. Raises Twin with another person who already has the
    identity document.
    """
    given: Mapping[str, Any] = {}
    try:
        with transaction.atomic():
            kept = hold(person.pk)
            old = profile(kept)
            given = changes(old) if callable(changes) else changes
            new = complete({k: v for k, v in (old | dict(given)).items() if v is not None and k != "name"})
            _rename(person, given.get("name") or kept.name)
            person.profile = seal_json(new, purpose=PROFILE)
            person.save(update_fields=["name", "name_fold", "initials", "profile"])
            if person.name != kept.name:
                for follow in RENAMED:
                    follow(person)
            if _document(old) != _document(new):
                person.identities.all().delete()
                _index_identity(person, new)
            if old.get("phone") != new.get("phone"):
                person.phones.all().delete()
                _index_phone(person, new)
            if by and by.pk != kept.account_id:
                line(person, CHANGED, by).save()
    except IntegrityError:
        _raise_twin(person, given)
        raise


def cut(post: Post, on: date) -> bool:
    """The post ends; `on` is the first day without it. False where it had not begun: then it is gone."""
    if post.during.lower >= on:
        post.delete()
        return False
    post.during = DateRange(post.during.lower, on)
    post.save(update_fields=["during"])
    return True


def _rename(person: Person, name: str) -> None:
    person.name, person.name_fold = name, fold_name(name)
    person.initials = initials(name, person=True)[:60]


def complete(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, without empty values, with what an identity number tells."""
    facts = {name: value for name, value in known.items() if value not in (None, "")}
    if number := facts.get("identity_number"):
        facts |= {"birth_date": rules.born(number).isoformat(), "gender": str(rules.gender(number))}
    return facts


def _document(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    if number := facts.get("identity_number"):
        return str(Document.RESIDENT), number
    if number := facts.get("document_number"):
        return facts["document_kind"], number
    return None


def _index_identity(person: Person, facts: Mapping[str, Any]) -> None:
    if document := _document(facts):
        kind, number = document
        tags = blinds(f"identity.{kind}", number)
        Identity.objects.bulk_create(Identity(person=person, kind=kind, blind=tag, version=at) for at, tag in tags)


def _index_phone(person: Person, facts: Mapping[str, Any]) -> None:
    if phone := facts.get("phone"):
        tags = zip(blinds("phone", phone), blinds("phone.tail", phone[-4:]), strict=True)
        Phone.objects.bulk_create(
            Phone(person=person, blind=whole, tail_blind=tail, version=at) for (at, whole), (_at, tail) in tags
        )


def _raise_twin(person: Person, facts: Mapping[str, Any]) -> None:
    if document := _document(facts):
        rows = Identity.objects.filter(blind__in=_all(f"identity.{document[0]}", document[1])).exclude(person=person.pk)
        if twin := rows.select_related("person").first():
            raise Twin(twin.person)
