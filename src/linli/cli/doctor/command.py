"""`linli doctor`: a line a finding; exit 1 when something is to be mended now."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from linli.cli.doctor import database as base
from linli.cli.doctor import keeping, surroundings
from linli.cli.doctor.findings import Check, Finding
from linli.cli.installation import Commands, Refused, database

ALONE: tuple[Check, ...] = (
    surroundings.configured,
    surroundings.disk,
    surroundings.unfinished,
    surroundings.certificate,
    keeping.copy,
)  # what needs no database
FIRST: tuple[Check, ...] = (base.server, base.safety, base.archive, base.room, base.tables)
THEN: tuple[Check, ...] = (  # what needs its tables
    surroundings.machine_clock,
    surroundings.web,
    surroundings.worker,
    surroundings.followers,
    surroundings.calendar,
    keeping.keys,
    keeping.backup,
    keeping.rehearsal,
    keeping.seal,
)


def add(commands: Commands) -> None:
    doctor = commands.add_parser("doctor", help="look whether this installation has what it needs to last")
    doctor.add_argument("--json", action="store_true", help="for programs: a list of level, about, words, todo")
    doctor.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    found = []
    for one in findings():
        found.append(one)
        if not asked.json:
            print(one, flush=True)
    if asked.json:
        print(json.dumps([one.plain() for one in found], indent=1))
    if bad := [one.about for one in found if one.level == "bad"]:
        raise Refused(f"To be mended now: {', '.join(dict.fromkeys(bad))}.")


def findings() -> Iterator[Finding]:
    """Everything, in order; what stands on something that fails is left out."""
    for check in ALONE:
        yield from check()
    try:
        with database(complete=False):
            whole = True
            for check in FIRST:
                for one in check():
                    whole = whole and not (one.about == "tables" and one.level == "bad")
                    yield one
            for check in THEN if whole else ():
                yield from _tried(check)
    except Refused as error:
        yield Finding("bad", "database", str(error), "Is the server running, and LINLI_DATABASE_URL right?")


def _tried(check: Check) -> Iterator[Finding]:
    """A check that breaks is itself a finding, and holds up no other."""
    try:
        yield from check()
    except Exception as error:
        yield Finding("bad", check.__name__, f"Could not be looked at: {type(error).__name__}: {error}")
