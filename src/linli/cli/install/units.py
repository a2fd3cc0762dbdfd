"""The services of an installation: web, worker, the nightly backup, the weekly copy of its own database."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from linli.cli.install import cluster
from linli.cli.install.host import FILES, HOME, USER, booted, run, services, settings, write
from linli.cli.installation import Refused

PLACE = Path("/etc/systemd/system")
PROCESSES = ("linli-web.service", "linli-worker.service")
RECOVER = "linli-recover.service"
TIMERS = ("linli-backup.timer",)
OF_OWN_DATABASE = ("linli-base.timer",)
BROKEN = 500
AWAY = ("inactive", "failed")
PATIENCE = 20  # seconds
WRAPPER = Path("/usr/local/bin/linli")


def place(own: cluster.Cluster | None) -> None:
    """Put the units where systemd finds them, and the command where people do."""
    for file in sorted(FILES.glob("linli-*")):
        if own is None and file.stem == "linli-base":
            continue
        write(PLACE / file.name, _filled(file.read_text(), own))
    write(WRAPPER, (FILES / "wrapper").read_text(), 0o755)
    services("daemon-reload")
    services("enable", RECOVER, *PROCESSES, *_timers(own))


def _timers(own: cluster.Cluster | None) -> tuple[str, ...]:
    return (*TIMERS, *OF_OWN_DATABASE) if own else TIMERS


def _filled(text: str, own: cluster.Cluster | None) -> str:
    told = {"@SEALS@": settings().get("LINLI_SEALS", "/nowhere")}
    if own is not None:
        told |= {"@VERSION@": own.version, "@PORT@": str(own.port), "@ARCHIVE@": str(cluster.ARCHIVE)}
    for name, value in told.items():
        text = text.replace(name, value)
    return text


def start(own: cluster.Cluster | None) -> None:
    """And make the first of what is kept at once, so that nothing waits for the first night."""
    services("start", RECOVER, *PROCESSES, *_timers(own))
    services("start", "--no-block", *(timer.replace(".timer", ".service") for timer in _timers(own)))


def start_soon() -> None:
    """Let systemd start what isn't running, without waiting for it."""
    services("start", "--no-block", *PROCESSES, *TIMERS)


def stop() -> None:
    """Nobody of the installation is at work any more, also nobody whose parent was killed."""
    # What only waits to be started is left waiting: it may be for us.
    if at_work := [unit for unit in (*TIMERS, "linli-backup.service", *PROCESSES) if state(unit) not in AWAY]:
        services("stop", *at_work)
    ours, deadline = pwd.getpwnam(USER).pw_uid, time.monotonic() + PATIENCE
    while left := _strays(ours):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if time.monotonic() > deadline else signal.SIGTERM)
        time.sleep(0.2)


def state(unit: str) -> str:
    """As systemd says: active, activating, inactive, failed …; inactive where it does not run."""
    return run("systemctl", "show", "--property=ActiveState", "--value", unit).strip() if booted() else "inactive"


def _strays(user: int) -> list[int]:
    """The processes of an account that run a release."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            if process.stat().st_uid == user and str(HOME).encode() in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def ready(port: str | None = None, seconds: float = 90) -> None:
    """Wait until the web answers. Raises Refused when it does not."""
    address, deadline = f"http://127.0.0.1:{port or settings()['PORT']}/readyz", time.monotonic() + seconds
    said = ""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError) as error:
            said = str(error)
            if isinstance(error, urllib.error.HTTPError) and error.code == BROKEN:
                break  # not on its way: wrong
        time.sleep(0.3)
    raise Refused(f"The web process is not ready ({said}): journalctl -u linli-web")


def can_start() -> bool:
    """Whether anything can be started here now."""
    return booted() and shutil.which("systemctl") is not None
