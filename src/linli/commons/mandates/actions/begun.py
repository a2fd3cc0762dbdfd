"""What every beginning and every end shares."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from linli.commons.mandates.facts import MandateBegun
from linli.commons.mandates.models import Mandate, MandatesContent
from linli.commons.mandates.queries import detail, ref
from linli.commons.mandates.rules import holds_until, whose, window
from linli.commons.mandates.states import State
from linli.commons.people.models import Person
from linli.commons.people.queries import staff
from linli.kernel import clock
from linli.kernel.access.grants import held
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, wrong
from linli.kernel.database.generation import bump
from linli.kernel.files.models import File
from linli.kernel.files.store import attach, free, usable
from linli.kernel.record.writing import By, record

LONGEST = timedelta(days=3 * 366)


def locked(id: str, by: User) -> Mandate:
    """The mandate, locked until the transaction ends. Raises Problem 404."""
    found = detail(by, id)
    return Mandate.objects.select_for_update(of=("self",)).select_related("principal", "agent", "unit").get(pk=found.pk)


def scan(by: User, id: str | None, pointer: str) -> File | None:
    """A file of the caller's that can be attached here. Raises Problem 422."""
    if not id:
        return None
    found = usable(by, [id])
    if not found:
        raise wrong([Wrong(pointer, "file", _("This file is not there, or not yours."))])
    return found[0]


def keep_scan(mandate: Mandate, file: File | None) -> None:
    """Attach the scan, a copy of it where it serves elsewhere already."""
    if file is None:
        return
    ours = free([file], ref(mandate.pk))[file.pk]
    attach([ours.pk], ref(mandate.pk))
    mandate.evidence = ours
    mandate.save(update_fields=["evidence"])


def begin(mandate: Mandate, by: By, chosen: date | None, pointer: str) -> None:
    """From today on it holds. `chosen`: its last day, where one was. Raises Problem 409, 422."""
    assert mandate.principal is not None
    today = clock.today()
    try:
        until = holds_until(mandate.ground, mandate.principal, chosen)
    except ValueError as error:
        raise wrong([Wrong(pointer, "choice", str(error))]) from error
    mandate.during, mandate.state, mandate.settled = DateRange(today, until), State.ACTIVE, clock.now()
    mandate.code = mandate.content = None
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as error:
        title = _("This is known already.")
        raise Problem(409, "known-already", title, detail=_("This guardian is entered already.")) from error
    changed(mandate)
    fact = MandateBegun(
        mandate.kind, mandate.ground, list(mandate.items), today.isoformat(), until.isoformat() if until else None
    )
    record(fact, about=ref(mandate.pk), by=by, place=place(mandate.principal))


def changed(mandate: Mandate) -> None:
    """For whom staff act is kept in memory: read anew when that changes."""
    if mandate.agent is not None and mandate.agent.account_id in staff().of_account:
        bump()


def place(person: Person) -> str:
    """The code of the community where somebody lives; "" for none."""
    return person.community.code if person.community else ""


def keep(kind: str, mandate: Mandate, words: dict[str, Any]) -> bytes:
    """Seal what was written; its digest goes into the record."""
    return MandatesContent.keep(kind, ref(mandate.pk), words)


def doer(by: User, mandate: Mandate) -> By:
    """Who ended it: one of the two, or the window."""
    if whose(by, mandate) != "window":
        return By(by.pk)
    post = window(by, mandate) or held(by, "mandates.record")[0]
    return By(by.pk, post.unit, post.role)
