"""The installation's own PostgreSQL: a cluster of the distribution's server, which archives every change."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from linli.cli.install.host import CURRENT, ETC, FILES, USER, folder, run, services, write
from linli.cli.installation import Refused

NAME = "linli"
ARCHIVE = Path("/var/lib/postgresql/linli-archive")
MARK, BEGUN, MADE = ETC / "cluster", "begun", "made"  # how far the making of it came
VERSIONS = Path("/usr/lib/postgresql")
MEGA = 1 << 20


class Cluster(NamedTuple):
    version: str
    port: int

    @property
    def url(self) -> str:
        """Its database, over the socket, as the account of the same name."""
        return f"postgres://%2Frun%2Fpostgresql:{self.port}/{NAME}"


def cluster() -> Cluster | None:
    """The one that is there, if it is."""
    for line in run("pg_lsclusters", "--no-header").splitlines():
        version, name, port = line.split()[:3]
        if name == NAME:
            return Cluster(version, int(port))
    return None


def make() -> Cluster:
    """Make the cluster, its account and its database where they lack, and let it run; repeated, nothing changes."""
    for place in (ARCHIVE, ARCHIVE / "wal"):
        folder(place, 0o700, "postgres")
    found = _ours() or _create()
    changed = write(Path(f"/etc/postgresql/{found.version}/{NAME}/conf.d/linli.conf"), _settings())
    _run_it(found, changed)
    if not _ask(found, f"SELECT 1 FROM pg_roles WHERE rolname = '{USER}'"):
        _ask(found, f"CREATE ROLE {USER} LOGIN")
    if not _ask(found, f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'"):
        _ask(found, f"CREATE DATABASE {NAME} OWNER {USER} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        _ask(found, f"REVOKE ALL ON DATABASE {NAME} FROM PUBLIC")
    return found


def _ours() -> Cluster | None:
    """What is there, if it is whole. What a try left that was broken off goes; raises Refused for what others made."""
    found, mark = cluster(), _mark()
    if mark == MADE:
        return found
    places = [*Path("/var/lib/postgresql").glob(f"*/{NAME}"), *Path("/etc/postgresql").glob(f"*/{NAME}")]
    if mark == BEGUN:
        if found:
            run("pg_dropcluster", "--stop", found.version, NAME)
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
    elif found or places:
        raise Refused(f"There is a PostgreSQL cluster {NAME} that is not ours: name its database with --database.")
    return None


def _mark() -> str:
    return MARK.read_text().strip() if MARK.exists() else ""


def _create() -> Cluster:
    known = sorted((int(each.name) for each in VERSIONS.glob("*") if (each / "bin" / "initdb").exists()), reverse=True)
    if not known:
        raise Refused("There is no PostgreSQL on this host: name one with --database.")
    write(MARK, BEGUN + "\n")
    run(
        "pg_createcluster", str(known[0]), NAME, "--locale", "C.UTF-8", "--encoding", "UTF8", "--start-conf", "auto",
        "--", "--data-checksums",
    )  # fmt: skip
    found = cluster()
    assert found is not None  # pg_createcluster said so
    write(MARK, MADE + "\n")
    return found


def _settings() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEGA
    text = (FILES / "postgresql.conf").read_text()
    told = {
        "@CONNECTIONS@": str(max(100, 6 * (os.cpu_count() or 1) + 40)),
        "@BUFFERS@": str(max(128, min(memory // 5, 8192))),
        "@CACHE@": str(max(256, memory // 2)),
        "@ARCHIVE@": str(ARCHIVE),
        "@FILES@": str(CURRENT / "src" / "linli" / "cli" / "install" / "files"),
    }
    for name, value in told.items():
        text = text.replace(name, value)
    return text


def _run_it(found: Cluster, changed: bool) -> None:
    unit = f"postgresql@{found.version}-{NAME}.service"
    services("daemon-reload")  # the cluster is a unit that a generator makes
    services("restart" if changed else "start", unit)


def _ask(found: Cluster, sql: str) -> str:
    """As the server's own account."""
    return run(
        "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1",
        "--host=/run/postgresql", f"--port={found.port}", "--dbname=postgres", f"--command={sql}", user="postgres",
    ).strip()  # fmt: skip
