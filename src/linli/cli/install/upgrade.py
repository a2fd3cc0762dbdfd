"""`linli upgrade`: from the release that runs to the one that this program belongs to, and back where that fails.

What is under way stands in a journal on disk. Until the new release has been tried, everything leads back to the old
one: its backup is put in place of what was changed. After that everything leads to the new one. Nobody is let in
between, so nothing that was acknowledged is lost either way. After a power cut `linli-recover.service` ends it.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from linli.cli.install import cluster, front, units
from linli.cli.install.host import (
    BACKUPS,
    CURRENT,
    DATA,
    HOME,
    INSTALLED,
    USER,
    as_user,
    environment,
    link,
    linli,
    need_root,
    program,
    run,
    say,
    services,
    sync,
    warn,
    write,
)
from linli.cli.installation import ROOT, Commands, Refused

JOURNAL, RELEASES = HOME / "upgrade.json", HOME / "releases"
LEAST = 1_000_000_000  # bytes free beside the backup
SAVING, CHANGING, BACK, OPENED = "saving", "changing", "back", "opened"


def add(commands: Commands) -> None:
    one = commands.add_parser("upgrade", help="bring this host to a newer release, or leave it as it was")
    one.add_argument("bundle", nargs="?", type=Path, help="the newer one's file; else this program's own release")
    one.add_argument("--resume", action="store_true", help="end what a power cut broke off")
    one.set_defaults(run=upgrade)


def upgrade(asked: argparse.Namespace) -> None:
    need_root()
    if asked.bundle:
        _from_bundle(asked.bundle.absolute())
        return
    if asked.resume and not JOURNAL.exists():
        return
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a line that drops ends no upgrade in the middle
    with _alone():
        _resume()
        if not asked.resume:
            _to(ROOT)


def _from_bundle(bundle: Path) -> None:
    """Unpack it and let its own `install` go on: it knows best what the new release needs."""
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=HOME) as place:
        run("tar", "--extract", "--no-same-owner", f"--directory={place}", f"--file={bundle}")
        programs = list(Path(place).glob("*/install"))
        if len(programs) != 1:
            raise Refused(f"{bundle} is no bundle of Linli.")
        if subprocess.run([str(programs[0])], cwd="/", check=False).returncode:
            raise Refused("The upgrade was not made; what is above says why.")


@contextmanager
def _alone() -> Iterator[None]:
    with open(HOME / ".upgrade", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("An upgrade is under way.") from None
        yield


def _to(new: Path) -> None:
    old = CURRENT.resolve()
    if old == new:
        say(f"{new.name} runs already.")
        return
    _has_room()
    linli(new, "migrate", "--check")
    kept = BACKUPS / f"before-{new.name}.linli"
    _note(SAVING, old, new, kept)
    try:
        seal = _prepare(old, kept)
        _note(CHANGING, old, new, kept)
        _change(new, seal)
        _note(OPENED, old, new, kept)
    except BaseException as error:
        warn(f"{error or type(error).__name__}\nGoing back to {old.name}.")
        _lead()
        if isinstance(error, Refused):
            raise Refused(f"The upgrade was not made: {old.name} runs as before.") from error
        raise
    _lead()
    units.ready()
    say(f"{new.name} runs. The backup of before lies in {kept}.")


def _has_room() -> None:
    """Raises Refused where the backup may not fit; while it is made there are two of it.

    Reckoned by what the nights' take; before the first, by the papers, which cannot be pressed together.
    """
    nights = [night.stat().st_size for night in BACKUPS.glob("night-*.linli")]
    papers = (DATA / "files").rglob("*") if not nights else ()
    needed = 2 * (max(nights) if nights else sum(paper.lstat().st_size for paper in papers)) + LEAST
    free = shutil.disk_usage(BACKUPS).free
    if free < needed:
        raise Refused(f"{BACKUPS} has {free / 1e9:.1f} GB free and needs {needed / 1e9:.1f}.")


def _prepare(old: Path, kept: Path) -> str:
    """Nobody is in any more; what there is, is kept. The newest seal of the record."""
    say("Closing for a while")
    units.stop()
    say(f"Backup of {old.name}")
    linli(old, "backup", str(kept))
    return linli(old, "seal").splitlines()[-1]


def _change(new: Path, seal: str) -> None:
    """Raises Refused where the new release doesn't do; then the backup is put back."""
    say(f"Tables of {new.name}")
    linli(new, "migrate")
    say("Proving the record")
    linli(new, "verify-record", "--against", seal)
    say("Trying it, with nobody let in")
    _try(new)


def _try(new: Path) -> None:
    """The new web process answers on a port that nobody knows."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with tempfile.TemporaryFile("w+") as log:
        told: dict[str, Any] = as_user(USER)
        trial = subprocess.Popen(
            [str(program(new)), "web"], env=environment() | {"PORT": port}, cwd="/", stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, **told,
        )  # fmt: skip
        try:
            units.ready(port)
        except Refused as error:
            log.seek(0)
            raise Refused(f"{new.name} does not answer.\n{log.read()[-2000:].strip()}") from error
        finally:
            trial.terminate()
            with suppress(subprocess.TimeoutExpired):
                trial.wait(30)
            trial.kill()


def _lead() -> None:
    """To where the journal leads; where that fails, systemd tries it again and again."""
    try:
        _resume()
    except BaseException:
        services("start", "--no-block", units.RECOVER)
        raise


def _resume() -> None:
    """End what the journal says is under way: repeatable, from wherever it was broken off."""
    if not JOURNAL.exists():
        return
    told = json.loads(JOURNAL.read_text())
    old, new, kept = (Path(told[name]) for name in ("old", "new", "kept"))
    if told["stage"] in (CHANGING, BACK):
        _note(BACK, old, new, kept)
        units.stop()
        linli(old, "restore", "--replace", "--same-host", str(kept))
    if told["stage"] == OPENED:
        link(CURRENT, new)
        if new != ROOT:  # after a power cut: the new one knows its own services
            os.execv(program(new), [str(program(new)), "upgrade", "--resume"])  # noqa: S606 - no shell is wanted
        _refresh()
        write(INSTALLED, f"{new.name}\n")
        _tidy(old, new)
    JOURNAL.unlink()
    sync(HOME)
    # Not waiting: at the host's start these wait for us.
    units.start_soon()


def _refresh() -> None:
    """What lies outside the release is the new one's too. nginx goes on as it is where that fails."""
    units.place(cluster.cluster() if _own_database() else None)
    try:
        front.place(None, None)
    except Refused as error:
        warn(f"nginx goes on as before: {error}")


def _own_database() -> bool:
    return "run%2Fpostgresql" in environment()["LINLI_DATABASE_URL"]


def _note(stage: str, old: Path, new: Path, kept: Path) -> None:
    """Before anything is done that it names: on disk, whole."""
    told = {"stage": stage, "old": str(old), "new": str(new), "kept": str(kept)}
    write(JOURNAL, json.dumps(told) + "\n", 0o600)


def _tidy(old: Path, new: Path) -> None:
    """The release that runs and the one before stay, and what was kept before each."""
    for each in [*BACKUPS.glob("before-*"), *BACKUPS.glob(".before-*")]:
        if each.stem not in (f"before-{old.name}", f"before-{new.name}"):
            run("rm", "-rf", str(each))  # of a backup that was killed, a folder
    for each in [*RELEASES.iterdir(), *HOME.glob(".incoming-*")]:
        if each not in (old, new) and not ROOT.is_relative_to(each):
            run("rm", "-rf", str(each))
