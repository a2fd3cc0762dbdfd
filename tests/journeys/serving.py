"""Web and worker, as production runs them, over a database of the tests'."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_served: set[str] = set()


@contextmanager
def serving(database: str, log: Path) -> Iterator[str]:
    """Start both and answer their address; end both afterwards.

    Raises RuntimeError when they don't become ready, or when a database is served already: two workers whose clocks
    differ would each bring about what the other's day knows nothing of.
    """
    if database in _served:
        raise RuntimeError(f"{database} is served already.")
    _served.add(database)
    try:
        with _processes(database, log) as address:
            yield address
    finally:
        _served.discard(database)


@contextmanager
def _processes(database: str, log: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"LINLI_DATABASE": database, "PORT": str(port), "HOST": "127.0.0.1"}
    with log.open("wb") as out:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "linli.cli", name], env=environment, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT,
            )
            for name in ("web", "worker")
        ]  # fmt: skip
    try:
        _until_ready(f"http://127.0.0.1:{port}", processes, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _until_ready(address: str, processes: list[subprocess.Popen[bytes]], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if any(process.poll() is not None for process in processes):
            break
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The site did not become ready:\n{log.read_text(errors='replace')[-3000:]}")
