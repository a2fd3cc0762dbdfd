"""What stands before the web process: nginx with TLS."""

from __future__ import annotations

import re
import socket
from pathlib import Path

from linli.cli.install import tls, units
from linli.cli.install.host import FILES, folder, run, services, settings, write
from linli.cli.installation import Refused

SITE = Path("/etc/nginx/conf.d/linli.conf")  # nginx reads it in every packaging
PORTS = 80, 443


def place(certificate: Path | None, key: Path | None) -> bool:
    """nginx answers for the installation's names. Whether its certificate is one of our own making.

    Raises Refused where nginx would not start with it; then what was before is there again.
    """
    pair = tls.given(certificate, key) if certificate and key else None
    folder(tls.PAIR.parent, 0o711)
    before = {path: path.read_text() if path.exists() else None for path in (tls.PAIR, tls.PUBLIC, SITE)}
    there = tls.kept()
    if pair or there is None or (tls.own(there) and tls.ends_soon(there)):
        tls.put(pair or tls.sign(names()))
    write(SITE, site(FILES / "nginx.conf"))
    try:
        run("nginx", "-t", "-q")
    except Refused:
        for path, text in before.items():
            write(path, text, 0o600 if path == tls.PAIR else 0o644) if text else path.unlink(missing_ok=True)
        raise
    services("enable", "nginx.service")
    services("reload-or-restart", "nginx.service")
    stands = tls.kept()
    return stands is not None and tls.own(stands)


def taken() -> list[int]:
    """The ports of ours at which another program listens."""
    found: list[int] = []
    if units.state("nginx.service") != "active":
        found += [port for port in PORTS if _in_use("0.0.0.0", port)]  # noqa: S104 - where nginx will listen
    return found


def is_free(port: int) -> bool:
    """Whether the web process can listen there, or does."""
    return units.state("linli-web.service") == "active" or not _in_use("127.0.0.1", port)


def _in_use(host: str, port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return True
    return False


def names() -> list[str]:
    return settings()["LINLI_HOSTS"].split(",")


def site(file: Path) -> str:
    """For this host; without the lines for IPv6 where it has none."""
    text = file.read_text()
    for name, value in {"@NAMES@": " ".join(names()), "@PORT@": settings()["PORT"]}.items():
        text = text.replace(name, value)
    return text if Path("/proc/net/if_inet6").exists() else re.sub(r"^.*listen \[::\].*\n", "", text, flags=re.M)
