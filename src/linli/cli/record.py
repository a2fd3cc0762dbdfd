"""`linli verify-record`."""

from __future__ import annotations

import argparse

from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    verify = commands.add_parser("verify-record", help="prove that nothing recorded was altered")
    verify.add_argument("--against", metavar="SEAL", help="a seal that was kept elsewhere")
    verify.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    with database():
        from linli.kernel.record.verify import Broken, verify

        try:
            seal = verify(asked.against)
        except Broken as error:
            raise Refused(str(error)) from error
        if asked.against:
            print("Consistent, and nothing up to the given seal was altered, removed, inserted or cut off.")
        else:
            print("Consistent; compare with a seal kept elsewhere to know that it is complete.")
        print(seal)
