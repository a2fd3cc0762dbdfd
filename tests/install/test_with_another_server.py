"""A host whose database is the city's: `--database`, `--seals`, and a line between them that breaks.

The city's server is a cluster of another name on the host that the other files have installed; this one has none.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install import bundles
from tests.install.conftest import GET, NAME, NETWORK, bought, get, give, ready, token
from tests.install.machine import Machine
from tests.install.test_upgrade import MAKES, until, whole

CITY, HERE, PORT = "10.77.0.1", "10.77.0.2", 5999
SEALS = "/mnt/seals"
PASSWORD, WRITTEN = "p@ss w/d", "p%40ss%20w%2Fd"  # as it is, and as it stands in an address
MAKE = f"""
version=$(pg_lsclusters --no-header | awk '$2 == "linli" {{ print $1 }}')
pg_createcluster "$version" city --port={PORT} >/dev/null
cat >"/etc/postgresql/$version/city/conf.d/city.conf" <<END
listen_addresses = '{CITY}'
archive_mode = on
archive_command = 'true'
END
echo 'hostssl all bureau {HERE}/32 scram-sha-256' >>"/etc/postgresql/$version/city/pg_hba.conf"
systemctl daemon-reload
systemctl start "postgresql@$version-city"
su postgres -s /bin/sh -c 'psql -p {PORT} -q' <<END
CREATE ROLE bureau LOGIN PASSWORD '{PASSWORD}';
CREATE DATABASE bureau OWNER bureau;
CREATE DATABASE theirs OWNER bureau;
\\c theirs
CREATE TABLE tramways (line int);
SELECT pg_switch_wal();
END
"""


@pytest.fixture(scope="module")
def city(installed: Machine) -> Machine:
    ready(installed)
    return installed


@pytest.fixture(scope="module")
def elsewhere(place: Path, debian: Path, city: Machine, newest: list[Path]) -> Iterator[Machine]:
    """A bare host with a line to the city's server."""
    with bought(place / "elsewhere", debian) as made:
        made.wire(city, HERE, CITY)
        city.run("/bin/sh", "-euc", MAKE)
        give(made, newest[-1])
        for name, word in (("bureau", WRITTEN), ("theirs", WRITTEN), ("wrong", "wrong")):
            address = f"postgresql://bureau:{word}@{CITY}:{PORT}/{name}?sslmode=require\n"
            (made.root / "srv" / name).write_text(address)
        (made.root / SEALS.strip("/")).mkdir()
        yield made


def command(newest: list[Path], database: str) -> list[str]:
    here = f"/srv/{newest[-1].name}"
    told = [f"{here}/install", "--name", NAME, "--network", f"{here}/{NETWORK}"]
    return [*told, "--database", f"/srv/{database}", "--seals", SEALS]


def test_what_it_cannot_use_is_said_in_a_line(elsewhere, newest):
    told = elsewhere.start(*command(newest, "bureau"), seconds=600)
    assert (told.returncode, told.stderr.splitlines()[-1]) == (
        1,
        f"--seals: cannot touch '{SEALS}/.linli': Permission denied. "
        "Let the account linli write there, and repeat this.",
    )
    elsewhere.run("chown", "linli", SEALS)
    told = elsewhere.start(*command(newest, "wrong"))
    assert (told.returncode, "The database does not answer: " in told.stderr) == (1, True)
    assert 'password authentication failed for user "bureau"' in told.stderr.splitlines()[-1]
    told = elsewhere.start(*command(newest, "theirs"))
    assert told.returncode == 1
    assert "Others use this database (tramways): Linli needs one of its own, empty." in told.stderr


def test_it_is_installed_on_the_citys_server(elsewhere, newest):
    assert f"runs: https://{NAME}/" in elsewhere.run(*command(newest, "bureau"), seconds=600)
    ready(elsewhere)
    assert "失业登记" in get(elsewhere, f"https://{NAME}/items/")
    assert "administrator" in get(elsewhere, f"https://{NAME}/api/v1/me", token(elsewhere))
    assert not [path for name in ("etc", "var/lib") for path in (elsewhere.root / name).glob("postgresql*")]
    assert not (elsewhere.root / "etc/systemd/system/linli-base.timer").exists()
    secret = elsewhere.root / "etc/linli/linli.env"
    assert WRITTEN in secret.read_text() and secret.stat().st_mode & 0o007 == 0


def test_a_night_and_a_seal_are_kept_and_the_doctor_is_content(elsewhere):
    elsewhere.run("systemctl", "start", "linli-backup.service")
    [night] = (elsewhere.root / "var/backups/linli").glob("night-*.linli")
    assert "proved in" in elsewhere.run("linli", "rehearse", f"/var/backups/linli/{night.name}")
    deadline = time.monotonic() + 30
    while not (kept := elsewhere.root / SEALS.strip("/") / "linli-seals.txt").exists():
        assert time.monotonic() < deadline
        time.sleep(0.5)
    [seal] = re.findall(r"linli-seal-1 \d+ [0-9a-f]{64}$", kept.read_text().strip())
    elsewhere.run("linli", "verify-record", "--against", seal)
    found = json.loads(elsewhere.run("linli", "doctor", "--json"))
    levels = {one["about"]: one["level"] for one in found}
    assert {about for about, level in levels.items() if level == "bad"} == set()
    assert [levels[about] for about in ("database", "archive", "backup", "restore", "seal")] == ["ok"] * 5


def test_where_the_line_breaks_people_are_told_so_soon_and_all_goes_on_by_itself(elsewhere):
    key, began = token(elsewhere), time.monotonic()
    elsewhere.net("link", "set", "line", "down")
    try:
        told = elsewhere.start("python3", "-c", GET, f"https://{NAME}/items/", "")
        assert (told.returncode, "503" in told.stderr, time.monotonic() - began < 40) == (1, True, True), told.stderr
    finally:
        elsewhere.net("link", "set", "line", "up")
    ready(elsewhere)
    assert "administrator" in get(elsewhere, f"https://{NAME}/api/v1/me", key)


def test_a_line_that_breaks_in_an_upgrade_leads_back_once_it_is_there_again(elsewhere, newest):
    key = token(elsewhere)
    slow = bundles.newer(newest[-1], "9.9.0-broken", f"{MAKES}, migrations.RunPython(lambda apps, editor: sleep(4))")
    before = newest[-1].name.removeprefix("linli-")
    running = elsewhere.follow(f"{give(elsewhere, slow)}/install")
    until(elsewhere, "changing", running)
    time.sleep(3)
    elsewhere.net("link", "set", "line", "down")
    try:
        said = running.communicate(timeout=120)[0]
        assert running.returncode == 1 and "Going back" in said
    finally:
        elsewhere.net("link", "set", "line", "up")
    whole(elsewhere, key, before)


def test_repeated_it_is_put_in_place(elsewhere):
    ready(elsewhere)
    key = token(elsewhere)
    assert "9.9.0-broken runs" in elsewhere.run("/srv/linli-9.9.0-broken/install", seconds=600)
    whole(elsewhere, key, "9.9.0-broken")
    assert not (elsewhere.root / "etc/systemd/system/linli-base.timer").exists()
