"""What all verbs on a matter share: lock, check, move, save, record, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linli.capabilities.services.models import Application, Joint, ServicesContent
from linli.capabilities.services.queries import joint_ref, locked, ref, visible_to
from linli.capabilities.services.rules import Standing, actor, check, check_together
from linli.capabilities.services.states import MOVES, OVER
from linli.commons.mandates.queries import Acts
from linli.commons.mandates.queries import ref as mandate
from linli.commons.people.actions.persons import hold
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.record.writing import By, Ref, record


def begin(verb: str, number: str, by: User, teaches: Sequence[str] = ()) -> tuple[Application, Standing]:
    """Lock the matter and check the verb. Raises Problem 404, 403, 409. Needs a transaction.

    `teaches`: what the person's profile is to learn; then the person is locked first.
    """
    _hold_person(number, by, teaches)
    application = locked(by, number)
    return application, check(verb, by, application)


def locked_for_all(number: str, by: User, teaches: Sequence[str] = ()) -> tuple[Application, Standing]:
    """Lock the draft of a bundle and check that the user files it. Raises Problem 404, 403. Needs a transaction."""
    _hold_person(number, by, teaches)
    application = locked(by, number)
    return application, check_together(by, application)


def _hold_person(number: str, by: User, teaches: Sequence[str]) -> None:
    seen = visible_to(by).filter(number=number).values_list("person_id", flat=True) if teaches else ()
    for person in seen:
        hold(person)


def move(application: Application, verb: str) -> None:
    """The one gate: a move that is not in the table cannot happen."""
    application.state = MOVES[application.state, verb]
    if application.state in OVER and application.over_at is None:
        application.over_at = clock.now()


def keep(kind: str, application: Application, words: dict[str, Any]) -> bytes | None:
    """Seal what was said; its digest goes into the record. Nothing said: None."""
    said = {name: value for name, value in words.items() if value not in ("", None, [], {})}
    return ServicesContent.keep(kind, ref(application.number), said) if said else None


def note(
    fact: object, application: Application, by: By, content: bytes | None = None, others: Sequence[Ref] = ()
) -> None:
    """Record a fact about the matter. Comes last in a verb."""
    place = network().place_by_id(application.community_id).code
    record(fact, about=ref(application.number), by=by, others=others, place=place, content=content)


def note_joint(fact: object, joint: Joint, by: By, others: Sequence[Ref] = (), content: bytes | None = None) -> None:
    """Record a fact about what was applied for as one. Comes last in a verb."""
    place = network().place_by_id(joint.community_id).code
    record(fact, about=joint_ref(joint.number), by=by, others=others, place=place, content=content)


def in_post(verb: str, standing: Standing, by: User) -> By:
    """By whom a verb of staff is done: the account, at which unit, in which role."""
    post = actor(verb, standing)
    return By(by.pk, post.unit, post.role) if post else By(by.pk)


def acting(by: User, acts: Acts | None) -> By:
    """By whom something is done for somebody: the entry names the mandate."""
    return By(by.pk, under=mandate(acts.mandate) if acts else None)


def as_party(standing: Standing, by: User) -> By:
    """By whom a verb of the applicant's is done: themselves, who acts for them, or the window that writes it down."""
    if standing.acts is not None:
        return acting(by, standing.acts)
    if standing.party or not standing.windows:
        return By(by.pk)
    return By(by.pk, standing.windows[0].unit, standing.windows[0].role)
