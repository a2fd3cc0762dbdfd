"""The verb of asking for erasure: what may go goes, what must stay is used no more, what is under way goes on."""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from linli.commons.people.actions.exporting import ACCOUNT
from linli.commons.people.actions.persons import hold, set_profile
from linli.commons.people.facts import ErasureAsked
from linli.commons.people.models import Person
from linli.commons.people.queries.erasing import ERASERS, Line, fates, forgettable, refusal
from linli.commons.people.states import Fate
from linli.kernel.access.models import User
from linli.kernel.api.problems import forbidden
from linli.kernel.record.writing import By, Ref, record


@transaction.atomic
def erase(person: Person, *, by: User) -> list[Line]:
    """Erase what is held of a person as far as the law lets it go (PIPL 47); what is left, and why.

    `by`: the person, or who speaks for them. Asked again, it does what has become possible since. Raises Problem 403.
    """
    if why := refusal(person, by):
        raise forbidden(why)
    hold(person.pk)
    for eraser in ERASERS:
        eraser.erase(person, By(by.pk))
    left = fates(person)
    names = forgettable(person, left)
    if names:
        set_profile(person, by=by, changes=dict.fromkeys(names))
    counted = Counter(line.fate for line in left)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    fact = ErasureAsked(counted[Fate.RESTRICTED], counted[Fate.KEPT], names)
    record(fact, about=Ref(ACCOUNT, str(by.pk)), by=By(by.pk))
    return left
