"""`linli clock`, and the start of a rehearsal's clock."""

from __future__ import annotations

import argparse
import os
from datetime import datetime, timedelta

from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    commands.add_parser("clock", help="what time the installation believes it is").set_defaults(run=run)


def run(_: argparse.Namespace) -> None:
    with database():
        from linli.kernel import clock

        if clock.offset():
            print(f"A rehearsal; the machine's time is {clock.local(clock.machine()).isoformat(timespec='seconds')}.")
        print(clock.local(clock.now()).isoformat(timespec="seconds"))


def start() -> datetime:
    """Set the rehearsal's clock to LINLI_CLOCK, if given, and keep it; the moment at which it starts.

    Raises Refused for a start before the newest fact.
    """
    from linli.kernel import clock

    asked, machine = os.environ.get("LINLI_CLOCK"), clock.machine()
    moment = _moment(asked) if asked else machine + clock.offset()
    newest = _newest_fact()
    if newest and moment < newest:
        # Shown rounded up: a clock started at the time named here is accepted.
        shown = clock.local(newest + timedelta(seconds=1)).replace(microsecond=0).isoformat()
        raise Refused(f"The clock can't start before {shown}, when the newest fact was recorded: `make demo-reset`.")
    if asked:
        clock.set_offset(moment - machine)
    return moment


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refused(f"LINLI_CLOCK={text} is not a time like 2026-09-30T16:30:00+08:00.")
    return moment


def _newest_fact() -> datetime | None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(occurred) FROM (SELECT occurred FROM record_inbox UNION ALL "
                       "SELECT occurred FROM record_entry) AS facts")  # fmt: skip
        row = cursor.fetchone()
    newest: datetime | None = row[0]
    return newest
