"""`linli load network|catalogue|register PATH`: all or nothing, every flaw in a line of its own; `linli unload`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from linli.cli.demo.progress import Progress
from linli.cli.installation import Commands, Refused, database


def add(commands: Commands) -> None:
    load = commands.add_parser("load", help="load a network, a catalogue or a register")
    kinds = load.add_subparsers(required=True, metavar="network|catalogue|register")
    for kind, run in (("network", network), ("catalogue", catalogue), ("register", register)):
        one = kinds.add_parser(kind)
        one.add_argument("path", type=Path)
        one.set_defaults(run=run)
    unload = commands.add_parser("unload", help="take a register out")
    kinds = unload.add_subparsers(required=True, metavar="register")
    one = kinds.add_parser("register")
    one.add_argument("code", metavar="CODE")
    one.set_defaults(run=out)


def network(asked: argparse.Namespace) -> None:
    with database():
        from linli.commons.places.public import load_network
        from linli.kernel import sources

        print(_loaded(lambda: load_network(sources.read(_existing(asked.path)))))


def catalogue(asked: argparse.Namespace) -> None:
    with database():
        from linli.capabilities.services.forms import load_catalogue

        print(_loaded(lambda: load_catalogue(_existing(asked.path))))


def register(asked: argparse.Namespace) -> None:
    with database():
        from linli.commons.credentials.forms import load_register

        with Progress("Loading", lines=False) as progress:
            told = _loaded(lambda: load_register(_existing(asked.path), progress.step))
        print(told)


def out(asked: argparse.Namespace) -> None:
    with database():
        from linli.commons.credentials.actions import unload

        try:
            done = unload(asked.code)
        except LookupError as error:
            raise Refused(f"{asked.code}: no register of this code was ever loaded.") from error
        print(f"{asked.code}: {'taken out' if done else 'as before'}")


def _existing(path: Path) -> Path:
    if not path.exists():
        raise Refused(f"{path}: there is no such file.")
    return path


def _loaded(load: Callable[[], object]) -> object:
    from linli.kernel.sources import Flawed

    try:
        return load()
    except Flawed as error:
        raise Refused(str(error)) from error
