"""What a follower has set aside, and taking it up again once the cause is mended."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from linli.kernel.record.canonical import AS_TEXT, row
from linli.kernel.record.followers import effect_of
from linli.kernel.record.timeline import entry
from linli.kernel.record.writing import Ref


@dataclass(frozen=True)
class Parked:
    """An entry that a follower could not take, or one that waits behind it."""

    follower: str
    position: int
    subject: Ref
    error: str


def parked(follower: str = "") -> list[Parked]:
    """Everything set aside, in order; of one follower or of all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT follower, position, subject_kind, subject_id, error FROM record_parked "
            "WHERE %s::text IN ('', follower) ORDER BY follower, position",
            [follower],
        )
        return [Parked(name, at, Ref(kind, id), error) for name, at, kind, id, error in cursor.fetchall()]


def retry(one: Parked) -> None:
    """Let a parked entry have its effect now; it leaves the list in the same transaction.

    Raises what the effect raises; then it stays where it is. Retry in order, so that a subject's order is kept.
    """
    effect = effect_of(one.follower)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_parked WHERE follower = %s AND position = %s", [one.follower, one.position])
        if not cursor.rowcount:
            return
        cursor.execute(f"SELECT position, {AS_TEXT} FROM record_entry WHERE position = %s", [one.position])
        values = cursor.fetchone()
        effect(entry(values[0], row(values[1:])))
