"""One command, many small ones; each module of this package adds its own."""

from __future__ import annotations

import argparse
import os
import select
import sys
from collections.abc import Sequence
from typing import NoReturn

from linli.cli import (
    access,
    backup,
    clock,
    followers,
    loading,
    messages,
    processes,
    reckoning,
    record,
    rehearsing,
    retention,
)
from linli.cli.demo import commands as demo
from linli.cli.doctor import command as doctor
from linli.cli.install import certificate, command, upgrade
from linli.cli.installation import Refused, settle

# In the order in which the help names them.
MODULES = (
    access, loading, reckoning, record, backup, rehearsing, doctor, messages, followers, clock, retention, processes,
    demo, command, upgrade, certificate,
)  # fmt: skip


class Parser(argparse.ArgumentParser):
    """What is wrong with a call is said in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def parser() -> Parser:
    top = Parser(prog="linli", description="Runs a neighbourhood service and governance network.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 refused (a line an error on stderr), 2 called wrongly, 130 stopped by
    Ctrl-C, 141 what was left to print nobody reads any more (`| head`)."""
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        if not _unread():  # some other pipe
            raise
        return 141


def _run(argv: Sequence[str] | None) -> int:
    asked = parser().parse_args(argv)
    settle()
    try:
        asked.run(asked)
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _unread() -> bool:
    """Whether nobody reads what is printed; then what is left of it goes nowhere, so that the end is quiet too."""
    out, look = sys.stdout.fileno(), select.poll()
    look.register(out, 0)
    gone = any(event & select.POLLERR for _file, event in look.poll(0))
    if gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out)
    return gone
