"""`linli migrate`, `web`, `worker`, `manage`: the parts that an installation runs of."""

from __future__ import annotations

import argparse
import os

from linli.cli import statics
from linli.cli.installation import Commands, check_tables, data, database, disconnect, migrate


def add(commands: Commands) -> None:
    tables = commands.add_parser("migrate", help="make or change the tables")
    tables.add_argument("--check", action="store_true", help="only say whether it can be done, and undone")
    tables.set_defaults(run=_migrate)
    commands.add_parser("web", help="serve pages and API on HOST and PORT").set_defaults(run=web)
    commands.add_parser("worker", help="keep the record, follow it, find what is late").set_defaults(run=worker)
    manage = commands.add_parser("manage", help="Django's own commands, for developers", add_help=False)
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)


def address() -> tuple[str, int]:
    """Where the web listens: HOST and PORT, 127.0.0.1:8000 if nothing is said."""
    return os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or "8000")


def _migrate(asked: argparse.Namespace) -> None:
    with database(complete=False):
        if asked.check:
            check_tables()
        else:
            migrate()


def web(_: argparse.Namespace) -> None:
    from granian.constants import Interfaces
    from granian.server import Server as Granian

    host, port = address()
    with database():
        statics.collect(data())  # first: the application looks once, while it is imported, which files there are
        from linli.config.wsgi import PLACES, WAITING  # before the workers are forked: they share its memory

        disconnect()
        granian = Granian(
            "linli.config.wsgi:application",
            host,
            port,
            interface=Interfaces.WSGI,
            workers=os.cpu_count() or 1,
            blocking_threads=PLACES + WAITING,
            workers_kill_timeout=10,
        )
        granian.serve()


def worker(_: argparse.Namespace) -> None:
    with database():
        from linli.cli.worker import Worker

        Worker().run()


def _manage(asked: argparse.Namespace) -> None:
    with database(complete=False):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["linli manage", *asked.words])
