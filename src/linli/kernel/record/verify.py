"""Proof that nothing recorded was altered: every entry, its content and every seal, as a stream of constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

from django.apps import apps
from django.db import DataError, ProgrammingError, connection, transaction

from linli.kernel.record.canonical import AS_TEXT, GENESIS, Row, chain, leaf, root, row
from linli.kernel.record.content import Content
from linli.kernel.secrets import Unreadable

BATCH = 1000
# A time that no calendar holds would stop the reading before it could be named: it is read as nothing.
READABLE = AS_TEXT
for _time in ("occurred", "recorded"):
    _within = f"CASE WHEN {_time} BETWEEN '0001-01-02+00' AND '9999-12-30+00' THEN {_time} END"
    READABLE = READABLE.replace(_time, _within, 1)
Checked = Iterator[tuple[int, bytes]]


class Broken(Exception):
    """The record is not what was sealed; the text names the first entry that does not fit."""


class Seal(NamedTuple):
    """The head of the chain after a position: kept elsewhere, it fixes everything up to there."""

    position: int
    head: str

    def __str__(self) -> str:
        return f"linli-seal-1 {self.position} {self.head}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises Broken for what is no seal."""
        found = re.fullmatch(r"\s*linli-seal-1\s+(0|[1-9][0-9]{0,17})\s+([0-9a-f]{64})\s*", text)
        if not found:
            raise Broken("This is no seal; a seal reads: linli-seal-1 POSITION HEAD")
        return cls(int(found[1]), found[2])


def verify(against: str | None = None) -> Seal:
    """The newest seal, if every entry fits its seal and the chain leads to the head.

    Alone it can't know of a tail that was cut off or a chain that was made anew as a whole: `against` a seal that was
    kept elsewhere it does. Reads one snapshot, in a transaction of its own. Raises Broken.
    """
    given = Seal.read(against) if against is not None else None
    try:
        return _verify(given)
    except ProgrammingError as error:
        raise Broken(f"The record's tables are not as they were made: {str(error).splitlines()[0]}.") from error


def _verify(given: Seal | None) -> Seal:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # Server-side cursors, so that the client holds one batch. They are closed here: a generator that is left at a
        # Broken entry would close its cursor whenever it is collected, in the middle of another query.
        with connection.chunked_cursor() as entries, connection.chunked_cursor() as blocks:
            entries.execute(f"SELECT position, leaf, form, {READABLE} FROM record_entry ORDER BY position")
            blocks.execute("SELECT first, last, root, head FROM record_block ORDER BY first")
            return _walk(given, _checked(entries), blocks)


def _walk(given: Seal | None, entries: Checked, blocks: Any) -> Seal:
    position, head = 0, GENESIS
    met = _is_met(given, position, head)
    for first, last, kept_root, kept_head in (block for batch in _batches(blocks) for block in batch):
        if None in (first, last, kept_root, kept_head):
            raise Broken(f"Position {position + 1}: a seal with nothing in it.")
        if first > position + 1:
            raise Broken(f"Position {position + 1}: positions {position + 1} to {first - 1} have no seal.")
        if last < first:
            raise Broken(f"Position {first}: a seal over nothing.")
        if first <= position:
            raise Broken(f"Position {first} is sealed twice.")
        leaves = [_next(entries, expected) for expected in range(first, last + 1)]
        if root(leaves) != bytes(kept_root):
            raise Broken(f"Position {first}: the entries {first} to {last} do not fit their seal.")
        head = chain(head, first, last, root(leaves))
        if head != bytes(kept_head):
            raise Broken(f"Position {first}: the seal of {first} to {last} does not follow from the one before.")
        position = last
        met = _is_met(given, position, head) or met
    if left := next(entries, None):
        raise Broken(f"Position {left[0]} has no seal: it was inserted, or its seal was removed.")
    _compare_head(position, head)
    if given and given.position > position:
        raise Broken(f"Position {position + 1}: positions {position + 1} to {given.position} were cut off.")
    if given and not met:
        raise Broken(f"Position {given.position}: no seal ends here any more; the record was made anew.")
    return Seal(position, head.hex())


def _is_met(given: Seal | None, position: int, head: bytes) -> bool:
    if given is None or given.position != position:
        return False
    if given.head != head.hex():
        raise Broken(f"Position {position}: the record up to here was made anew; it is not the one that was sealed.")
    return True


def _compare_head(position: int, head: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, head FROM record_head")
        kept = cursor.fetchone() or (0, GENESIS)
    if None in kept or (kept[0], bytes(kept[1])) != (position, head):
        raise Broken(f"Position {position + 1}: the head says {kept[0]}, the seals end at {position}.")


def _next(entries: Checked, expected: int) -> bytes:
    """The leaf of the entry that must come next; it was checked by itself."""
    found = next(entries, None)
    if found is None or found[0] > expected:
        raise Broken(f"Position {expected} is missing.")
    if found[0] < expected:
        raise Broken(f"Position {found[0]} was inserted.")
    return found[1]


def _checked(entries: Any) -> Checked:
    """Every entry's position and leaf in order, once it fits its own leaf and its content."""
    for batch in _batches(entries):
        rows = [_readable(values[0], values[3:]) for values in batch]
        try:
            kept = _contents([found.content for found in rows if found.content is not None])
        except DataError as error:
            raise Broken(f"Positions {batch[0][0]} to {batch[-1][0]}: their content cannot be read.") from error
        for (position, kept_leaf, form, *_), found in zip(batch, rows, strict=True):
            if kept_leaf is None or form is None:
                raise Broken(f"Position {position} has no leaf.")
            _check_leaf(position, bytes(kept_leaf), form, found)
            _check_content(position, found, kept)
            yield position, bytes(kept_leaf)


def _readable(position: int, values: Sequence[Any]) -> Row:
    try:
        found = row(values)
    except (ValueError, RecursionError) as error:  # JSON that PostgreSQL keeps and no other reader takes
        raise Broken(f"Position {position} cannot be read: {error}.") from error
    if found.occurred is None or found.recorded is None:
        raise Broken(f"Position {position} cannot be read: a time beyond the calendar.")
    return found


def _check_leaf(position: int, kept: bytes, form: int, found: Row) -> None:
    try:
        fits = leaf(position, found, form) == kept
    except ValueError as error:
        raise Broken(f"Position {position} cannot be read: {error}.") from error
    if not fits:
        raise Broken(f"Position {position} was altered: {_named(found)}.")


def _check_content(position: int, found: Row, kept: dict[bytes, Content]) -> None:
    if found.content is None:
        return
    if found.content not in kept:
        raise Broken(f"Position {position}: its content is missing, and was not erased: {_named(found)}.")
    one = kept[found.content]
    if (one.subject_kind, one.subject_id) != (found.subject_kind, found.subject_id):
        raise Broken(f"Position {position}: its content is kept under something else: {_named(found)}.")
    try:
        fits = one.fits()
    except Unreadable as error:
        raise Broken(f"Position {position}: its content cannot be read ({error}): {_named(found)}.") from error
    if not fits:
        raise Broken(f"Position {position}: its content was altered: {_named(found)}.")


def _named(found: Row) -> str:
    said = f"{found.fact} about {found.subject_kind} {found.subject_id}"
    return said.encode("unicode_escape").decode()  # a line stays a line, whatever was written into it


def _contents(digests: Sequence[bytes]) -> dict[bytes, Content]:
    """The content rows behind these digests, from every room's table."""
    kept: dict[bytes, Content] = {}
    for model in apps.get_models() if digests else ():
        if issubclass(model, Content):
            kept |= {bytes(one.digest): one for one in model._default_manager.filter(digest__in=digests)}
    return kept


def _batches(cursor: Any) -> Iterator[list[Any]]:
    while batch := cursor.fetchmany(BATCH):
        yield batch
