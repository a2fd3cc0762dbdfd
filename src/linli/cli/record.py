"""`linli verify-record` and `linli seal`."""

from __future__ import annotations

import argparse
from pathlib import Path

from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    verify = commands.add_parser("verify-record", help="prove that nothing recorded was altered")
    verify.add_argument("--against", metavar="SEAL", help="a seal that was kept elsewhere")
    verify.set_defaults(run=run)
    seal = commands.add_parser("seal", help="add the record's newest seal to a file that is kept elsewhere")
    seal.add_argument("file", metavar="FILE", type=Path, nargs="?", help="without one it is only told")
    seal.set_defaults(run=keep)


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


def keep(asked: argparse.Namespace) -> None:
    with database():
        from linli.kernel.record.outside import keep, newest

        try:
            print(keep(asked.file.absolute()) if asked.file else newest())
        except OSError as error:
            raise Refused(f"{asked.file}: {error.strerror or error}") from error
