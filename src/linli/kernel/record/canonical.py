"""The canonical form of an entry, and the tree and chain over them (RFC 6962's way of hashing).

Leaf: SHA-256(0x00 + form byte + canonical JSON). Node: SHA-256(0x01 + left + right), an odd one moves up.
Head: SHA-256(0x02 + head before + first and last position, 8 bytes each + root).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORM = 1
GENESIS = hashlib.sha256(b"linli record 1").digest()


class Row(NamedTuple):
    """An entry's columns, in the order of the tables."""

    id: int
    subject_kind: str
    subject_id: str
    others: list[list[str]]
    fact: str
    fact_version: int
    occurred: datetime
    recorded: datetime
    actor: int | None
    unit: str
    role: str
    place: str
    payload: dict[str, Any]
    content: bytes | None


COLUMNS = ", ".join(Row._fields)
AS_TEXT = COLUMNS.replace("others", "others::text").replace("payload", "payload::text")


def row(values: Sequence[Any]) -> Row:
    """A row as the database gives it, with `others` and `payload` as text, so that no parser comes between."""
    made = Row(*values)
    content = bytes(made.content) if made.content is not None else None
    return made._replace(others=json.loads(str(made.others)), payload=json.loads(str(made.payload)), content=content)


def microseconds(moment: datetime) -> int:
    """Since 1970, as a whole number."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def leaf(position: int, entry: Row, form: int = FORM) -> bytes:
    """The hash of an entry at its position. Raises ValueError for a form that this version can't read."""
    if form != FORM:
        raise ValueError(f"form {form}")
    times = {"occurred": microseconds(entry.occurred), "recorded": microseconds(entry.recorded)}
    content = entry.content.hex() if entry.content is not None else None
    values = [position, *entry._replace(content=content, **times)]  # type: ignore[arg-type]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return hashlib.sha256(b"\0" + bytes([form]) + text.encode()).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root of a block."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + p[0] + p[1]).digest() if len(p) == 2 else p[0] for p in pairs]
    return level[0]


def chain(head: bytes, first: int, last: int, block: bytes) -> bytes:
    """The head after a block."""
    return hashlib.sha256(b"\2" + head + first.to_bytes(8, "big") + last.to_bytes(8, "big") + block).digest()
