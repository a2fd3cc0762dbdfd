"""Backups of an installation, and other installations that are filled from them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.installation import Installation

LINLI = Path(sys.executable).with_name("linli")


def linli(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as an outsider calls it: it finds the installation by DATA and needs nothing else."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DJANGO_", "PYTHON"))}
    return subprocess.run(
        [str(LINLI), *words], env=clean | {"DATA": str(data)}, text=True, capture_output=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def done(data: Path, *words: str) -> list[str]:
    """The lines that a command printed. Raises AssertionError when it failed."""
    answer = linli(data, *words)
    assert answer.returncode == 0, answer
    return answer.stdout.splitlines()


def backup(it: Installation, to: Path) -> Path:
    done(it.data, "backup", str(to))
    return to


@contextmanager
def restored(file: Path, keys: Path, data: Path) -> Iterator[Installation]:
    """A fresh cluster in another folder, filled from a backup; its server runs within."""
    shutil.copytree(keys, data / "keys")
    data.chmod(0o755)
    it = Installation(data)
    it.server.start(fsync="off")
    try:
        done(data, "restore", str(file))
        yield it
    finally:
        it.stop()


def counts(it: Installation) -> dict[str, str]:
    """Rows of every table."""
    tables = [row[0] for row in it.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    query = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables)
    return {row[0]: row[1] for row in it.ask(query)}
