"""The one way to say that something has happened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from linli.kernel import clock
from linli.kernel.record.facts import name_of, payload_of

_INTO = (
    "INSERT INTO record_inbox (subject_kind, subject_id, others, fact, fact_version, occurred, actor, unit, role, "
    "place, payload, content) "
)


class Ref(NamedTuple):
    """What an entry is about: a kind and an id, no foreign key."""

    kind: str
    id: str


@dataclass(frozen=True)
class By:
    """Who did it: the account, and at which unit in which role at that moment. None: the clock.

    `under`: what let them do it for somebody else; it stands among the entry's other subjects.
    """

    account: int | None
    unit: str = ""
    role: str = ""
    under: Ref | None = None


def record(
    fact: object,
    *,
    about: Ref,
    by: By,
    others: Sequence[Ref] = (),
    place: str = "",
    content: bytes | None = None,
    at: datetime | None = None,
) -> None:
    """Add the fact to the inbox, in the caller's transaction and after the subject's row is locked; comes last.

    `at`: aware, when it happened; now unless said. `content`: the 32-byte digest of what was said, told or filed.
    Raises LookupError for an undeclared fact, TypeError for a payload that isn't plain, RuntimeError outside a
    transaction.
    """
    if by.under is not None:
        others = [*others, by.under]
    _write(
        _INTO + "VALUES (%s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)",
        [
            about.kind, about.id, json.dumps([list(other) for other in others]), *_what(fact), at or clock.now(),
            by.account, by.unit, by.role, place, _payload(fact), content,
        ],
    )  # fmt: skip


def record_each(fact: object, kind: str, subjects: Sequence[tuple[str, str]], *, by: By) -> None:
    """The same fact of many subjects of a kind (id, place), in one statement; else as `record`."""
    others = json.dumps([list(by.under)] if by.under is not None else [])
    _write(
        _INTO + "SELECT %s, one.id, %s::jsonb, %s, %s, %s, %s, %s, %s, one.place, %s::jsonb, NULL "
        "FROM unnest(%s::text[], %s::text[]) AS one (id, place)",
        [
            kind, others, *_what(fact), clock.now(), by.account, by.unit, by.role, _payload(fact),
            [id for id, _place in subjects], [place for _id, place in subjects],
        ],
    )  # fmt: skip


def _what(fact: object) -> tuple[str, int]:
    return name_of(fact), type(fact).VERSION  # type: ignore[attr-defined]


def _payload(fact: object) -> str:
    return json.dumps(payload_of(fact), ensure_ascii=False)


def _write(statement: str, values: Sequence[Any]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of what happened")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
