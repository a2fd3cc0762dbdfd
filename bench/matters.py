"""Ten thousand matters and more: lives that the real verbs lived, told again of other people, with a valid chain.

A copy keeps everything of its pattern but numbers, people, communities (of the same station) and days; its contents
are sealed anew, so that `verify-record` holds.
"""

from __future__ import annotations

import json
import random
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from psycopg.types.range import Range

from linli.capabilities.services.actions.words import write_stale
from linli.commons.places.queries import network
from linli.kernel.numbers import compose
from linli.kernel.record.canonical import AS_TEXT, COLUMNS, FORM, Row, chain, leaf, root, row
from linli.kernel.record.content import PURPOSE
from linli.kernel.record.sequencer import BATCH
from linli.kernel.secrets import digest, seal, unseal

Rows = list[dict[str, Any]]
OPEN = 0.03  # of all matters: what a district has under way, the rest is its past
MATTERS_A_PERSON = 8
CHUNK = 2_000
BELONG = {  # table: how its rows are found by the matter
    "services_step": "application_id",
    "services_material": "application_id",
    "services_correction": "application_id",
    "services_result": "application_id",
    "services_servicescontent": "subject_id",
    "duties_clock": "subject_id",
    "duties_stop": "clock_id",
    "duties_duty": "subject_id",
}
KEYS = {"application_id": "services_application", "clock_id": "duties_clock", "of_duty_id": "duties_duty"}
PATTERNS = (
    "SELECT * FROM services_application a WHERE state <> 'draft' AND joint_id IS NULL "
    "AND NOT EXISTS (SELECT FROM duties_clock c "
    "WHERE c.subject_id = a.number AND c.kind = 'notice' AND c.ended IS NULL) ORDER BY id"
)
UNWRITTEN = (
    "INSERT INTO services_words (application_id, text, words, stale) SELECT id, '', '', true FROM services_application "
    "WHERE id > (SELECT coalesce(max(application_id), 0) FROM services_words)"
)


def grow(count: int, seed: int, under_way: float = OPEN) -> None:
    """Add so many matters, that share of them not over. Followers are moved past them: no effects are wanted."""
    chance = random.Random(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT position, head FROM record_head FOR UPDATE")
        position, head = cursor.fetchone()
        teller = Teller(chance, cursor, count, under_way)
        told = 0
        while told < count:
            size = min(CHUNK, count - told)
            tables, entries = teller.chunk(size)
            for table, rows in tables.items():
                _copy(cursor, table, rows)
            cursor.execute(UNWRITTEN)
            position, head = _seal(cursor, position, bytes(head), entries)
            told += size
        cursor.execute("UPDATE record_head SET position = %s, head = %s", [position, head])
        cursor.execute("UPDATE record_cursor SET position = %s", [position])
        teller.leave(cursor)
    while write_stale():
        pass


class Teller:
    """Tells patterns again; knows the next free id of each table."""

    def __init__(self, chance: random.Random, cursor: Any, count: int, share: float) -> None:
        self.chance, self.share = chance, share
        self.patterns = [Pattern(cursor, found) for found in _dicts(cursor, PATTERNS, [])]
        self.over = [p for p in self.patterns if p.matter["state"] in ("closed", "ended")]
        self.under_way = [p for p in self.patterns if p.matter["state"] not in ("closed", "ended")]
        tables = ["services_application", "people_person", *BELONG]
        self.ids = {table: _one(cursor, f"SELECT coalesce(max(id), 0) FROM {table}") for table in tables}
        self.entry = _one(cursor, "SELECT nextval(pg_get_serial_sequence('record_inbox', 'id'))")
        self.serial = _one(cursor, "SELECT nextval('services_number')")
        self.people = self._people(cursor, max(1, count // MATTERS_A_PERSON))

    def _people(self, cursor: Any, count: int) -> Mapping[int, list[int]]:
        """More residents without accounts, by community."""
        known = _dicts(cursor, "SELECT * FROM people_person WHERE community_id IS NOT NULL ORDER BY id LIMIT 50", [])
        communities = sorted({c for p in self.patterns for c in p.communities})
        by: defaultdict[int, list[int]] = defaultdict(list)
        rows = []
        for n in range(max(count, len(communities))):
            community = communities[n % len(communities)]
            one = self.chance.choice(known) | {"account_id": None, "community_id": community}
            rows.append(one | {"id": self.next("people_person")})
            by[community].append(rows[-1]["id"])
        _copy(cursor, "people_person", rows)
        return by

    def next(self, table: str) -> int:
        self.ids[table] += 1
        return self.ids[table]

    def chunk(self, size: int) -> tuple[dict[str, Rows], list[Row]]:
        """The rows of so many matters, table by table, and their entries in the order of their positions."""
        tables: defaultdict[str, Rows] = defaultdict(list)
        entries: list[Row] = []
        for _n in range(size):
            open_ = self.chance.random() < self.share
            pattern = self.chance.choice(self.under_way if open_ else self.over)
            self._tell(pattern, tables, entries)
        return tables, entries

    def _tell(self, pattern: Pattern, tables: dict[str, Rows], entries: list[Row]) -> None:
        chance, self.serial = self.chance, self.serial + 1
        community = chance.choice(pattern.communities)
        is_over = pattern.matter["state"] in ("closed", "ended")
        new = Telling(
            pattern, compose(self.serial), community, chance.choice(self.people[community]),
            timedelta(minutes=chance.randint(1, 180 * 24 * 60)) if is_over else timedelta(0),
            timedelta(minutes=chance.randint(24 * 60, 5 * 24 * 60)),
        )  # fmt: skip
        for table, rows in pattern.rows.items():
            for old in rows:
                new.ids[table, old["id"]] = self.next(table)
        for table, rows in pattern.rows.items():
            tables[table].extend(new.row(table, old) for old in rows)
        for found in pattern.entries:
            self.entry += 1
            entries.append(new.entry(found)._replace(id=self.entry))

    def leave(self, cursor: Any) -> None:
        """The sequences go on after what was told."""
        for table, last in self.ids.items():
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last + 1])
        cursor.execute("SELECT setval(pg_get_serial_sequence('record_inbox', 'id'), %s)", [self.entry + 1])
        cursor.execute("SELECT setval('services_number', %s)", [self.serial + 1])


class Pattern:
    """A matter that was lived: all its rows."""

    def __init__(self, cursor: Any, matter: dict[str, Any]) -> None:
        self.matter = matter
        self.communities = sorted(network().reach(matter["taken_in_by_id"]))
        self.place = network().place_by_id(matter["community_id"]).code
        self.rows: dict[str, Rows] = {"services_application": [matter]}
        for table, by in BELONG.items():
            of = {"application_id": [matter["id"]], "subject_id": [matter["number"]]}
            if by == "clock_id":
                of["clock_id"] = [one["id"] for one in self.rows["duties_clock"]]
            self.rows[table] = _dicts(cursor, f"SELECT * FROM {table} WHERE {by} = ANY(%s) ORDER BY id", [of[by]])
        cursor.execute(
            f"SELECT {AS_TEXT} FROM record_entry WHERE subject_kind = 'application' AND subject_id = %s "
            "ORDER BY position",
            [matter["number"]],
        )
        self.entries = [row(values) for values in cursor.fetchall()]


class Telling:
    """One pattern told of somebody else, some days before."""

    def __init__(
        self, pattern: Pattern, number: str, community: int, person: int, earlier: timedelta, later: timedelta
    ) -> None:
        self.pattern, self.number, self.community, self.person = pattern, number, community, person
        self.earlier, self.later = earlier, later
        self.ids: dict[tuple[str, int], int] = {}
        self.digests: dict[bytes, bytes] = {}
        for kept in pattern.rows["services_servicescontent"]:
            self.digests[bytes(kept["digest"])] = b""

    def row(self, table: str, old: dict[str, Any]) -> dict[str, Any]:
        new = {name: self._value(name, value) for name, value in old.items()}
        new["id"] = self.ids[table, old["id"]]
        if table == "services_application":
            new |= {"number": self.number, "community_id": self.community, "person_id": self.person}
            new["filed"] = self._digest(bytes(old["filed"])) if old["filed"] is not None else None
        elif table == "services_result":
            new["code"] = secrets.token_urlsafe(16)
        elif table == "services_servicescontent":
            new |= self._content(old)
        elif table == "duties_clock" and old["ended"] is None and old["missed"] is None:
            new |= {name: old[name] + self.later for name in ("due_at", "told_due")}
        elif table == "duties_duty":
            new["community_id"] = self.community
            if old["closed"] is None and old["due_at"] is not None and old["kind"] != "late":
                new |= {name: old[name] + self.later for name in ("due_at", "urgency")}
        return new

    def _value(self, name: str, value: Any) -> Any:
        if name in KEYS and value is not None:
            return self.ids[KEYS[name], value]
        if name == "subject_id":
            return self.number
        if name == "person_id" and value == self.pattern.matter["person_id"]:
            return self.person
        if isinstance(value, datetime):
            return value - self.earlier if value.year < 9000 else value
        if isinstance(value, Range):
            ends = [end - self.earlier if end else None for end in (value.lower, value.upper)]
            return Range(*ends, bounds=value.bounds)
        return value

    def _digest(self, old: bytes) -> bytes:
        """The digest of the same words under a salt of this matter's own; made once for row and entry."""
        if not self.digests[old]:
            salt = secrets.token_bytes(32)
            self.digests[old] = digest(salt, _plain(self._sealed(old)))
            self.salts = {**getattr(self, "salts", {}), old: salt}
        return self.digests[old]

    def _sealed(self, old: bytes) -> bytes:
        kept = self.pattern.rows["services_servicescontent"]
        return next(bytes(one["sealed"]) for one in kept if bytes(one["digest"]) == old)

    def _content(self, old: dict[str, Any]) -> dict[str, Any]:
        was = bytes(old["digest"])
        made = self._digest(was)
        return {"digest": made, "salt": self.salts[was], "sealed": seal(_plain(bytes(old["sealed"])), purpose=PURPOSE)}

    def entry(self, old: Row) -> Row:
        place = network().place_by_id(self.community).code if old.place == self.pattern.place else old.place
        return old._replace(
            subject_id=self.number, occurred=old.occurred - self.earlier, recorded=old.recorded - self.earlier,
            place=place, content=self._digest(old.content) if old.content else None,
        )  # fmt: skip


@cache
def _plain(sealed: bytes) -> bytes:
    return unseal(sealed, purpose=PURPOSE)


def _seal(cursor: Any, at: int, head: bytes, entries: list[Row]) -> tuple[int, bytes]:
    """What the sequencer does with an inbox, many blocks at once; the new head and its position."""
    with cursor.copy(f"COPY record_entry (position, {COLUMNS}, leaf, form) FROM STDIN") as copy:
        blocks = []
        for first in range(0, len(entries), BATCH):
            leaves, begun = [], at + 1
            for found in entries[first : first + BATCH]:
                at += 1
                leaves.append(leaf(at, found))
                texts = {"others": json.dumps(found.others), "payload": json.dumps(found.payload, ensure_ascii=False)}
                copy.write_row((at, *found._replace(**texts), leaves[-1], FORM))  # type: ignore[arg-type]
            head = chain(head, begun, at, root(leaves))
            blocks.append((begun, at, root(leaves), head))
    with cursor.copy("COPY record_block (first, last, root, head) FROM STDIN") as copy:
        for block in blocks:
            copy.write_row(block)
    return at, head


def _copy(cursor: Any, table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    if not rows:
        return
    names = list(rows[0])
    with cursor.copy(f"COPY {table} ({', '.join(map(_quoted, names))}) FROM STDIN") as copy:
        for one in rows:
            copy.write_row([one[name] for name in names])


def _quoted(name: str) -> str:
    return f'"{name}"'


def _dicts(cursor: Any, query: str, values: list[Any]) -> Rows:
    cursor.execute(query, values)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]


def _one(cursor: Any, query: str) -> int:
    cursor.execute(query)
    return int(cursor.fetchone()[0])
