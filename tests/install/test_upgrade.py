"""A newer release is put in place whole or not at all: where it fails, and where the power goes in the middle."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from signal import SIGHUP, SIGKILL

from tests.install import bundles
from tests.install.conftest import NAME, get, give, ready, token
from tests.install.machine import Machine

PROBE = "kernel_probe"
MAKES = "migrations.RunSQL('CREATE TABLE kernel_gone (n int)')"
REFUSED = (
    "import ssl, sys, urllib.request as u, urllib.error as e\n"
    "c = ssl.create_default_context(cafile='/etc/linli/tls/certificate.pem')\n"
    "try: u.urlopen(sys.argv[1], context=c, timeout=20)\n"
    "except e.HTTPError as r: print(r.code, r.read().decode())"
)


def release(host: Machine) -> str:
    return host.run("readlink", "/opt/linli/current").strip().rsplit("/", 1)[1]


def whole(host: Machine, key: str, name: str) -> None:
    """It runs that release, knows what it knew, and nothing is left of an upgrade."""
    ready(host)
    assert release(host) == name
    assert (host.root / "opt/linli/installed").read_text().strip() == name
    assert not (host.root / "opt/linli/upgrade.json").exists()
    assert "administrator" in get(host, f"https://{NAME}/api/v1/me", key)
    assert "失业登记" in get(host, f"https://{NAME}/items/")
    host.run("linli", "verify-record")
    assert host.run("systemctl", "is-active", "linli-web", "linli-worker").split() == ["active", "active"]
    assert host.run("systemctl", "--failed", "--plain", "--no-legend") == ""


def names(host: Machine) -> list[str]:
    """The tables that there are."""
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    port = next(line.split()[2] for line in host.run("pg_lsclusters", "--no-header").splitlines() if " linli " in line)
    told = ["psql", "-h", "/run/postgresql", "-p", port, "-d", "linli", "-qAtc", asked]
    return host.run("setpriv", "--reuid=linli", "--regid=linli", "--clear-groups", *told).split()


def until(host: Machine, stage: str, running: subprocess.Popen[str]) -> None:
    """Wait until the journal says that."""
    journal, deadline = host.root / "opt/linli/upgrade.json", time.monotonic() + 240
    while stage_of(journal) != stage:
        assert time.monotonic() < deadline and running.poll() is None, running.communicate()[0]
        time.sleep(0.002)


def cut_at(host: Machine, command: list[str], stage: str, after: float) -> None:
    """The power goes so long after the journal says that."""
    running = host.follow(*command)
    until(host, stage, running)
    time.sleep(after)
    assert running.poll() is None
    host.power_off()
    running.wait(30)
    host.boot()


def stage_of(journal: Path) -> str:
    try:
        return str(json.loads(journal.read_text())["stage"])
    except (FileNotFoundError, json.JSONDecodeError):
        return ""


def test_a_newer_release_is_put_in_place_from_one_file(installed, newest):
    ready(installed)
    key, before = token(installed), release(installed)
    newest.append(bundles.newer(newest[-1], "9.1.0-good", f"migrations.RunSQL('CREATE TABLE {PROBE} (n int)')"))
    file = give(installed, bundles.packed(newest[-1]))
    assert "9.1.0-good runs" in installed.run("linli", "upgrade", file)
    whole(installed, key, "9.1.0-good")
    assert PROBE in names(installed)
    assert (installed.root / "opt/linli/releases" / before).exists()
    assert "runs already" in installed.run("linli", "upgrade", file)


def test_an_older_release_is_refused_and_nothing_is_touched(installed, newest):
    ready(installed)
    key, before = token(installed), release(installed)
    newest.append(bundles.newer(newest[-1], "9.2.0-next", "migrations.RunSQL('SELECT 1')"))
    installed.run(f"{give(installed, newest[-1])}/install")
    told = installed.start(f"/opt/linli/releases/{before}/.venv/bin/linli", "upgrade")
    assert (told.returncode, "A newer Linli has changed these tables" in told.stderr) == (1, True)
    whole(installed, key, "9.2.0-next")


def test_a_release_that_fails_leaves_everything_as_it_was(installed, newest):
    ready(installed)
    key, before = token(installed), release(installed)
    seal = installed.run("linli", "verify-record").splitlines()[-1]
    bad = bundles.newer(newest[-1], "9.3.0-bad", f"{MAKES}, migrations.RunSQL('SELECT 1 / 0')")
    told = installed.start(f"{give(installed, bad)}/install")
    assert told.returncode == 1
    assert "division by zero" in told.stderr and f"{before} runs as before" in told.stderr
    whole(installed, key, before)
    assert installed.run("linli", "verify-record").splitlines()[-1] == seal


def test_a_release_whose_pages_do_not_come_up_leads_back(installed, newest):
    ready(installed)
    key, before = token(installed), release(installed)
    silent = bundles.newer(newest[-1], "9.4.0-silent", MAKES)
    urls = "program/src/linli/shell/urls.py"
    bundles.change(silent, urls, (silent / urls).read_text() + "\nraise RuntimeError('this release is wrong')\n")
    told = installed.start(f"{give(installed, silent)}/install")
    assert told.returncode == 1
    assert "this release is wrong" in told.stderr and f"{before} runs as before" in told.stderr
    whole(installed, key, before)
    assert "kernel_gone" not in names(installed)


def test_a_power_cut_in_the_middle_of_it_leads_back_by_itself(installed, newest):
    ready(installed)
    key, before = token(installed), release(installed)
    slow = bundles.newer(newest[-1], "9.5.0-slow", f"{MAKES}, migrations.RunPython(lambda apps, editor: sleep(60))")
    command = [f"{give(installed, slow)}/install"]
    for stage, after in (("saving", 0.5), ("changing", 4.0)):
        cut_at(installed, command, stage, after)
        whole(installed, key, before)


def test_an_upgrade_that_is_killed_is_ended_by_whoever_opens_again(installed, newest):
    ready(installed)
    key, before = token(installed), release(installed)
    slow = bundles.newer(newest[-1], "9.7.0-killed", f"{MAKES}, migrations.RunPython(lambda apps, editor: sleep(60))")
    running = installed.follow(f"{give(installed, slow)}/install")
    until(installed, "changing", running)
    time.sleep(4)
    assert installed.signal(SIGKILL, "linli upgrade") == 1  # what it has begun goes on without it
    assert "broken off" in installed.start("linli", "doctor").stdout
    installed.run("systemctl", "start", "linli-web", "linli-worker")
    whole(installed, key, before)


def test_a_line_that_drops_ends_nothing(installed, newest):
    ready(installed)
    key = token(installed)
    newest.append(bundles.newer(newest[-1], "9.8.0-dropped", "migrations.RunPython(lambda apps, editor: sleep(3))"))
    running = installed.follow(f"{give(installed, newest[-1])}/install")
    until(installed, "changing", running)
    assert running.stdout is not None
    running.stdout.close()
    assert installed.signal(SIGHUP, "linli upgrade") == 1
    assert running.wait(180) is not None
    whole(installed, key, "9.8.0-dropped")


def test_two_at_once_are_one(installed, newest):
    ready(installed)
    held = installed.follow("flock", "/run/linli-install.lock", "sleep", "30")
    time.sleep(0.5)
    told = installed.start(f"{give(installed, newest[-1])}/install")
    installed.signal(SIGKILL, "sleep 30")
    held.wait(10)
    assert (told.returncode, "under way" in told.stderr) == (1, True)


def test_a_power_cut_once_it_was_tried_leads_on_by_itself(installed, newest):
    ready(installed)
    key = token(installed)
    newest.append(bundles.newer(newest[-1], "9.6.0-late", "migrations.RunSQL('SELECT 1')"))
    cut_at(installed, [f"{give(installed, newest[-1])}/install"], "opened", 0.0)
    whole(installed, key, "9.6.0-late")


def test_while_it_is_closed_people_are_told_when_to_come_back(installed):
    ready(installed)
    installed.run("systemctl", "stop", "linli-web")
    try:
        told = installed.start("python3", "-c", REFUSED, f"https://{NAME}/matters/")
        assert "502" in told.stdout and "请过几分钟再来" in told.stdout
    finally:
        installed.run("systemctl", "start", "linli-web")
