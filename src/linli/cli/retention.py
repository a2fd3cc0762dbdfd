"""`linli retention`: what is erased by itself, and when."""

from __future__ import annotations

import argparse
from datetime import timedelta

from linli.cli.installation import Commands, database


def add(commands: Commands) -> None:
    retention = commands.add_parser("retention", help="what is erased by itself within some days: a preview")
    retention.add_argument("--days", metavar="N", type=int, default=30, choices=range(3651), help="30 by default")
    retention.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """A line an item: code, how long it is kept, over, restricted, erased now, erased within the days."""
    with database():
        from linli.capabilities.services.queries.retention import ahead
        from linli.kernel.clock import today

        print("item\tkept\tover\trestricted\tnow\tlater")
        for one in ahead(today() + timedelta(days=asked.days)):
            kept = f"{one.period.amount} {one.period.unit}" if one.period else "no period"
            print(f"{one.item.code}\t{kept}\t{one.over}\t{one.restricted}\t{one.now}\t{one.later}")
