"""A guardian speaks for the ward in what is known of them, only while the guardianship holds."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from linli.commons.mandates.actions.begun import place
from linli.commons.mandates.facts import WardChanged
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import guarding, ref
from linli.commons.people.actions.persons import hold
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.kernel.access.models import User
from linli.kernel.record.writing import By, record


@transaction.atomic
def speak(id: str, do: Callable[[], None], *, by: User) -> Mandate:
    """Run a change of what is known of the ward, of whom one is guardian by this mandate. Raises Problem 404.

    The guardianship is locked: one that ends at the same moment ends before or after. What changes nothing is told to
    nobody.
    """
    mandate = guarding(by, id, lock=True)
    ward = mandate.principal
    assert ward is not None
    before = profile(hold(ward.pk))
    do()
    if profile(Person.objects.get(pk=ward.pk)) != before:
        record(WardChanged(), about=ref(mandate.pk), by=By(by.pk), place=place(ward))
    return mandate
