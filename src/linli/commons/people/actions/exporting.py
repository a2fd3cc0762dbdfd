"""The verb of taking a copy: that it was taken is recorded, what was in it is not."""

from __future__ import annotations

from django.db import transaction

from linli.commons.people.facts import DataExported
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.record.writing import By, Ref, record

ACCOUNT = "account"


@transaction.atomic
def exported(user: User, how: str) -> None:
    """The user takes a copy of all that is held of them."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    post = next(iter(posts(user)), None)
    by = By(user.pk, post.unit if post else "", post.role if post else "")
    record(DataExported(how), about=Ref(ACCOUNT, str(user.pk)), by=by)
