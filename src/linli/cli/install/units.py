"""The services of an installation: web, worker, the nightly backup, the weekly copy of its own database."""

from __future__ import annotations

import shutil
import time
import urllib.error
import urllib.request
from pathlib import Path

from linli.cli.install import cluster
from linli.cli.install.host import FILES, booted, services, settings, write
from linli.cli.installation import Refused

PLACE = Path("/etc/systemd/system")
PROCESSES = ("linli-web.service", "linli-worker.service")
RECOVER = "linli-recover.service"
TIMERS = ("linli-backup.timer",)
OF_OWN_DATABASE = ("linli-base.timer",)
BROKEN = 500
WRAPPER = Path("/usr/local/bin/linli")


def place(own: cluster.Cluster | None) -> None:
    """Put the units where systemd finds them, and the command where people do."""
    for file in sorted(FILES.glob("linli-*")):
        if own is None and file.stem == "linli-base":
            continue
        write(PLACE / file.name, _filled(file.read_text(), own))
    write(WRAPPER, (FILES / "wrapper").read_text(), 0o755)
    services("daemon-reload")
    services("enable", RECOVER, *PROCESSES, *TIMERS, *(OF_OWN_DATABASE if own else ()))


def _filled(text: str, own: cluster.Cluster | None) -> str:
    if own is None:
        return text
    told = {"@VERSION@": own.version, "@PORT@": str(own.port), "@ARCHIVE@": str(cluster.ARCHIVE)}
    for name, value in told.items():
        text = text.replace(name, value)
    return text


def start(own: cluster.Cluster | None) -> None:
    """And make the first of what is kept at once, so that nothing waits for the first night."""
    services("start", RECOVER, *PROCESSES, *TIMERS, *(OF_OWN_DATABASE if own else ()))
    kept = [timer.replace(".timer", ".service") for timer in (*TIMERS, *(OF_OWN_DATABASE if own else ()))]
    services("start", "--no-block", *kept)


def start_soon() -> None:
    """Let systemd start what isn't running, without waiting for it."""
    services("start", "--no-block", *PROCESSES, *TIMERS)


def stop() -> None:
    services("stop", "linli-backup.timer", "linli-backup.service", *PROCESSES)


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
