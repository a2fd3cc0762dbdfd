"""How fast the sequencer seals. Runs on the floors' database: for every line SECONDS on stdin a line of JSON."""

from __future__ import annotations

import json
import sys
import time

import django

AT_A_TIME = 10_000


def main() -> None:
    django.setup()
    from linli.kernel.record.sequencer import sequence

    for line in sys.stdin:
        moved, spent = 0, 0.0
        while spent < float(line):
            _fill()
            begun = time.monotonic()
            while some := sequence():
                moved += some
            spent += time.monotonic() - begun
        print(json.dumps({"rate": moved / spent}), flush=True)


def _fill() -> None:
    """What happened before happens again."""
    from django.db import connection

    from linli.kernel.record.canonical import COLUMNS

    names = COLUMNS.removeprefix("id, ")
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute(
            f"INSERT INTO record_inbox ({names}) SELECT {names} FROM record_entry ORDER BY position LIMIT %s",
            [AT_A_TIME],
        )


if __name__ == "__main__":
    main()
