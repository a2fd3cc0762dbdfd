"""A whole installation of its own that may be killed at will: server, web, worker, and whoever starts them again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linli.kernel.database.server import Server

ROOT = Path(__file__).resolve().parents[2]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
from tests.cast import load_district
from linli.kernel.access.models import User
from linli.kernel.access.tokens import issue
load_district()
for name in ("resident", "generalist"):
    print(name, issue(User.objects.get(username=name)))
"""


class Installation:
    """Everything runs in processes of its own, over a data folder of its own; `kill` names a victim."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.server = Server(data)
        self.port = _free_port()
        self.environment = os.environ | {
            "DATA": str(data), "LINLI_DATABASE": "linli", "PORT": str(self.port), "HOST": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "linli.config.settings", "LINLI_REHEARSAL": "1", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.tokens: dict[str, str] = {}

    def start(self) -> None:
        self.server.start()
        self.server.create("linli")
        made = self.run("-c", PREPARE)
        self.tokens = dict(line.split() for line in made.stdout.strip().splitlines()[-2:])
        for name in ("web", "worker"):
            self.launch(name)
        self.until_ready()

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """A Python of the installation's; its output. Raises CalledProcessError."""
        return subprocess.run(
            [sys.executable, *args], env=self.environment, cwd=ROOT, text=True, capture_output=True, check=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def launch(self, name: str) -> None:
        with (self.data / f"{name}.log").open("ab") as out:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "linli.cli", name], env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def kill(self, victim: str) -> None:
        """kill -9, whole: a process with its children, or the database with its backends; then start it again."""
        if victim == "database":
            pid = self.server.running()
            assert pid is not None
            for child in [*_children(pid), pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            while _alive(pid):
                if self.server.process is not None:
                    self.server.process.poll()
                time.sleep(0.01)
            self.server.process = None
            self.server.start()
            return
        self.stop_one(victim)
        self.launch(victim)

    def stop_one(self, victim: str) -> None:
        """kill -9, for good."""
        process = self.processes[victim]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def until_ready(self, timeout: float = 60) -> None:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            with (
                contextlib.suppress(urllib.error.URLError, OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5),
            ):
                return
            time.sleep(0.1)
        raise TimeoutError((self.data / "web.log").read_text()[-3000:])

    def post(
        self, path: str, body: dict[str, Any], key: str, by: str = "resident", picture: bytes = b""
    ) -> tuple[int, dict[str, Any]]:
        """Status and body of a POST, or of an upload; 0 when nobody answered."""
        sent, kind = json.dumps(body).encode(), "application/json"
        if picture:
            sent, kind = _multipart(picture), "multipart/form-data; boundary=linli"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}", sent,
            {"Authorization": f"Bearer {self.tokens[by]}", "Content-Type": kind, "Idempotency-Key": key},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, {}
        except (OSError, ValueError):
            return 0, {}

    def get(self, path: str, by: str = "resident") -> int:
        """Status of a GET."""
        address, bearer = f"http://127.0.0.1:{self.port}/api/v1{path}", {"Authorization": f"Bearer {self.tokens[by]}"}
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=bearer), timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def ask(self, query: str) -> list[list[str]]:
        """Rows of a query, as text."""
        done = self.server.run(
            "psql", "-h", str(self.server.socket), "-U", "linli", "-d", "linli", "-AtF", "\t", "-c", query
        )
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def stop(self) -> None:
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.server.stop()


def _multipart(picture: bytes) -> bytes:
    head = b'--linli\r\nContent-Disposition: form-data; name="file"; filename="paper.png"\r\n'
    return head + b"Content-Type: image/png\r\n\r\n" + picture + b"\r\n--linli--\r\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == pid:
                yield int(stat.parent.name)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
