"""A resident's account, opened at a window for who stands there with the identity document; lost passwords and phones.

Whoever works here is looked after by the administrators: no window opens a colleague's account.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.commons.people.actions.accounts import first_password, locked, remove_all
from linli.commons.people.actions.exporting import ACCOUNT
from linli.commons.people.actions.persons import hold, line
from linli.commons.people.facts import AccountMade
from linli.commons.people.models import Identity, Person, Post
from linli.commons.people.queries import ACCOUNTED
from linli.commons.people.queries.posts import standing
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.record.writing import By, Ref, record
from linli.kernel.texts import initials

TRIES, LETTERS, DIGITS = 20, 8, 4


@dataclass(frozen=True)
class Handed:
    """What is handed over: the account, and its first password, which is kept nowhere."""

    account: User
    word: str


def hindrance(person: Person) -> str:
    """Why no window opens an account, or gives a new password, for this person; "" where one does."""
    if person.account is None:
        if Identity.objects.filter(person=person).exists():
            return ""
        return _("No identity document is entered for %(name)s. Enter it first.") % {"name": person.name}
    if Post.objects.filter(standing(), person=person).exists():
        return _("%(name)s works here. The system administrator looks after the account.") % {"name": person.name}
    if not person.account.is_active:
        return _("This account is closed. The system administrator can open it again.")
    return ""


@transaction.atomic
def hand_over(person: Person, by: User, post: By, *, step_lost: bool) -> Handed:
    """A first password for the person's account, which is opened if there is none; what it had before is void.

    `step_lost`: a second step at sign-in, if one was set up, is taken off too. Raises Problem 409.
    """
    kept = hold(person.pk)
    if why := hindrance(kept):
        raise Problem(409, "not-here", _("This is not possible now."), detail=why)
    user = locked(kept.account) if kept.account else _open(kept, post)
    if step_lost:
        remove_all(user, post)
    line(kept, ACCOUNTED, by).save()
    return Handed(user, first_password(user, post))


def _open(person: Person, by: By) -> User:
    for _n in range(TRIES):
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    _suggested(person.name), None, name=person.name, language=person.language
                )
        except IntegrityError:
            continue
        person.account = user
        person.save(update_fields=["account"])
        record(AccountMade("window"), about=Ref(ACCOUNT, str(user.pk)), by=by)
        return user
    raise Problem(503, "no-name", _("Please try again."))


def _suggested(name: str) -> str:
    """Easy to copy from paper: the initials of the name, and four digits."""
    letters = "".join(one for one in initials(name) if one.isascii() and one.isalpha())[:LETTERS] or "u"
    return f"{letters}{secrets.randbelow(10**DIGITS):0{DIGITS}}"
