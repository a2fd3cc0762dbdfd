"""Followers read the record in order; cursor and effect move in one transaction, so effects here happen exactly once.

An effect is a write to our database, nothing else. After five failures an entry is parked, with the later ones of
the same subject, and the follower goes on.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection, transaction

from linli.kernel.record.canonical import AS_TEXT, row
from linli.kernel.record.facts import FACTS
from linli.kernel.record.sequencer import sequence
from linli.kernel.record.timeline import Entry, entry
from linli.kernel.record.writing import Ref

BATCH = 100
TRIES = 5
Effect = Callable[[Entry], object]
OnParked = Callable[[str, Entry, str], object]
Start = Literal["beginning", "now"]

log = logging.getLogger("linli.record")


@dataclass(frozen=True)
class Follower:
    """Who follows which facts, from where on."""

    name: str
    facts: tuple[str, ...]
    effect: Effect
    start: Start


_followers: dict[str, Follower] = {}
_on_parked: list[OnParked] = []


def follows(*facts: str, name: str, start: Start = "beginning") -> Callable[[Effect], Effect]:
    """Declare the follower `name` of these facts. `start`: "now" for whatever leaves the building: it begins at the
    head when it first runs. Raises ValueError for a name that is taken."""

    def mark(effect: Effect) -> Effect:
        if name in _followers:
            raise ValueError(f"two followers are called {name}")
        _followers[name] = Follower(name, facts, effect, start)
        return effect

    return mark


def followers() -> list[str]:
    """The names of all followers."""
    return list(_followers)


def effect_of(name: str) -> Effect:
    """What a follower does with an entry. Raises LookupError for a name that nobody declared."""
    return _followers[name].effect


def on_parked(hook: OnParked) -> OnParked:
    """Have `hook(follower, entry, error)` called, in the transaction that parks, when an entry has failed for good.

    Not for the later entries of its subject, which wait with it.
    """
    _on_parked.append(hook)
    return hook


def check_followed() -> None:
    """Raises LookupError when a follower waits for a fact that nobody declares."""
    unknown = {fact for follower in _followers.values() for fact in follower.facts} - set(FACTS)
    if unknown:
        raise LookupError(f"followed facts that nobody declares: {', '.join(sorted(unknown))}")


def pump() -> int:
    """Sequence and follow until nothing moves; how much moved. For seeding and tests."""
    moved = 0
    while step := sequence() + sum(follow(name) for name in followers()):
        moved += step
    return moved


def waiting() -> bool:
    """Whether the sequencer or a follower has anything to do now: one statement, which locks and writes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM record_inbox) OR EXISTS (SELECT FROM unnest(%s::text[]) AS name "
            "LEFT JOIN record_cursor c ON c.follower = name WHERE c.follower IS NULL OR (c.next_try <= now() "
            "AND c.position < (SELECT position FROM record_head)))",
            [list(_followers)],
        )
        return bool(cursor.fetchone()[0])


def follow(name: str) -> int:
    """One batch of a follower; how many of its facts it has passed. Safe with several running: one works, the others
    leave it alone. Raises LookupError for a name that nobody declared, OperationalError when the database is away."""
    follower = _followers[name]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        found = _claim(cursor, name)
        if found is None and _register(cursor, follower):
            found = _claim(cursor, name)
        if found is None:
            return 0
        at, attempts, top = found
        batch = _between(cursor, follower, at, top)
        passed, error = _pass(cursor, follower, batch, attempts)
        if error:
            _stop(cursor, name, _position(batch[passed]) - 1, attempts + 1 if passed == 0 else 1, error)
        else:
            _move(cursor, name, _position(batch[-1]) if len(batch) == BATCH else top)
    return passed


def _claim(cursor: Any, name: str) -> tuple[int, int, int] | None:
    """Position, attempts and the head, locked; nothing is locked or written where there is nothing to do.

    The head is read with the cursor: entries up to it are committed, whichever facts they bear.
    """
    cursor.execute(
        "SELECT c.position, c.attempts, h.position FROM record_cursor c CROSS JOIN record_head h "
        "WHERE c.follower = %s AND c.next_try <= now() AND c.position < h.position FOR UPDATE OF c SKIP LOCKED",
        [name],
    )
    found: tuple[int, int, int] | None = cursor.fetchone()
    return found


def _register(cursor: Any, follower: Follower) -> bool:
    """Whether this was its first time."""
    cursor.execute(
        "INSERT INTO record_cursor (follower, position) "
        "SELECT %s, CASE WHEN %s::text = 'now' THEN coalesce((SELECT position FROM record_head), 0) ELSE 0 END "
        "WHERE NOT EXISTS (SELECT FROM record_cursor WHERE follower = %s) ON CONFLICT DO NOTHING",
        [follower.name, follower.start, follower.name],
    )
    return bool(cursor.rowcount)


def _position(found: Entry) -> int:
    assert found.position is not None
    return found.position


def _between(cursor: Any, follower: Follower, at: int, top: int) -> list[Entry]:
    cursor.execute(
        f"SELECT position, {AS_TEXT} FROM record_entry "
        "WHERE position > %s AND position <= %s AND fact = ANY(%s) ORDER BY position LIMIT %s",
        [at, top, list(follower.facts), BATCH],
    )
    return [entry(values[0], row(values[1:])) for values in cursor.fetchall()]


def _pass(cursor: Any, follower: Follower, batch: list[Entry], attempts: int) -> tuple[int, str]:
    """How many entries had their effect or are parked, and why it stops there, if it does."""
    waiting = _waiting(cursor, follower.name) if batch else set()
    for passed, found in enumerate(batch):
        if found.subject in waiting:
            _park(cursor, follower, found, "waits with an earlier entry")
        elif error := _try(follower, found):
            if (attempts if passed == 0 else 0) + 1 < TRIES:
                return passed, error
            _park(cursor, follower, found, error)
            _tell(follower, found, error)
            waiting.add(found.subject)
    return len(batch), ""


def _try(follower: Follower, found: Entry) -> str:
    """Let one entry have its effect; what went wrong, if anything did."""
    try:
        with transaction.atomic():
            follower.effect(found)
    except Exception as error:
        if connection.needs_rollback:  # the connection is gone: not this entry's failure
            raise
        said = _said(error)
        log.warning("%s failed at position %s: %s", follower.name, found.position, said)
        return said
    return ""


def _said(error: Exception) -> str:
    """What failed and where, without the message: that may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}linli{os.sep}" in frame.filename]
    at = (ours or frames)[-1]
    guard = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    where = at.filename.rpartition(f"{os.sep}linli{os.sep}")[2]
    return f"{type(error).__name__}{f' ({guard})' if guard else ''} in {at.name}, {where}:{at.lineno}"


def _waiting(cursor: Any, name: str) -> set[Ref]:
    cursor.execute("SELECT DISTINCT subject_kind, subject_id FROM record_parked WHERE follower = %s", [name])
    return {Ref(kind, id) for kind, id in cursor.fetchall()}


def _park(cursor: Any, follower: Follower, found: Entry, error: str) -> None:
    cursor.execute(
        "INSERT INTO record_parked (follower, position, subject_kind, subject_id, error) VALUES (%s, %s, %s, %s, %s)",
        [follower.name, found.position, *found.subject, error],
    )


def _tell(follower: Follower, found: Entry, error: str) -> None:
    log.error("%s parked position %s: %s", follower.name, found.position, error)
    for hook in _on_parked:
        try:
            with transaction.atomic():
                hook(follower.name, found, error)
        except Exception:
            if connection.needs_rollback:
                raise
            log.exception("What should follow the parking of position %s failed.", found.position)


def _stop(cursor: Any, name: str, position: int, attempts: int, error: str) -> None:
    """Stay before the entry that failed, and try again after 2, 4, 8, 16 seconds of machine time."""
    cursor.execute(
        "UPDATE record_cursor SET position = %s, attempts = %s, error = %s, "
        "next_try = now() + %s * interval '1 second' WHERE follower = %s",
        [position, attempts, error, 2**attempts, name],
    )


def _move(cursor: Any, name: str, position: int) -> None:
    cursor.execute(
        "UPDATE record_cursor SET position = %s, attempts = 0, error = '', next_try = '-infinity' WHERE follower = %s",
        [position, name],
    )
