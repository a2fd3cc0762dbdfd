"""A bare Debian of its own, booted by systemd in a container that has no way out: what a host without internet is."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

PACKAGES = "systemd-sysv,dbus"
MIRROR = "http://deb.debian.org/debian"
BOOT = 60  # seconds
THERE = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}


def lacking() -> str:
    """What this machine lacks to run one; "" for nothing."""
    if os.geteuid() != 0:
        return "only root makes a container"
    missing = [tool for tool in ("debootstrap", "systemd-nspawn", "nsenter", "ip") if shutil.which(tool) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


def forbidden() -> str:
    """Why the kernel lets nobody make a container here; "" where it does."""
    tried = ["unshare", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--fork", "true"]
    done = subprocess.run(tried, capture_output=True, text=True, check=False)
    return f"no container can be made here: {done.stderr.strip()}" if done.returncode else ""


def bare(place: Path) -> Path:
    """The files of a bare Debian, of the release that this machine runs; made once."""
    suite = next(
        line.split("=")[1].strip() for line in Path("/etc/os-release").read_text().splitlines()
        if line.startswith("VERSION_CODENAME=")
    )  # fmt: skip
    if not (place / "whole").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        told = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite, str(place), MIRROR]
        done = subprocess.run(told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        (place / "whole").touch()
    return place


class Machine:
    """One host; `power_off` is the plug pulled: nothing of it goes on for another moment."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process: subprocess.Popen[bytes] | None = None
        self.leader = 0

    def boot(self) -> None:
        told = [
            "systemd-nspawn", "--quiet", f"--directory={self.root}", "--private-network", "--register=no",
            "--keep-unit", "--console=pipe", "--boot",
        ]  # fmt: skip
        with (self.root.parent / "console").open("ab") as console:
            self.process = subprocess.Popen(
                told, stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True
            )
        deadline = time.monotonic() + BOOT
        while time.monotonic() < deadline:
            self.leader = self._leader()
            if self.leader and self.run("systemctl", "is-system-running", check=False).strip() in (
                "running",
                "degraded",
            ):
                return
            assert self.process.poll() is None, (self.root.parent / "console").read_text(errors="replace")[-2000:]
            time.sleep(0.2)
        raise AssertionError("it does not boot: " + self.run("systemctl", "list-jobs", check=False))

    def _leader(self) -> int:
        """The machine's own first process, as it is seen from here."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else 0

    def run(self, *command: str, check: bool = True, words: str | None = None, seconds: float = 300) -> str:
        done = self.start(*command, words=words, seconds=seconds)
        assert not check or done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, *command: str, words: str | None = None, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.inside(*command), input=words, capture_output=True, text=True, check=False, timeout=seconds, env=THERE,
        )  # fmt: skip

    def follow(self, *command: str) -> subprocess.Popen[str]:
        """A command that runs there while its lines are read here."""
        told = self.inside(*command)
        return subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=THERE)

    def signal(self, number: signal.Signals, words: str) -> int:
        """Send this to every process there whose command line has these words; to how many."""
        space, sent = Path(f"/proc/{self.leader}/ns/pid").readlink(), 0
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and (process / "ns" / "pid").readlink() == space:
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if words in command and "nsenter" not in command:
                        os.kill(int(process.name), number)
                        sent += 1
        return sent

    def inside(self, *command: str) -> list[str]:
        """A command line that runs there."""
        return ["nsenter", f"--target={self.leader}", "--all", *command]

    def wire(self, other: Machine, here: str, there: str) -> None:
        """A line to another host, which has that address of it; it goes with the power of either."""
        ends = (self, f"{here}/24"), (other, f"{there}/24")
        names = ["line", "netns", str(self.leader), "type", "veth", "peer", "name", "line", "netns", str(other.leader)]
        subprocess.run(["ip", "link", "add", *names], check=True)
        for host, address in ends:
            host.net("addr", "add", address, "dev", "line")
            host.net("link", "set", "line", "up")

    def net(self, *words: str) -> None:
        """`ip`, which a bare host lacks, on its network."""
        subprocess.run(["nsenter", f"--target={self.leader}", "--net", "ip", *words], check=True)

    def power_off(self) -> None:
        if self.process is None:
            return
        for pid in (self.leader, self.process.pid):
            if pid and Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGKILL)
        self.process.wait(30)
        deadline = time.monotonic() + 30
        while Path(f"/proc/{self.leader}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.process, self.leader = None, 0
