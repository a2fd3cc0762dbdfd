"""`linli rehearse FILE`: bring a backup back where it harms nobody, and prove its record."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.cli.installation import Commands, Refused, data, database

ELSEWHERE = ("LINLI_DATABASE_URL", "LINLI_DATABASE", "LINLI_CLOCK", "LINLI_REHEARSAL", "LINLI_SEALS")


def add(commands: Commands) -> None:
    rehearse = commands.add_parser("rehearse", help="restore a backup as a trial and prove its record")
    rehearse.add_argument("file", metavar="FILE", type=Path)
    rehearse.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """The copy has a database of its own in the data folder, and this installation's keys."""
    file = asked.file.absolute()
    try:
        with _place() as place:
            took, _said = _timed(place, "restore", str(file))
            proved, said = _timed(place, "verify-record")
    except OSError as error:
        raise Refused(f"{error.filename or data()}: {error.strerror or error}") from error
    seal = said.splitlines()[-1]
    print(f"Restored in {took:.1f} s, proved in {proved:.1f} s: {seal}")
    with database():
        if not _ours(seal):
            raise Refused("But it is no backup of this installation: our record never had this seal.")
        from linli.kernel.database.models import Care
        from linli.kernel.database.upkeep import note

        note(Care.REHEARSAL, f"{file.name}, restored in {took:.0f} s")


@contextmanager
def _place() -> Iterator[Path]:
    """A data folder of its own; as root its database runs as somebody else, who must be able to walk through."""
    place = data() / "rehearsing"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, mode=0o711)
    try:
        shutil.copytree(data() / "keys", place / "keys")
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _timed(place: Path, *words: str) -> tuple[float, str]:
    """Seconds and output of a command on the copy. Raises Refused with what it says when it refuses."""
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "linli.cli", *words],
        env=environment | {"DATA": str(place)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(done.stderr.strip() or f"`linli {words[0]}` failed.")
    return time.monotonic() - started, done.stdout


def _ours(seal: str) -> bool:
    """Whether our record had this seal once; an empty one proves nothing either way."""
    from django.db import connection

    from linli.kernel.record.verify import Seal

    position, head = Seal.read(seal)
    if position == 0:
        return True
    with connection.cursor() as cursor:
        met = "SELECT EXISTS (SELECT FROM record_block WHERE last = %s AND head = %s)"
        cursor.execute(met, [position, bytes.fromhex(head)])
        return bool(cursor.fetchone()[0])
