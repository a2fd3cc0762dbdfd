"""The first administrator of an installation: whoever sets it up has nobody to be given an account by."""

from __future__ import annotations

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.commons.people.actions.persons import make_person
from linli.commons.people.models import Post
from linli.commons.people.states import Role
from linli.commons.places.models import Unit
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.database.generation import bump


@transaction.atomic
def first_administrator(account: str, name: str, unit: str, password: str) -> bool:
    """An account with the administrator's post at this unit; False if this account has it already.

    Raises LookupError for an unknown unit, ValueError where somebody else is administrator or has this account.
    """
    today = clock.today()
    at = Unit.objects.filter(code=unit).first()
    if at is None:
        raise LookupError(unit)
    held = Post.objects.filter(role=Role.ADMINISTRATOR, during__contains=today)
    if held.filter(person__account__username=account).exists():
        return False
    if held.exists():
        raise ValueError("There is an administrator already, who gives others their accounts.")
    if User.objects.filter(username=account).exists():
        raise ValueError(f"The account {account} is somebody else's.")
    user = User.objects.create_user(account, password, name=name)
    person = make_person(name, by=None, account=user)
    Post.objects.create(person=person, unit=at, role=Role.ADMINISTRATOR, during=DateRange(today, None))
    bump()
    return True
