"""`linli messages release`."""

from __future__ import annotations

import argparse

from linli.cli.installation import Commands, database


def add(commands: Commands) -> None:
    messages = commands.add_parser("messages", help="messages that a restore holds back")
    verbs = messages.add_subparsers(required=True, metavar="release")
    verbs.add_parser("release").set_defaults(run=run)


def run(_: argparse.Namespace) -> None:
    with database():
        from linli.commons.messages.actions import release

        print(f"{release()} messages were held and are out. New ones are sent again.")
