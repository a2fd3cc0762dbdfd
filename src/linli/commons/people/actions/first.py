"""The first administrators of an installation: whoever sets it up has nobody to be given an account or a post by."""

from __future__ import annotations

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.commons.people.actions.persons import make_person
from linli.commons.people.facts import AccountMade, PostGiven
from linli.commons.people.models import Post
from linli.commons.people.states import Role
from linli.commons.places.models import Unit
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.database.generation import bump
from linli.kernel.record.writing import By, Ref, record


@transaction.atomic
def first_administrator(account: str, name: str, unit: str, password: str, role: str = Role.ADMINISTRATOR) -> bool:
    """An account with this post of the three, at this unit; False if this account has it already.

    Raises LookupError for an unknown unit, ValueError where somebody else holds such a post or has this account.
    """
    today = clock.today()
    at = Unit.objects.filter(code=unit).first()
    if at is None:
        raise LookupError(unit)
    held = Post.objects.filter(role=role, during__contains=today)
    if held.filter(person__account__username=account).exists():
        return False
    if held.exists():
        raise ValueError(f"There is a post of {role} already; others are given by who holds it, or by security.")
    if User.objects.filter(username=account).exists():
        raise ValueError(f"The account {account} is somebody else's.")
    user = User.objects.create_user(account, password, name=name)
    person = make_person(name, by=None, account=user)
    Post.objects.create(person=person, unit=at, role=role, during=DateRange(today, None))
    bump()
    about = Ref("account", str(user.pk))
    record(AccountMade("host"), about=about, by=By(None))
    record(PostGiven(unit, role, today.isoformat(), None), about=about, by=By(None))
    return True
