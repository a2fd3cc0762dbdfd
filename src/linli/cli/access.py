"""`linli token USER`, and `linli administrator ACCOUNT`: the first accounts of an installation."""

from __future__ import annotations

import argparse
import getpass
import sys

from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    token = commands.add_parser("token", help="make a bearer token for an account and print it")
    token.add_argument("user")
    token.set_defaults(run=run)
    first = commands.add_parser(
        "administrator", help="make the first administrator of a kind; the password is asked for"
    )
    first.add_argument("account")
    first.add_argument("--name", required=True)
    first.add_argument("--unit", required=True, metavar="CODE", help="the unit where the administrator has a post")
    kinds = ("administrator", "security", "auditor")
    first.add_argument("--role", choices=kinds, default=kinds[0], help="which of the three that watch each other")
    first.set_defaults(run=administrator)


def run(asked: argparse.Namespace) -> None:
    with database():
        from linli.kernel.access import tokens
        from linli.kernel.access.models import User

        user = User.objects.filter(username=asked.user, is_active=True).first()
        if user is None:
            raise Refused(f"There is no account {asked.user!r}.")
        print(tokens.issue(user))


def administrator(asked: argparse.Namespace) -> None:
    """The password comes from the terminal, or as a line from a program: it never stands in a command line."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with database():
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from linli.commons.people.public import first_administrator

        try:
            validate_password(password)
            made = first_administrator(asked.account, asked.name, asked.unit, password, asked.role)
        except LookupError as error:
            raise Refused(f"There is no unit {asked.unit!r}: load a network first.") from error
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        except ValueError as error:
            raise Refused(str(error)) from error
        print(f"{asked.account} is {asked.role}{'' if made else ' already'}.")
