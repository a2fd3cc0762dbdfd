"""One bundle, one bare Debian, and on a copy of it one installation, for all tests of this folder."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.install import bundles
from tests.install.machine import Machine, bare, forbidden, lacking

NAME = "linli.test"
NETWORK = "program/networks/hudong-2020.yaml"
STAGES = ("Unpacking Linli", "PostgreSQL, with an archive", "Network and catalogue")
GET = (
    "import ssl, sys, urllib.request as u\n"
    "c = ssl.create_default_context(cafile='/etc/linli/tls/certificate.pem')\n"
    "r = u.urlopen(u.Request(sys.argv[1], headers={'Authorization': 'Bearer ' + sys.argv[2]}), context=c, timeout=20)\n"
    "print(r.status, r.url, dict(r.headers)); print(r.read().decode())"
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In CI a tool that is lacking is an error; a developer's machine, and a kernel that forbids it, may do without."""
    here = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    if here and (why := ("" if os.environ.get("CI") else lacking()) or forbidden()):
        for item in here:
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert not lacking(), lacking()
    return tmp_path_factory.mktemp("hosts")


@pytest.fixture(scope="session")
def bundle(place: Path) -> Path:
    return bundles.make(place / "bundles")


@pytest.fixture(scope="session")
def newest(bundle: Path) -> list[Path]:
    """The bundles that were put in place, one after another: what is newer goes on from the last."""
    return [bundle]


@pytest.fixture(scope="session")
def debian(place: Path) -> Path:
    return bare(Path(os.environ.get("LINLI_BARE_DEBIAN") or place / "bare"))


@pytest.fixture(scope="session")
def host(place: Path, debian: Path, bundle: Path) -> Iterator[Machine]:
    """A bare host that has the bundle and no way out."""
    with bought(place / "host", debian) as made:
        give(made, bundle)
        yield made


@contextmanager
def bought(place: Path, debian: Path) -> Iterator[Machine]:
    """Another bare host that knows its name; it runs within."""
    made = Machine(place / "root")
    place.mkdir()
    subprocess.run(["cp", "--archive", str(debian), str(made.root)], check=True)
    with (made.root / "etc" / "hosts").open("a") as hosts:
        hosts.write(f"127.0.0.1 localhost {NAME}\n")
    made.boot()
    try:
        yield made
    finally:
        made.power_off()


def give(machine: Machine, what: Path) -> str:
    """Carry something over to a host; its path there."""
    target = machine.root / "srv" / what.name
    subprocess.run(["cp", "--archive", str(what), str(target)], check=True)
    return f"/srv/{what.name}"


def cut(host: Machine, command: list[str], stage: str) -> None:
    """The power goes a moment after a command said that."""
    running = host.follow(*command)
    assert running.stdout is not None
    said: list[str] = []
    while not said or stage not in said[-1]:
        line = running.stdout.readline()
        assert line, f"it never came to {stage!r}: {''.join(said)}"
        said.append(line)
    time.sleep(0.7)
    host.power_off()
    running.wait(30)
    host.boot()


@pytest.fixture(scope="session")
def installed(host: Machine, bundle: Path) -> Machine:
    here = f"/srv/{bundle.name}"
    command = [f"{here}/install", "--name", NAME, "--network", f"{here}/{NETWORK}"]
    for stage in STAGES:
        cut(host, command, stage)
        assert not (host.root / "opt/linli/installed").exists()
    said = host.run(*command, seconds=600)
    assert f"runs: https://{NAME}/" in said
    password = re.search(r"password (\S+)", said)
    assert password and (host.root / "etc/linli/first-password").read_text().strip() == password[1]
    return host


def get(host: Machine, address: str, token: str = "") -> str:
    return host.run("python3", "-c", GET, address, token)


def token(host: Machine, account: str = "administrator") -> str:
    return host.run("linli", "token", account).splitlines()[-1]


def ready(host: Machine, seconds: float = 60) -> None:
    """Wait until the services that start with the host have started."""
    deadline = time.monotonic() + seconds
    while host.start("python3", "-c", GET, f"https://{NAME}/readyz", "").returncode:
        said = host.start("python3", "-c", GET, f"https://{NAME}/readyz", "").stderr
        assert time.monotonic() < deadline, said + host.run("journalctl", "--no-pager", "-n", "60", check=False)
        time.sleep(0.5)
