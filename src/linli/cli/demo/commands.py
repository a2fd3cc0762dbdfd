"""`linli demo` and `linli demo-reset`."""

from __future__ import annotations

import argparse
import os
import shutil

from linli.cli.installation import Commands, Refused, data, named_server, rehearsal_mark

OURS = ("postgres", "keys", "files", "static", "log", "run")  # the folders that an installation makes in DATA
FILES = ("demo-password", "rehearsal")


def add(commands: Commands) -> None:
    commands.add_parser("demo", help="run a rehearsal with everything it needs").set_defaults(run=demo)
    commands.add_parser("demo-reset", help="forget the rehearsal").set_defaults(run=reset)


def demo(_: argparse.Namespace) -> None:
    from linli.cli.demo.supervisor import supervise

    os.environ["LINLI_REHEARSAL"] = "1"
    supervise()


def reset(_: argparse.Namespace) -> None:
    """Delete what a demo made in DATA, and nothing else: the next start begins anew."""
    from linli.cli.demo.leftovers import alone, end_leftovers
    from linli.kernel.database.server import Server

    if named_server():
        raise Refused("LINLI_DATABASE_URL names a database that is not this demo's: empty it yourself.")
    folder = data()
    if not folder.exists():
        print("There is nothing to forget. `make demo` begins.")
        return
    with alone(folder):
        if not rehearsal_mark().exists() and (folder / "postgres").exists():
            raise Refused(f"{folder} holds an installation that is not a demo: it is left as it is.")
        end_leftovers(folder)
        Server(folder).stop()
        for name in OURS:
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
    print("Forgotten. The next `make demo` begins anew.")
