"""What an installation is told, and where its database is; how it is installed as a whole: tests/install."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from linli.cli.install import command, upgrade
from linli.cli.install.cluster import Cluster
from linli.cli.install.host import FILES
from linli.cli.installation import Refused
from linli.cli.main import parser
from linli.cli.tests.running import errors, linli
from linli.config.settings.database import named


def asked(*words: str) -> argparse.Namespace:
    return parser().parse_args(["install", *words])


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "name", "options"),
    [
        ("postgres://%2Frun%2Fpostgresql:5433/linli", "/run/postgresql", "5433", "", "linli", {}),
        ("postgresql://u:p%40ss@db.example.cn/linli?sslmode=verify-full", "db.example.cn", "", "u", "linli",
         {"sslmode": "verify-full"}),
        ("postgres:///linli", "", "", "", "linli", {}),
    ],
)  # fmt: skip
def test_a_server_is_named_as_libpq_reads_it(url, host, port, user, name, options):
    found = named(url)
    assert (found["HOST"], found["PORT"], found["USER"], found["NAME"], found["OPTIONS"]) == (
        host, port, user, name, options,
    )  # fmt: skip
    assert found["PASSWORD"] == ("p@ss" if user else "")


def test_an_address_that_is_none_is_refused_in_a_line():
    told = errors(linli("clock", LINLI_DATABASE_URL="http://example.cn/"))
    assert len(told) == 1
    assert told[0].startswith("LINLI_DATABASE_URL")


def test_its_own_servers_address_leads_to_its_socket():
    assert named(Cluster("15", 5433).url)["HOST"] == "/run/postgresql"


def test_the_settings_are_read_alike_by_systemd_and_by_a_shell():
    told = asked("--name", "a.example", "--name", "b.example", "--seals", "/mnt/seals")
    text = command._settings(told, Cluster("15", 5433))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[A-Z_]+="[^"$`\\]*"', line) for line in lines)
    assert 'LINLI_HOSTS="a.example,b.example"' in lines and 'LINLI_SEALS="/mnt/seals"' in lines


@pytest.mark.parametrize("word", ["$(reboot)", 'a"b', "`x`", "a\\b"])
def test_what_a_shell_would_run_is_no_setting(word, tmp_path):
    (tmp_path / "url").write_text(f"postgres://u:{word}@h/d\n")
    with pytest.raises(Refused, match="--database"):
        command._judge(asked("--name", "a.example", "--database", str(tmp_path / "url")))


def test_every_name_in_the_files_is_filled_in():
    left = {name for file in FILES.iterdir() for name in re.findall(r"@[A-Z]+@", file.read_text())}
    assert left == {
        "@VERSION@",
        "@PORT@",
        "@ARCHIVE@",
        "@BUFFERS@",
        "@CACHE@",
        "@FILES@",
        "@NAMES@",
        "@CONNECTIONS@",
        "@SEALS@",
    }


def test_who_is_not_root_changes_nothing(monkeypatch, tmp_path: Path):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    for words in (["install", "--name", "a"], ["upgrade"], ["certificate", "a", "b"]):
        told = parser().parse_args(words)
        with pytest.raises(Refused, match="root"):
            told.run(told)


@pytest.mark.parametrize(("nights", "needed"), [((), 1.6), ((4e8, 5e8), 2.0)])
def test_room_is_reckoned_by_the_nights_and_before_the_first_by_the_papers(monkeypatch, tmp_path, nights, needed):
    monkeypatch.setattr(upgrade, "BACKUPS", tmp_path)
    monkeypatch.setattr(upgrade, "DATA", tmp_path)
    (tmp_path / "files" / "ab").mkdir(parents=True)
    for path, size in [("files/ab/paper", 3e8), *((f"night-{n}.linli", size) for n, size in enumerate(nights, 1))]:
        with (tmp_path / path).open("wb") as file:
            file.truncate(int(size))
    for free in (needed + 0.1, needed - 0.1):
        monkeypatch.setattr(upgrade.shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free * 1e9))
        if free > needed:
            upgrade._has_room()
    with pytest.raises(Refused, match=f"{needed - 0.1:.1f} GB free and needs {needed:.1f}"):
        upgrade._has_room()


def test_what_a_killed_backup_left_holds_up_no_upgrade(monkeypatch, tmp_path):
    for name in ("backups/.before-2.0.linli.unfinished", "releases/1.0", "releases/0.9"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x").touch()
    for name in ("before-0.9.linli", "before-2.0.linli", "night-1.linli"):
        (tmp_path / "backups" / name).touch()
    for name, path in (("BACKUPS", "backups"), ("RELEASES", "releases"), ("HOME", "")):
        monkeypatch.setattr(upgrade, name, tmp_path / path)
    upgrade._tidy(tmp_path / "releases/1.0", tmp_path / "releases/2.0")
    left = sorted(
        str(path.relative_to(tmp_path)) for place in ("backups", "releases") for path in (tmp_path / place).iterdir()
    )
    assert left == ["backups/before-2.0.linli", "backups/night-1.linli", "releases/1.0"]
