"""What the demo needs before it opens: tables, clock, network, people, catalogue, matters, static files."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.cli import clock, statics
from linli.cli.demo.progress import Progress
from linli.cli.installation import ROOT, Refused, disconnect, migrate, refuse_half_restored, rehearsal_mark
from linli.kernel.database.server import Server

NETWORK = ROOT / "networks" / "hudong-2020.yaml"
CAST = ROOT / "networks" / "demo-cast.yaml"
CATALOGUE = ROOT / "catalogue" / "services"
BUNDLES = ROOT / "catalogue" / "bundles"
REGISTERS = ROOT / "catalogue" / "registers"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def prepare(folder: Path, it: Server | None) -> None:
    """Everything up to the opening; the second time only what has changed. Raises Refused."""
    refuse_half_restored()
    run = folder / "run"
    run.mkdir(exist_ok=True)
    unfinished = run / "unfinished"
    if it:
        _database(it, anew=unfinished.exists())
    import django

    django.setup()
    from linli.kernel.clock import standing

    try:
        migrate()
        if _new():
            unfinished.touch()
        elif not rehearsal_mark().exists():
            raise Refused(f"{folder} holds an installation that is not a demo: choose another with DATA=.")
        rehearsal_mark().touch()
        with standing(clock.start()):
            _load(run / "loaded", password(folder))
            _seed()
        clock.start()  # anew: it did not run while the past was lived through
        unfinished.unlink(missing_ok=True)
        statics.collect(folder)
    finally:
        disconnect()


def password(folder: Path) -> str:
    """The one password of the whole cast: made once, kept readable for its owner only."""
    file = folder / "demo-password"
    if not file.exists():
        made = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
        staged = file.with_suffix(".new")
        with open(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(made + "\n")
        staged.rename(file)
    return file.read_text().strip()


def _database(it: Server, anew: bool) -> None:
    """A first start that was ended half-way left half a past: begin it again."""
    name = os.environ.get("LINLI_DATABASE", "linli")
    if anew:
        dropped = it.run("dropdb", "--force", "--if-exists", "-h", str(it.socket), "-p", "5432", "-U", "linli", name)
        if dropped.returncode:
            raise Refused(dropped.stderr.strip())
    it.create(name)


def _new() -> bool:
    from linli.kernel.access.models import User

    return not User.objects.exists()


def _load(stamp: Path, its_password: str) -> None:
    """Network, cast, catalogue and registers, unless these very files were loaded before."""
    files = [NETWORK, CAST, *sorted(CATALOGUE.glob("*.yaml")), *sorted(BUNDLES.glob("*.yaml"))]
    files += [*sorted(REGISTERS.glob("*.*"))]
    now = statics.digest(file.read_bytes() for file in files)
    if not _new() and stamp.exists() and stamp.read_text() == now:
        return
    from linli.capabilities.services.forms import load_catalogue
    from linli.commons.credentials.forms import load_register
    from linli.commons.people.public import load_cast
    from linli.commons.places.public import load_network
    from linli.kernel import sources

    try:
        load_network(sources.read(NETWORK))
        load_catalogue(CATALOGUE)
        load_catalogue(BUNDLES)
        load_cast(sources.read(CAST), its_password)
        for file in sorted(REGISTERS.glob("*.yaml")):
            load_register(file)
    except sources.Flawed as error:
        raise Refused(str(error)) from error
    stamp.write_text(now)


def _seed() -> None:
    """Live through a past that ends where the clock starts, if there is none."""
    from linli.capabilities.services import demo
    from linli.capabilities.services.models import Application

    if not Application.objects.exists():
        with _in_haste(), Progress("Living through the past") as progress:
            demo.seed(progress.step)


@contextmanager
def _in_haste() -> Iterator[None]:
    """Within, commits don't wait for the disk. A crash then only means that the first start begins again."""
    from django.db import connection

    usual = connection.settings_dict["OPTIONS"]
    _reconnect(usual | {"options": "-c synchronous_commit=off"})
    try:
        yield
    finally:
        _reconnect(usual)


def _reconnect(options: dict[str, object]) -> None:
    from django.db import connection

    disconnect()
    connection.settings_dict["OPTIONS"] = options
