"""A bare host without internet, from the bundle to the first sign-in; the power goes three times on the way."""

from __future__ import annotations

import json
import re
import time

from tests.install import bundles
from tests.install.conftest import GET, NAME, NETWORK, get, give, ready, token


def test_nothing_is_begun_where_something_is_wrong(host, bundle, installed):
    here = f"/srv/{bundle.name}"
    nobody = ["setpriv", "--reuid=nobody", "--clear-groups"]
    told = host.start("/opt/linli/current/.venv/bin/linli", "install", "--name", "bad_name", "--key", "/nowhere")
    assert told.returncode == 1
    assert {line.split(":")[0] for line in told.stderr.splitlines()} == {
        "--name bad_name", "--network", "--key /nowhere", "--certificate and --key go together",
    }  # fmt: skip
    assert "installed here" in host.start("linli", "install", "--name", NAME, "--network", f"{here}/{NETWORK}").stderr
    for command in (["linli", "clock"], [f"{here}/install"], ["/opt/linli/current/.venv/bin/linli", "upgrade"]):
        assert host.start(*nobody, *command).returncode != 0


def test_a_damaged_bundle_is_refused(host, bundle, installed):
    damaged = bundles.newer(bundle, "8.0.0-damaged", "")
    readme = damaged / "program" / "README.md"
    text = readme.read_text()
    readme.unlink()
    readme.write_text(text + " ")
    told = host.start(f"{give(host, damaged)}/install")
    assert (told.returncode, "damaged" in told.stderr) == (1, True)


def test_a_bundle_for_another_debian_is_refused(installed, bundle):
    other = bundles.newer(bundle, "8.1.0-other", "")
    bundles.change(other, "HOST", "debian99-amd64\n")
    told = installed.start(f"{give(installed, other)}/install")
    assert (told.returncode, told.stderr.startswith("This bundle is for debian99-amd64; this host is")) == (1, True)
    assert "--network FILE" in installed.run(f"/srv/{other.name}/install", "--help")


def test_the_pages_are_there_by_tls_only(installed):
    home = get(installed, f"https://{NAME}/")
    assert home.startswith(f"200 https://{NAME}/") and "max-age=31536000" in home
    assert get(installed, f"http://{NAME}/items/").startswith(f"200 https://{NAME}/items/")
    assert "失业登记" in get(installed, f"https://{NAME}/items/")
    listening = {
        line.split()[1] for table in ("tcp", "tcp6")
        for line in installed.run("cat", f"/proc/net/{table}").splitlines()[1:] if line.split()[3] == "0A"
    }  # fmt: skip
    outside = {int(one.split(":")[1], 16) for one in listening if not one.startswith("0100007F")}
    assert "0100007F:0321" in listening  # the web process, below 1024: nobody else can stand there
    assert outside == {80, 443}


def test_the_first_administrator_signs_in_and_sees_no_matter(installed):
    key = token(installed)
    me = json.loads(get(installed, f"https://{NAME}/api/v1/me", key).split("\n", 1)[1])
    assert [(post["unit"], post["role"]) for post in me["posts"]] == [("district-office", "administrator")]
    assert '"items": []' in get(installed, f"https://{NAME}/api/v1/applications", key).replace('":[', '": [')
    again = installed.start(
        "linli", "administrator", "other", "--name", "另一个", "--unit", "district-office", words="long-enough-one\n"
    )
    assert (again.returncode, "administrator already" in again.stderr) == (1, True)


def test_only_its_own_account_reads_what_is_secret(installed):
    secret = (
        "/var/lib/linli/keys/session.key", "/etc/linli/linli.env", "/etc/linli/tls/linli.pem",
        "/etc/linli/first-password", "/var/backups/linli", "/var/lib/postgresql/linli-archive",
    )  # fmt: skip
    for path in secret:
        told = installed.start("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "ls", "-l", path)
        assert (
            told.returncode
            or installed.start("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "cat", path).returncode
        ), path
    running = installed.run("systemctl", "show", "--property=User", "--value", "linli-web", "linli-worker").split()
    assert running == ["linli", "linli"]


def test_systemd_and_nginx_find_nothing_wrong(installed):
    units = [path.name for path in (installed.root / "etc/systemd/system").glob("linli-*")]
    assert len(units) == 7
    told = installed.start("systemd-analyze", "verify", *units)
    assert (told.returncode, told.stderr) == (0, "")
    assert installed.run("systemctl", "--failed", "--plain", "--no-legend") == ""
    assert installed.start("nginx", "-t", "-q").returncode == 0


def test_the_doctor_finds_nothing_to_be_mended_now(installed):
    installed.run("systemctl", "start", "linli-base.service")  # installing has begun it; now it has ended
    found = json.loads(installed.run("linli", "doctor", "--json"))
    assert [one for one in found if one["level"] == "bad"] == []
    assert {"database", "archive", "web", "worker", "keys", "backup"} <= {one["about"] for one in found}
    assert [one["level"] for one in found if one["about"] == "copy"] == ["ok"]


def test_a_night_is_kept_and_can_be_brought_back(installed):
    installed.run("systemctl", "start", "linli-backup.service")
    [night] = (installed.root / "var/backups/linli").glob("night-*.linli")
    assert "proved in" in installed.run("linli", "rehearse", f"/var/backups/linli/{night.name}")


def test_after_a_power_cut_it_is_there_again_by_itself(installed):
    key = token(installed)
    installed.power_off()
    installed.boot()
    ready(installed)
    assert "administrator" in get(installed, f"https://{NAME}/api/v1/me", key)
    installed.run("linli", "verify-record")


def test_the_database_goes_back_to_a_moment(installed):
    """By the guide's own words."""
    guide = (bundles.ROOT / "docs/guides/install.md").read_text()
    words = re.search(r"<!-- tried by tests/install.*?-->\n```sh\n(.*?)```", guide, re.S)
    assert words
    ready(installed)
    installed.run("systemctl", "start", "linli-base.service")
    kept, lost = token(installed), ""
    time.sleep(1.2)
    moment = installed.run("date", "--iso-8601=ns").strip().replace(",", ".")
    time.sleep(1.2)
    lost = token(installed)
    script = re.sub(r"moment='.*?'", f"moment='{moment}'", words[1], count=1)
    installed.run("/bin/sh", "-euc", script, seconds=120)
    ready(installed)
    assert "administrator" in get(installed, f"https://{NAME}/api/v1/me", kept)
    assert installed.start("python3", "-c", GET, f"https://{NAME}/api/v1/me", lost).returncode != 0
