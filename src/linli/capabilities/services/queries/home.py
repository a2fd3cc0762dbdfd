"""One application a household: whether somebody else of it has the same item under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.seeing import visible_to
from linli.capabilities.services.states import LIVE
from linli.commons.people.models import Person
from linli.commons.people.queries import persons_with, profile
from linli.kernel.access.grants import Somebody

HOUSEHOLD = "household"


def open_at_home(user: Somebody, person: Person, item: PublishedItem, answers: Mapping[str, Any]) -> str | None:
    """The number of an open matter of the same item of another member; "" where the user doesn't see that matter.

    None where there is none. Members are those whom the person named by identity number, in the profile or in these
    answers. Naming somebody must not tell what they applied for: who doesn't see the matter learns of it only where
    that member names the person too. No query for other items, nor where nobody is named.
    """
    applied_for = {code for code in item.applied_for(answers) if catalogue().item(code).audience == HOUSEHOLD}
    if not applied_for:
        return None
    known = profile(person)
    own = known.get("identity_number")
    numbers = _numbers(known.get(HOUSEHOLD)) | _named(item, answers)
    others = [one for one in persons_with(numbers - {own}) if one.pk != person.pk]
    if not others:
        return None
    rows = Application.objects.filter(person__in=others, item__in=applied_for, state__in=LIVE).order_by("-id")
    found = dict(rows.values_list("number", "person"))
    if not found:
        return None
    seen = visible_to(user).filter(number__in=found).order_by("-id").values_list("number", flat=True).first()
    if seen is not None:
        return seen
    mutual = {one.pk for one in others if own and own in _numbers(profile(one).get(HOUSEHOLD))}
    return "" if mutual & set(found.values()) else None


def _named(item: PublishedItem, answers: Mapping[str, Any]) -> set[str]:
    names = [name for name, path in item.form.known.items() if path == "profile.household"] if item.fileable else []
    return {number for name in names for number in _numbers(answers.get(name))}


def _numbers(members: Iterable[Any] | None) -> set[str]:
    return {member["identity_number"] for member in members or () if member.get("identity_number")}
