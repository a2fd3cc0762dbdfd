"""The verb of asking for erasure: what may go goes, what must stay is used no more, what is under way goes on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from linli.commons.people.actions.exporting import ACCOUNT
from linli.commons.people.actions.persons import hold, line, set_profile
from linli.commons.people.facts import ErasureAsked
from linli.commons.people.models import Person
from linli.commons.people.queries import ERASED
from linli.commons.people.queries.erasing import ERASERS, Line, fates, forgettable, ref, refusal
from linli.commons.people.states import Fate
from linli.kernel.access.models import User
from linli.kernel.api.problems import forbidden
from linli.kernel.files.doors import signed as attached
from linli.kernel.record.writing import By, Ref, record


@dataclass(frozen=True)
class Signed:
    """A sheet that was signed at a window: by whom it was taken in there, under which guardianship, and its scan."""

    by: By
    file: str


@transaction.atomic
def erase(person: Person, *, by: User, signed: Signed | None = None) -> list[Line]:
    """Erase what is held of a person as far as the law lets it go (PIPL 47); what is left, and why.

    `by`: the person, or who speaks for them; with `signed` the window that saw it signed. Asked again, it does what has
    become possible since. Raises Problem 403, 422.
    """
    if signed is None and (why := refusal(person, by)):
        raise forbidden(why)
    hold(person.pk)
    scan = attached(by, signed.file, ref(person)) if signed else ""
    doer = signed.by if signed else By(by.pk)
    for eraser in ERASERS:
        eraser.erase(person, doer)
    left = fates(person)
    names = forgettable(person, left)
    if names:
        set_profile(person, by=by, changes=dict.fromkeys(names))
    counted = Counter(one.fate for one in left)
    fact = ErasureAsked(counted[Fate.RESTRICTED], counted[Fate.KEPT], names, scan)
    if signed:
        line(person, ERASED, by).save()
        record(fact, about=ref(person), by=doer)
    else:
        User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
        record(fact, about=Ref(ACCOUNT, str(by.pk)), by=doer)
    return left
