"""`linli certificate FILE KEY`: the one that browsers know, in place of our own."""

from __future__ import annotations

import argparse
from pathlib import Path

from linli.cli.install import front
from linli.cli.install.host import need_root, say
from linli.cli.installation import Commands


def add(commands: Commands) -> None:
    one = commands.add_parser("certificate", help="put another TLS certificate in place")
    one.add_argument("certificate", type=Path, metavar="FILE", help="PEM, the whole chain")
    one.add_argument("key", type=Path, metavar="KEY", help="PEM, without a password")
    one.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    need_root()
    front.place(asked.certificate.absolute(), asked.key.absolute())
    say("The new certificate is used from now on.")
