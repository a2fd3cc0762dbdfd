"""The database: which server, whether it keeps what it acknowledged, whether it has every table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from linli.cli.doctor.findings import Finding, age, graded
from linli.cli.installation import named_server, newer_changes

OLDEST = 150000  # PostgreSQL 15, the oldest that Linli runs on
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
AGED = 1_000_000_000, 1_800_000_000  # transactions: PostgreSQL stops writing at some 2.1 thousand millions
TAKEN = 0.8, 0.95  # of the connections that the server allows


def ask(query: str, *values: Any) -> tuple[Any, ...]:
    """The first row of an answer."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, list(values) or None)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def server() -> Iterator[Finding]:
    number, version = ask("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    if number < OLDEST:
        yield Finding("bad", "database", f"PostgreSQL {version} is too old.", "Linli needs PostgreSQL 15 or newer.")
    elif named_server():
        yield Finding("ok", "database", f"PostgreSQL {version} answers.")
    else:
        yield Finding(
            "ok" if _rehearsal() else "warn",
            "database",
            f"PostgreSQL {version}, run in the data folder: made for demo, tests and development.",
            "" if _rehearsal() else "In service name a server of its own in LINLI_DATABASE_URL.",
        )


def safety() -> Iterator[Finding]:
    """An acknowledged write must be on the disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
        off = sorted(name for name, setting in cursor.fetchall() if setting == "off")
    if off:
        words = f"{', '.join(off)} off: a power cut can lose what was acknowledged."
        yield Finding("bad", "durability", words, "Switch on in postgresql.conf and reload.")
    else:
        yield Finding("ok", "durability", "What is acknowledged is on the disk.")


def archive() -> Iterator[Finding]:
    """WAL archiving: without it a lost disk costs everything since the last backup."""
    if not named_server():
        return
    mode, command = ask("SELECT current_setting('archive_mode'), current_setting('archive_command')")
    if mode == "off" or command == "(disabled)":
        words = "WAL is not archived: a lost disk costs everything since the last backup."
        yield Finding("bad", "archive", words, "Set archive_mode and archive_command.")
        return
    failing, failed, done = ask(
        "SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false), "
        "last_failed_wal, extract(epoch FROM now() - last_archived_time)::float FROM pg_stat_archiver"
    )
    if failing:
        yield Finding("bad", "archive", f"Archiving WAL fails at {failed}.", "See the database's log.")
    elif done is None:
        yield Finding("warn", "archive", "No WAL was archived yet.")
    else:
        yield Finding("ok", "archive", f"WAL was archived {age(timedelta(seconds=done))} ago.")


def tables() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("bad", "tables", f"{len(waiting)} changes of the tables wait.", "Run `linli migrate`.")
    elif newer := newer_changes():
        words = f"The tables are of a newer Linli ({', '.join(newer[:3])})."
        yield Finding("bad", "tables", words, "Run the version that made them.")
    else:
        yield Finding("ok", "tables", "All tables are as this version needs them.")


def room() -> Iterator[Finding]:
    """Connections and transaction numbers."""
    used, most = ask("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")
    yield Finding(graded(used / most, *TAKEN), "places", f"{used} of {most} connections are taken.")
    (oldest,) = ask("SELECT max(age(datfrozenxid)) FROM pg_database")
    if (level := graded(oldest, *AGED)) != "ok":
        yield Finding(level, "vacuum", f"The oldest transaction is {oldest:,} behind.", "Is autovacuum running?")


def _rehearsal() -> bool:
    from django.conf import settings

    return bool(settings.REHEARSAL)
