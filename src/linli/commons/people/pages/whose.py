"""Whose profile a page changes: one's own, or that of somebody for whom one speaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.commons.people.forms import known as forms
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found


def _at_once(do: Callable[[], None]) -> None:
    do()


@dataclass(frozen=True)
class Whose:
    """The person, who changes it, and where the pages about them are.

    `name`: of somebody else; "" for oneself. `write` runs a change, or raises Problem 404 where the user may not any
    more.
    """

    person: Person
    user: User
    home: str
    household: str
    name: str = ""
    write: Callable[[Callable[[], None]], None] = _at_once

    @property
    def new(self) -> str:
        return f"{self.household}/new"

    def entry(self, n: int) -> str:
        return f"{self.household}/{n}"

    @property
    def kept(self) -> str:
        """What is said once it is done."""
        if self.name:
            return _("Kept. It is filled in at the next matter of %(name)s.") % {"name": self.name}
        return _("Kept. From now on it is filled in for you.")


def own_data(user: User) -> Whose:
    """What is held of oneself. Raises Problem 404 for an account without a person."""
    person = person_of(user)
    if person is None:
        raise not_found()
    return Whose(person, user, reverse("people:data"), reverse("people:household"))


def own(user: User) -> Whose:
    """One's own. Raises Problem 403."""
    return Whose(forms.own(user), user, reverse("people:me"), reverse("people:household"))
