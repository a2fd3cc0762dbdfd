"""What was filed, told or decided, sealed beside the record that holds only its digest.

Altering content is found; erasing content and salt leaves the entry valid.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models import Q

from linli.kernel import clock
from linli.kernel.record.writing import Ref
from linli.kernel.secrets import digest as hashed
from linli.kernel.secrets import seal, unseal

PURPOSE = "record.content"


class Content(models.Model):
    """One table a room."""

    digest = models.BinaryField(unique=True)
    salt = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="%(class)s_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None, salt__isnull=False, sealed__isnull=False)
                | Q(erased_at__isnull=False, salt=None, sealed=None),
                name="%(class)s_whole_or_erased",
            )
        ]

    @classmethod
    def keep(cls, kind: str, subject: Ref, value: dict[str, Any]) -> bytes:
        """Seal a value and return the 32 bytes that stand for it in the record.

        Raises ValueError or TypeError for what JSON cannot say.
        """
        salt, text = secrets.token_bytes(32), canonical(value)
        made = hashed(salt, text)
        cls._default_manager.create(
            digest=made, salt=salt, sealed=seal(text, purpose=PURPOSE),
            kind=kind, subject_kind=subject.kind, subject_id=subject.id,
        )  # fmt: skip
        return made

    @classmethod
    def erase(cls, subject: Ref) -> int:
        """Erase everything that was said about a subject: value and salt go, the digests stay. How many."""
        rows = cls._default_manager.filter(subject_kind=subject.kind, subject_id=subject.id, erased_at=None)
        return rows.update(salt=None, sealed=None, erased_at=clock.now())

    def read(self) -> dict[str, Any] | None:
        """The value; None after erasure. Raises Unreadable."""
        if self.sealed is None:
            return None
        value: dict[str, Any] = json.loads(unseal(bytes(self.sealed), purpose=PURPOSE))
        return value

    def fits(self) -> bool:
        """Whether the value is still what the digest was made of; erased content always fits. Raises Unreadable."""
        if self.sealed is None or self.salt is None:
            return self.erased_at is not None
        return hashed(bytes(self.salt), unseal(bytes(self.sealed), purpose=PURPOSE)) == bytes(self.digest)


def canonical(value: dict[str, Any]) -> bytes:
    """The bytes over which a digest is made."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def contents(model: type[Content], digests: Iterable[bytes]) -> dict[bytes, dict[str, Any]]:
    """The values behind these digests that aren't erased; one query, or none for no digests."""
    wanted = list(digests)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT digest, sealed FROM {model._meta.db_table} WHERE digest = ANY(%s) AND sealed IS NOT NULL", [wanted]
        )
        rows = cursor.fetchall()
    return {bytes(digest): json.loads(unseal(bytes(sealed), purpose=PURPOSE)) for digest, sealed in rows}
