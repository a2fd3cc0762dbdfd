"""Whose account a telephone number is: only where it is one's alone, for families share them."""

from __future__ import annotations

from linli.commons.people.models import Person, Phone
from linli.commons.people.rules import compact, phone_flaw
from linli.kernel.access.models import User
from linli.kernel.secrets import blinds

TWO = 2


def account_by_phone(typed: str) -> str | None:
    """The user name that signs in with this mobile number; None where it is no such number, or not one account's."""
    number = compact(typed).removeprefix("+86")
    if phone_flaw(number) is not None:
        return None
    tags = [tag for _version, tag in blinds("phone", number)]
    found = Person.objects.filter(phones__blind__in=tags, account__isnull=False).distinct()
    names = list(found.values_list("account__username", flat=True)[:TWO])
    return names[0] if len(names) == 1 else ""


def by_phone_too(account: User) -> bool:
    """Whether the number on file signs in as the user name does."""
    mine = Phone.objects.filter(person__account=account).values("blind")
    others = Phone.objects.filter(blind__in=mine, person__account__isnull=False).exclude(person__account=account)
    return mine.exists() and not others.exists()
