"""The record's newest seal, kept elsewhere: what lies up to it can't be altered or cut off unseen any more."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from linli.kernel import clock
from linli.kernel.database.models import Care
from linli.kernel.database.upkeep import last, note
from linli.kernel.record.canonical import GENESIS
from linli.kernel.record.verify import Seal
from linli.kernel.sweeps import seldom

FILE = "linli-seals.txt"
LOOK = 300  # seconds between two looks whether a night has begun

log = logging.getLogger("linli.record")


def newest() -> Seal:
    """The head as it stands; whether the record leads there, `verify` proves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, head FROM record_head")
        position, head = cursor.fetchone() or (0, GENESIS)
    return Seal(position, bytes(head).hex())


def keep(file: Path) -> Seal:
    """Add the newest seal to a file, a line with the time and the seal; it is on the disk when this returns.

    Raises OSError where the file can't be written.
    """
    seal = newest()
    line = f"{clock.local(clock.machine()).isoformat(timespec='seconds')} {seal}\n"
    with file.open("a", encoding="ascii") as out:
        out.write(line)
        out.flush()
        os.fsync(out.fileno())
    note(Care.SEAL, str(file))
    return seal


@seldom(LOOK)
def nightly() -> None:
    """Once a day of the machine's calendar, into the folder that LINLI_SEALS names."""
    if settings.SEALS is None:
        return
    done = last(Care.SEAL)
    if done and clock.local(done[0]).date() == clock.local(clock.machine()).date():
        return
    try:
        keep(settings.SEALS / FILE)
    except OSError as error:
        log.warning("The seal could not be written to %s: %s", settings.SEALS, error.strerror or error)
