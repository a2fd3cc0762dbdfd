"""One demo for one data folder, and an end to what a killed one left behind.

Children bear their data folder in the environment variable LINLI_RUN. A process found with it is ours for certain,
whatever became of pids since; nothing else is ever ended.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from linli.cli.installation import Refused

MARK = "LINLI_RUN"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the data folder within. The lock goes with its process, however that ends. Raises Refused."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".demo", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"A demo already runs on {folder}: end it first (Ctrl-C where it runs).") from None
        yield


def leftovers(folder: Path) -> list[int]:
    """Processes that a demo on this folder started and that are still alive."""
    mark = f"{MARK}={folder}".encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:  # ended meanwhile, or another user's: not ours
            continue
    return found


def end_leftovers(folder: Path, patience: float = 10) -> None:
    """Ask them to end, and make those end that don't."""
    deadline = time.monotonic() + patience
    asked: set[int] = set()
    while left := leftovers(folder):
        for pid in left:
            late = time.monotonic() > deadline
            if pid not in asked or late:
                asked.add(pid)
                _signal(pid, signal.SIGKILL if late else signal.SIGTERM)
        time.sleep(0.1)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
