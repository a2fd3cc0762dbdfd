"""Reading what happened to something; right at once, even while no sequencer runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.record.canonical import AS_TEXT, Row, row
from linli.kernel.record.writing import Ref

LAST = 2**63 - 1  # after every position


@dataclass(frozen=True)
class Entry:
    """One fact. `position` is None until it is sequenced."""

    position: int | None
    id: int
    subject: Ref
    others: tuple[Ref, ...]
    fact: str
    version: int
    occurred: datetime
    recorded: datetime
    actor: int | None
    unit: str
    role: str
    place: str
    payload: dict[str, Any]
    content: bytes | None


def entry(position: int | None, found: Row) -> Entry:
    """A row of the record as its readers see it."""
    return Entry(
        position, found.id, Ref(found.subject_kind, found.subject_id),
        tuple(Ref(kind, id) for kind, id in found.others),
        found.fact, found.fact_version, found.occurred, found.recorded, found.actor, found.unit, found.role,
        found.place, found.payload, found.content,
    )  # fmt: skip


def newest(kind: str, before: int | None, limit: int) -> list[Entry]:
    """What happened to subjects of this kind, newest first, up to a position (without it); without one from the newest
    on, with what is not sequenced yet. `kind` has a partial index of its own, else this reads the whole record.
    """
    assert kind.isidentifier()  # it stands in the statement: a parameter would not be seen by a partial index
    which, query, values = f"WHERE subject_kind = '{kind}'", "", list[Any]()
    if before is None:
        query, values = (
            f"(SELECT NULL::bigint, {AS_TEXT} FROM record_inbox {which} ORDER BY id DESC LIMIT %s) UNION ALL ",
            [limit],
        )
    query += f"(SELECT position, {AS_TEXT} FROM record_entry {which} AND position < %s ORDER BY position DESC LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, before or LAST, limit])
        found = [entry(one[0], row(one[1:])) for one in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.position or LAST, one.id), reverse=True)[:limit]


def timeline(*about: Ref) -> list[Entry]:
    """What happened to these subjects, in order; one query over the sequenced record and the inbox."""
    values: list[Any]
    if len(about) == 1:  # planned once and for all; with arrays the planner thinks anew at every call
        which, values = "WHERE subject_kind = %s AND subject_id = %s", [about[0].kind, about[0].id]
    else:
        which = "WHERE (subject_kind, subject_id) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
        values = [[ref.kind for ref in about], [ref.id for ref in about]]
    query = (
        f"SELECT position, {AS_TEXT} FROM record_entry {which} "
        f"UNION ALL SELECT NULL, {AS_TEXT} FROM record_inbox {which} ORDER BY 1 NULLS LAST, 2"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, *values])
        return [entry(found[0], row(found[1:])) for found in cursor.fetchall()]
