"""What the tests of the record share."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from linli.kernel.record import followers
from linli.kernel.record.timeline import Entry
from linli.kernel.record.writing import By, Ref, record

from .facts import Counted

NOBODY = By(None)
COUNTED = "tests.Counted"


def subject(number: int) -> Ref:
    return Ref("test", str(number))


def happen(n: int, about: int = 1, **more: Any) -> None:
    with transaction.atomic():
        record(Counted(n), about=subject(about), by=NOBODY, **more)


def rows(query: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values) or None)
        return cursor.fetchall() if cursor.description else []


def counted() -> list[tuple[int, int]]:
    """(subject, n) of every entry by position."""
    found = rows("SELECT subject_id::int, (payload->>'n')::int FROM record_entry ORDER BY position")
    return [tuple(row) for row in found]


@contextmanager
def following(
    effect: Callable[[Entry], object], *facts: str, name: str = "tests.follower", start: Any = "beginning"
) -> Iterator[str]:
    followers.follows(*(facts or (COUNTED,)), name=name, start=start)(effect)
    try:
        yield name
    finally:
        del followers._followers[name]


def at_once() -> None:
    """As if the time to wait before another try had passed."""
    rows("UPDATE record_cursor SET next_try = '-infinity'")


def run(script: str) -> subprocess.Popen[str]:
    """A process of its own on the test's database."""
    begin = "import django; django.setup()\n"
    environment = os.environ | {
        "LINLI_DATABASE": str(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "LINLI_THREADS": "0",
    }
    return subprocess.Popen(
        [sys.executable, "-c", begin + script],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
