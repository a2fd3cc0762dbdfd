"""The demo from nothing: its clock, its second start, its ends. One past is lived through for all of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from linli.cli.demo.leftovers import leftovers

START = "2026-09-30T16:30:00+08:00"


class Demo:
    """`linli demo` on a folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        unset = ("LINLI_DATABASE", "LINLI_REHEARSAL", "LINLI_CLOCK", "HOST")
        self.environment = {k: v for k, v in os.environ.items() if k not in unset}
        self.environment |= {"DATA": str(folder), "PORT": self.address.split(":")[1]}
        self.log = folder.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "linli.cli", *words], env=self.environment | extra, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def start(self, patience: float, **extra: str) -> float:
        """Start it and wait until it says that it is open; seconds that took."""
        began = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "linli.cli", "demo"], env=self.environment | extra, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        while time.monotonic() - began < patience:
            assert self.process.poll() is None, self.said()
            if "is open" in self.said():
                urllib.request.urlopen(f"http://{self.address}/readyz", timeout=20).close()
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError("not ready")

    def said(self) -> str:
        return self.log.read_text()

    def end(self, how: signal.Signals | None = signal.SIGINT) -> int:
        """Its exit code; with None, when it ends by itself."""
        assert self.process
        if how is not None:
            self.process.send_signal(how)
        return self.process.wait(60)

    def clock(self) -> datetime:
        """The time that it believes it is."""
        return datetime.fromisoformat(self.command("clock").stdout.splitlines()[-1])

    def alive(self) -> bool:
        """Whether anything of it is left: its processes, its database."""
        return bool(leftovers(self.folder)) or (self.folder / "postgres/pg18/postmaster.pid").exists()


@pytest.fixture
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(dir=settings.DATA, prefix="demo-"))
    folder.chmod(0o755)
    found = Demo(folder)
    yield found
    if found.process and found.process.poll() is None:
        found.end()
    shutil.rmtree(folder)
    found.log.unlink(missing_ok=True)


def test_the_demo_from_nothing_to_nothing(demo: Demo) -> None:
    """One past, which takes a minute to live through, serves all chapters, in this order."""
    seal = opens_from_nothing_and_ends_cleanly(demo)
    goes_on_with_its_data_and_its_clock(demo, seal)
    ends_with_the_message_of_a_killed_child(demo)
    replaces_one_that_was_killed(demo)
    refuses_a_start_before_the_newest_fact(demo)
    is_forgotten_whole(demo)


def opens_from_nothing_and_ends_cleanly(demo: Demo) -> str:
    """The newest seal of its record."""
    demo.start(300, LINLI_CLOCK=START)
    assert timedelta(0) <= demo.clock() - datetime.fromisoformat(START) < timedelta(minutes=1)
    token = demo.command("token", "civil-affairs.approver").stdout.splitlines()[-1]
    asked = urllib.request.Request(
        f"http://{demo.address}/api/v1/applications?limit=1", headers={"Authorization": f"Bearer {token}"}
    )
    assert b'"number"' in urllib.request.urlopen(asked, timeout=20).read()
    seal = demo.command("verify-record").stdout.splitlines()[-1]
    assert int(seal.split()[1]) > 300

    twin = demo.command("demo")
    assert (twin.returncode, len(twin.stderr.splitlines())) == (1, 1)
    assert demo.command("demo-reset").returncode == 1

    assert demo.end() == 0
    said = demo.said()
    password = (demo.folder / "demo-password").read_text().strip()
    for expected in (f"http://{demo.address}", password, "resident", "stranger", "Three things to try"):
        assert expected in said
    assert not demo.alive()
    return seal


def goes_on_with_its_data_and_its_clock(demo: Demo, seal: str) -> None:
    assert demo.start(60) < 60
    assert demo.command("verify-record", "--against", seal).returncode == 0
    assert timedelta(0) < demo.clock() - datetime.fromisoformat(START) < timedelta(minutes=10)
    assert demo.end(signal.SIGTERM) == 0
    assert not demo.alive()


def ends_with_the_message_of_a_killed_child(demo: Demo) -> None:
    demo.start(60)
    worker = next(pid for pid in leftovers(demo.folder) if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    assert demo.end(None) == 1
    assert "The worker process was killed by SIGKILL." in demo.said()
    assert not demo.alive()


def replaces_one_that_was_killed(demo: Demo) -> None:
    demo.start(60)
    demo.end(signal.SIGKILL)
    assert demo.alive()
    demo.start(60)
    assert demo.end() == 0, demo.said()
    assert not demo.alive()


def refuses_a_start_before_the_newest_fact(demo: Demo) -> None:
    refused = demo.command("demo", LINLI_CLOCK="2026-09-01T09:00:00+08:00")
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "2026-09-30T" in refused.stderr
    assert "`make demo-reset`" in refused.stderr
    assert not demo.alive()


def is_forgotten_whole(demo: Demo) -> None:
    assert demo.command("demo-reset").returncode == 0
    assert sorted(file.name for file in demo.folder.iterdir()) == [".demo"]
