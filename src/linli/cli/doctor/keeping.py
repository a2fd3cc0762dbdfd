"""What an installation is brought back with: keys, backups that were tried, a seal that lies elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linli.cli.doctor.findings import Finding, age, graded
from linli.cli.installation import data

BACKUP = 2.0, 8.0  # days
REHEARSED = 100.0, 400.0  # days
SEALED = 2.0, 8.0  # days
COPIED = 9.0, 16.0  # days: one Sunday was missed, two were
COPIES = Path("/etc/systemd/system/linli-base.timer")  # there where the database is of the installation's own making
COPY = Path("/var/lib/postgresql/linli-archive.made")  # touched once a copy is whole
OPEN = 0o077  # what a key's file may allow nobody


def keys() -> Iterator[Finding]:
    """Every key that something was made with is there, and nobody else can read it."""
    from linli.kernel.secrets.keys import all_of, lying_in

    folder = data() / "keys"
    try:
        found = lying_in(folder)
    except (OSError, ValueError) as error:
        yield Finding("bad", "keys", str(error), "Put the right file there, from where the keys are kept.")
        return
    there = {key.id.hex() for use in ("data", "index") if any(f.startswith(use) for f in found) for key in all_of(use)}
    if missing := sorted(_needed() - there):
        words = f"Not there: {', '.join(missing)}. What was sealed with them can't be read."
        yield Finding("bad", "keys", words, f"Copy the key files into {folder}.")
    elif found:
        yield Finding("ok", "keys", ", ".join(found))
    else:
        yield Finding("ok", "keys", "None yet: the first is made at first need.")
    if exposed := sorted(file.name for file in folder.glob("*.key") if file.stat().st_mode & OPEN):
        yield Finding("bad", "keys", f"Others can read {', '.join(exposed)}.", f"chmod 600 {folder}/*.key")


def _needed() -> set[str]:
    """The ids of the keys, in hex, that stand in what is sealed or indexed."""
    from django.db import connection

    from linli.kernel.record.content import Content

    places = [("people_person", "profile"), ("people_identity", "blind"), ("kernel_file", "name")]
    places += [(model._meta.db_table, "sealed") for model in Content.__subclasses__()]
    there = set(connection.introspection.table_names())
    heads = " UNION ".join(
        f"SELECT encode(substring({column} FROM 2 FOR 4), 'hex') FROM {table} WHERE length({column}) > 5"
        for table, column in places
        if table in there
    )
    with connection.cursor() as cursor:
        cursor.execute(heads)
        return {head for (head,) in cursor.fetchall()}


def backup() -> Iterator[Finding]:
    yield from _cared("backup", "backup", BACKUP, "backed up", "Run `linli backup FILE`, and every night.")


def copy() -> Iterator[Finding]:
    """The week's copy of the database server: without one the archived changes bring nothing back."""
    from linli.kernel import clock

    todo = "`systemctl start linli-base.service`, and see its log."
    if not COPIES.exists():
        return
    if not COPY.exists():
        yield Finding("warn", "copy", "The database server was never copied.", todo)
        return
    span = clock.machine() - datetime.fromtimestamp(COPY.stat().st_mtime, UTC)
    level = graded(span / timedelta(days=1), *COPIED)
    words = f"The database server was last copied {age(span)} ago."
    yield Finding(level, "copy", words, "" if level == "ok" else todo)


def rehearsal() -> Iterator[Finding]:
    todo = "Run `linli rehearse FILE` with the newest backup."
    yield from _cared("rehearsal", "restore", REHEARSED, "brought back as a rehearsal", todo)


def seal() -> Iterator[Finding]:
    todo = "Name a folder of another machine in LINLI_SEALS, or run `linli seal FILE`."
    yield from _cared("seal", "seal", SEALED, "sealed elsewhere", todo)


def _cared(care: str, about: str, bounds: tuple[float, float], done: str, todo: str) -> Iterator[Finding]:
    from django.conf import settings

    from linli.kernel import clock
    from linli.kernel.database.models import Care
    from linli.kernel.database.upkeep import last

    found = last(Care(care))
    if found is None:
        yield Finding("ok" if settings.REHEARSAL else "warn", about, f"Never {done}.", todo)
        return
    span = clock.machine() - found[0]
    level = graded(span / timedelta(days=1), *bounds)
    words = f"Last {done} {age(span)} ago" + (f": {found[1]}" if found[1] else "")
    yield Finding("ok" if settings.REHEARSAL else level, about, words, "" if level == "ok" else todo)
