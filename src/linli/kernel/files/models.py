"""Files that people hand in. The bytes lie encrypted below settings.FILES, the row says whose they are."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from linli.kernel.access.models import User
from linli.kernel.secrets import unseal

NAME = "file.name"


def new_id() -> str:
    """32 hex digits that nobody can guess: they stand in URLs."""
    return secrets.token_hex(16)


class File(models.Model):
    """One file as it was handed in; never changed. `sha256` (hex) and `size` (bytes) are of the plain content."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.BinaryField()
    type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    attached_kind = models.CharField(max_length=40, blank=True)
    attached_id = models.CharField(max_length=60, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attached_kind="", attached_id="") | ~Q(attached_kind="") & ~Q(attached_id=""),
                name="attached_to_something_or_not",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
        ]
        indexes = [models.Index(fields=["attached_kind", "attached_id"], name="file_by_subject")]

    @property
    def plain_name(self) -> str:
        """The name that the person's device gave it. Raises Unreadable."""
        return unseal(bytes(self.name), purpose=NAME).decode()
