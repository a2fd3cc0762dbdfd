"""`linli reckon`: when is something due, and why then?"""

from __future__ import annotations

import argparse
import re
from datetime import datetime

from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    reckon = commands.add_parser("reckon", help="when is it due, and why then?")
    reckon.add_argument("start", metavar="START", help="a time like 2026-09-30T16:30:00+08:00")
    reckon.add_argument("amount", metavar="AMOUNT", type=_amount)
    reckon.add_argument("unit", metavar="UNIT", help="hour, working_day, natural_day, or accept with AMOUNT 0")
    reckon.add_argument("--at", metavar="UNIT_CODE", help="whose hours count; the usual ones without it")
    reckon.set_defaults(run=run)


def _amount(text: str) -> int:
    """ASCII digits only; int alone takes １ and 1_0 too."""
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number such as 5")
    return int(text)


def run(asked: argparse.Namespace) -> None:
    try:
        start = datetime.fromisoformat(asked.start)
    except ValueError:
        raise Refused(f"{asked.start!r} is not a time like 2026-09-30T16:30:00+08:00.") from None
    with database():
        from linli.commons.calendar.rules import Hours, explain
        from linli.commons.places.queries import network

        hours = None
        try:
            if asked.at is not None:
                hours = Hours.of(network().unit(asked.at).hours)
            print("\n".join(explain(start, asked.amount, asked.unit, hours)))
        except LookupError:
            raise Refused(f"There is no unit {asked.at!r}.") from None
        except ValueError as error:
            raise Refused(str(error)) from error
