"""An installation of its own, with everything on that production has on; it goes away with the run."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.installation import ROOT, Installation

FLOOR = "floor"  # a copy of the database, into which the floors write
CAUGHT_UP = (
    "SELECT (SELECT count(*) FROM record_inbox) + (SELECT coalesce(sum(h.position - c.position), 0) "
    "FROM record_head h, record_cursor c)"
)


class House(Installation):
    """Web and worker as in service, and beside them the floors, all on this machine and on loopback only."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.environment.pop("LINLI_REHEARSAL")
        self.helpers: list[subprocess.Popen[str]] = []

    def begin(self) -> None:
        """The database server and its empty database."""
        self.server.start()
        self.server.create("linli")

    def call(self, module: str, *args: str) -> Any:
        """The JSON that a module of the bench prints last, run on this installation. Raises SystemExit."""
        done = subprocess.run(
            [sys.executable, "-m", module, *args], env=self.environment, cwd=ROOT, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{module} {' '.join(args)} failed.")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def copy(self) -> None:
        """The floors' own database; nobody may be connected."""
        where = ("-h", str(self.server.socket), "-p", "5432", "-U", "linli")
        made = self.server.run("createdb", *where, "-T", "linli", FLOOR)
        if made.returncode:
            raise SystemExit(made.stderr)

    def open(self) -> None:
        """Web and worker, once the web is ready."""
        for name in ("web", "worker"):
            self.launch(name)
        self.until_ready()

    def helper(self, module: str, *args: str, database: str = FLOOR) -> subprocess.Popen[str]:
        """A process of the bench's that does on stdin's word what it says on stdout."""
        environment = self.environment | {"LINLI_DATABASE": database}
        process = subprocess.Popen(
            [sys.executable, "-m", module, *args], env=environment, cwd=ROOT, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.helpers.append(process)
        return process

    def serve(self, target: str, port: int) -> None:
        """A floor's WSGI application on the server that ours stands on, with the same settings."""
        words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        words += ["--workers", str(os.cpu_count() or 1), "--blocking-threads", "4", "--no-access-log", target]
        with (self.data / "floors.log").open("ab") as out:
            self.processes[target] = subprocess.Popen(
                [sys.executable, "-m", "granian", *words], env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def settle(self, timeout: float = 20) -> bool:
        """Wait until the worker has caught up, so that one job does not pay for another. False: it has not."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.ask(CAUGHT_UP) == [["0"]]:
                return True
            time.sleep(0.1)
        return False

    def stop(self) -> None:
        for process in self.helpers:
            process.kill()
            process.wait()
        super().stop()


@contextmanager
def house() -> Iterator[House]:
    """One for this run, in a folder that the server's account can enter."""
    data = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    data.chmod(0o755)
    it = House(data)
    try:
        yield it
    finally:
        it.stop()
        shutil.rmtree(data, ignore_errors=True)


def ask(process: subprocess.Popen[str], words: object) -> None:
    """Say a line to a helper."""
    print(words, file=process.stdin, flush=True)


def said(process: subprocess.Popen[str]) -> Any:
    """A helper's JSON. Raises SystemExit when it has ended."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{process.args} has ended.")
    return json.loads(line)


def cpu() -> float:
    """Seconds of processor time of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
