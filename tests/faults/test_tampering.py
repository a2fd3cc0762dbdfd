"""An insider with the database's superuser tampers with the record; an outsider asks `linli verify-record`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from linli.kernel.record.canonical import AS_TEXT, FORM, GENESIS, chain, leaf, root, row
from tests.faults.copies import backup, done, linli, restored
from tests.faults.installation import Installation
from tests.faults.rough import RoughHour, connected
from tests.faults.test_kill import followed

Deed = Callable[[psycopg.Connection], object]
AT = 20  # the position that is tampered with


class Pristine(NamedTuple):
    """A copy that nobody uses, and the seal that an outsider kept of it."""

    it: Installation
    seal: str
    last: int


@pytest.fixture(scope="module")
def pristine(rough: RoughHour, folder: Path) -> Iterator[Pristine]:
    followed(rough.it)
    file = backup(rough.it, folder / "pristine.tar")
    with restored(file, rough.it.data / "keys", folder / "pristine") as it:
        seal = done(it.data, "verify-record")[-1]
        with connected(it, "postgres") as insider:
            insider.execute("ALTER DATABASE linli RENAME TO pristine")
        yield Pristine(it, seal, int(seal.split()[1]))


@pytest.fixture
def tampered(pristine: Pristine) -> Iterator[Callable[[Deed], Path]]:
    """Do a deed in a copy with the triggers off; the folder of the installation."""

    def tamper(deed: Deed) -> Path:
        with connected(pristine.it, "postgres") as insider:
            insider.execute("DROP DATABASE IF EXISTS linli WITH (FORCE)")
            insider.execute("CREATE DATABASE linli TEMPLATE pristine STRATEGY FILE_COPY")
        with connected(pristine.it) as insider:
            insider.execute("SET session_replication_role = replica")
            deed(insider)
        return pristine.it.data

    yield tamper


def sql(*deeds: str) -> Deed:
    return lambda insider: [insider.execute(deed) for deed in deeds]


CHANGED = f"UPDATE record_entry SET payload = payload || '{{\"x\": 1}}' WHERE position = {AT}"
CONTENT = f"""UPDATE services_servicescontent SET salt = sha256('another')
    WHERE digest = (SELECT content FROM record_entry WHERE position >= {AT} AND content IS NOT NULL LIMIT 1)"""
COPY = "SELECT {}, id, subject_kind, subject_id, others, fact, fact_version, occurred, recorded, actor, unit, role, "
COPY = f"INSERT INTO record_entry {COPY} place, payload, content, leaf, form FROM record_entry WHERE position = {AT}"
DEEDS = {
    "nothing": (sql(), ""),
    "a changed payload": (sql(CHANGED), f"Position {AT} was altered"),
    "a changed content": (sql(CONTENT), "its content was altered"),
    "a deleted entry": (sql(f"DELETE FROM record_entry WHERE position = {AT}"), f"Position {AT} is missing"),
    "an inserted entry": (
        sql(f"UPDATE record_entry SET position = 1000000 + position WHERE position > {AT}",
            "UPDATE record_entry SET position = position - 999999 WHERE position > 1000000", COPY.format(AT + 1)),
        f"Position {AT + 1} was altered",
    ),
    "two swapped entries": (
        sql(f"UPDATE record_entry SET position = 1000000 + position WHERE position IN ({AT}, {AT + 1})",
            f"UPDATE record_entry SET position = {2 * AT + 1 + 1000000} - position WHERE position > 1000000"),
        f"Position {AT} was altered",
    ),
    "a number no machine can hold": (
        sql(f"UPDATE record_entry SET payload = '{{\"x\": 1e5000}}' WHERE position = {AT}"), f"Position {AT} "),
    "a time beyond the calendar": (
        sql(f"UPDATE record_entry SET occurred = 'infinity' WHERE position = {AT}"), f"Position {AT} "),
    "a content kept under another matter": (
        sql(CONTENT.replace("salt = sha256('another')", "subject_id = subject_id || '0'")),
        "kept under something else"),
    "a content erased beyond the calendar": (
        sql(CONTENT.replace("salt = sha256('another')", "salt = NULL, sealed = NULL, erased_at = 'infinity'")),
        "their content cannot be read"),
    "an entry without a leaf": (
        sql("ALTER TABLE record_entry ALTER leaf DROP NOT NULL",
            f"UPDATE record_entry SET leaf = NULL WHERE position = {AT}"), f"Position {AT} has no leaf"),
    "a seal with nothing in it": (
        sql("ALTER TABLE record_block ALTER root DROP NOT NULL",
            "UPDATE record_block SET root = NULL WHERE first = (SELECT max(first) FROM record_block)"),
        "a seal with nothing in it"),
    "a table that is gone": (
        sql("ALTER TABLE services_servicescontent RENAME TO elsewhere"), "not as they were made"),
    "a name that breaks the line": (
        sql(f"UPDATE record_entry SET subject_id = E'1\\n\\x1b[31mx' WHERE position = {AT}"),
        f"Position {AT} was altered"),
    "a seal over nothing": (
        sql("ALTER TABLE record_block DROP CONSTRAINT record_block_check, DROP CONSTRAINT record_block_last_key",
            "UPDATE record_block SET last = first - 1 WHERE first = (SELECT max(first) FROM record_block)"),
        "Position "),
}  # fmt: skip


@pytest.mark.parametrize("what", DEEDS)
def test_what_an_insider_changed_is_found_and_the_first_entry_named(
    tampered: Callable[[Deed], Path], pristine: Pristine, what: str
) -> None:
    deed, said = DEEDS[what]
    answer = linli(tampered(deed), "verify-record")
    if not said:
        assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, pristine.seal)
        return
    assert answer.returncode == 1, answer
    assert said in answer.stderr
    assert len(answer.stderr.splitlines()) == 1, answer.stderr
    assert "linli-seal-1" not in answer.stdout


def cut(insider: psycopg.Connection) -> None:
    """Cut the newest block off, with everything that knew of it."""
    newest = insider.execute("SELECT first, last, head FROM record_block ORDER BY first DESC OFFSET 1 LIMIT 1")
    first, last, head = newest.fetchone() or (0, 0, b"")
    insider.execute("DELETE FROM record_entry WHERE position > %s", [last])
    insider.execute("DELETE FROM record_block WHERE first > %s", [first])
    insider.execute("UPDATE record_head SET position = %s, head = %s", [last, head])


def make_anew(insider: psycopg.Connection) -> None:
    """Change an entry and compute every leaf, seal and head after it anew, as our own code does."""
    insider.execute(CHANGED)
    leaves = []
    for position, *values in insider.execute(f"SELECT position, {AS_TEXT} FROM record_entry ORDER BY 1").fetchall():
        leaves.append(leaf(position, row(values), FORM))
        insider.execute("UPDATE record_entry SET leaf = %s WHERE position = %s", [leaves[-1], position])
    head = GENESIS
    for first, last in insider.execute("SELECT first, last FROM record_block ORDER BY first").fetchall():
        made = root(leaves[first - 1 : last])
        head = chain(head, first, last, made)
        insider.execute("UPDATE record_block SET root = %s, head = %s WHERE first = %s", [made, head, first])
    insider.execute("UPDATE record_head SET head = %s", [head])


@pytest.mark.parametrize(("deed", "said"), [(cut, "were cut off"), (make_anew, "was made anew")])
def test_a_cut_tail_and_a_chain_made_anew_are_found_against_a_seal_kept_outside_and_only_so(
    tampered: Callable[[Deed], Path], pristine: Pristine, deed: Deed, said: str
) -> None:
    data = tampered(deed)
    alone = done(data, "verify-record")
    assert alone[-1] != pristine.seal
    assert "compare with a seal kept elsewhere" in alone[0]
    answer = linli(data, "verify-record", "--against", pristine.seal)
    assert answer.returncode == 1
    assert answer.stderr.startswith("Position ")
    assert said in answer.stderr
