"""The installation that a command works on: its folder, its database, and who else is using that."""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import linli
from linli.kernel.database.server import Server

ROOT = Path(linli.__file__).resolve().parents[2]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class Refused(Exception):
    """What was asked can't be done; the text says why, a line an error."""


def data() -> Path:
    """The data folder."""
    return Path(os.environ.get("DATA") or ROOT / "var").absolute()


def settle() -> None:
    """Tell Django and every child process where the installation is, and that a demo is a rehearsal."""
    os.environ["DATA"] = str(data())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    if rehearsal_mark().exists():
        os.environ.setdefault("LINLI_REHEARSAL", "1")


def half_restored_mark() -> Path:
    """A file that says: a restore began to fill this installation and has not ended. It names the backup."""
    return data() / "half-restored"


def rehearsal_mark() -> Path:
    """A file that says: this installation is a rehearsal. Its clock may have been moved."""
    return data() / "rehearsal"


def named_server() -> bool:
    """Whether the database is somebody else's server."""
    return bool(os.environ.get("LINLI_DATABASE_URL"))


@contextmanager
def server(stop_always: bool = False) -> Iterator[Server]:
    """The embedded server runs within. Whoever leaves last stops it, if a command started it.

    All users hold a shared lock on one file; what they started is noted in it, so that a command which outlives the
    one that started the server stops it. The demo, which stops it in any case, passes `stop_always`.
    """
    it = Server(data())
    it.folder.mkdir(parents=True, exist_ok=True)
    with open(it.folder / "users", "a+") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if it.start():
            _note(users.fileno(), b"stop")
        try:
            yield it
        finally:
            if stop_always or (_alone(users.fileno()) and _noted(users.fileno()) == b"stop"):
                it.stop()
                _note(users.fileno(), b"")


def _note(file: int, what: bytes) -> None:
    os.ftruncate(file, 0)
    os.write(file, what)


def _noted(file: int) -> bytes:
    return os.pread(file, 10, 0)


def _alone(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def database(complete: bool = True) -> Iterator[None]:
    """Django is set up and its database answers within; with `complete`, a new embedded one has all its tables.

    Raises Refused where a restore was broken off, unless `complete` is False.
    """
    if complete:
        refuse_half_restored()
    if named_server():
        with _django():
            yield
        return
    with server() as it:
        it.create(os.environ.get("LINLI_DATABASE", "linli"))
        with _django():
            if complete and not has_tables():
                migrate()
            yield


def refuse_half_restored() -> None:
    """Raises Refused where a restore was broken off: its messages are not held yet."""
    if half_restored_mark().exists():
        raise Refused("A restore was broken off here: repeat `linli restore FILE` with the same file.")


@contextmanager
def _django() -> Iterator[None]:
    import django

    django.setup()
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # what is wrong is said once, by us
    try:
        _answers()
        yield
    finally:
        disconnect()


def disconnect() -> None:
    """Leave the database; the next question connects again. A process that forks must have left."""
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # django-stubs knows no pool


def _answers() -> None:
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refused(f"The database does not answer: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """In a line, and as the server or libpq says it, where the pool says only how long it has waited."""
    import psycopg

    from linli.kernel.database.dump import beside_the_pool

    try:
        beside_the_pool().close()
    except psycopg.OperationalError as told:
        error = told
    return str(error).splitlines()[0]


def check_tables() -> None:
    """Raises Refused where the tables could not be changed, or a backup not be put in their place."""
    from django.db import connection

    if (tables := connection.introspection.table_names()) and "django_migrations" not in tables:
        raise Refused(f"Others use this database ({tables[0]}): Linli needs one of its own, empty.")
    _refuse_newer()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(nspowner, 'USAGE') AND has_database_privilege(current_database(), 'CREATE') "
            "FROM pg_namespace WHERE nspname = 'public'"
        )
        if cursor.fetchone() != (True,):
            raise Refused("The account must own the database: else no backup can be put in its place.")


def _refuse_newer() -> None:
    if newer := newer_changes():
        raise Refused(f"A newer Linli has changed these tables ({newer[0]}): take that one, or a backup of before.")


def newer_changes() -> list[str]:
    """What was changed of these tables and this Linli does not know, as `app.name`."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    made = set(loader.applied_migrations or ()) - set(loader.disk_migrations)
    return [f"{app}.{name}" for app, name in sorted(made) if app in loader.migrated_apps]


def has_tables() -> bool:
    """Whether anything was ever made in this database."""
    from django.db import connection

    return bool(connection.introspection.table_names())


def migrate() -> None:
    """Make or change the tables. Raises Refused where a newer Linli has changed them already."""
    from django.core.management import call_command

    _refuse_newer()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
