"""A child process of the demo: started, watched, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from linli.cli.demo.leftovers import MARK


class Child:
    """`linli NAME`, in a session of its own so that Ctrl-C reaches the supervisor only, writing to its own log."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.log = folder / "log" / f"{name}.log"
        self.log.parent.mkdir(exist_ok=True)
        environment = {k: v for k, v in os.environ.items() if k != "LINLI_CLOCK"}  # it has become the kept offset
        environment |= {MARK: str(folder), "PYTHONUNBUFFERED": "1"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "linli.cli", name], env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def ended(self) -> str | None:
        """Its last words if it has ended, else None."""
        code = self.process.poll()
        if code is None:
            return None
        lines = self.log.read_text(errors="replace").strip().splitlines()[-20:]
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        return "\n".join([*lines, f"The {self.name} process {how}. Its log: {self.log}"])

    def end(self, patience: float = 20) -> None:
        """Let it finish what it has begun; when it doesn't in `patience` seconds, or left children, kill them."""
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
