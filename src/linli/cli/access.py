"""`linli token USER`."""

from __future__ import annotations

import argparse

from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    token = commands.add_parser("token", help="make a bearer token for an account and print it")
    token.add_argument("user")
    token.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    with database():
        from linli.kernel.access import tokens
        from linli.kernel.access.models import User

        user = User.objects.filter(username=asked.user, is_active=True).first()
        if user is None:
            raise Refused(f"There is no account {asked.user!r}.")
        print(tokens.issue(user))
