"""What becomes of an account's second steps: recorded as its owner changes them; taken off by security when lost."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from linli.commons.people.actions.accounts import acting, locked, remove_all
from linli.commons.people.actions.exporting import ACCOUNT
from linli.commons.people.facts import SecondStepAdded, SecondStepRemoved
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.record.writing import By, Ref, record

Steps = list[Authenticator]


def unchanged(user: User) -> None:
    """Lock the account's row. Raises Problem 409 where it was signed out meanwhile: what is lost changes nothing."""
    kept = locked(user)
    if (kept.password, kept.epoch, kept.is_active) != (user.password, user.epoch, True):
        raise Problem(409, "changed", _("This has been done meanwhile."))


def note_changes(user: User, before: Steps) -> tuple[Steps, Steps]:
    """Record what was added and what removed since: both. The account's row is locked by the caller."""
    now = list(Authenticator.objects.filter(user=user).order_by("pk"))
    added, removed = [one for one in now if one not in before], [one for one in before if one not in now]
    for one in removed:
        record(SecondStepRemoved(one.type), about=Ref(ACCOUNT, str(user.pk)), by=By(user.pk))
    for one in added:
        record(SecondStepAdded(one.type), about=Ref(ACCOUNT, str(user.pk)), by=By(user.pk))
    return added, removed


@transaction.atomic
def take_off(account: User, *, by: User) -> User:
    """For who has lost them: the account has no second step any more, and is signed out everywhere. Who works here sets
    one up at the next sign-in. Raises Problem 403 for one's own account.
    """
    user = locked(account)
    if user.pk == by.pk:
        raise forbidden()
    remove_all(user, acting(by, "accounts.secure"))
    return user
