"""Each fault that the doctor knows, planted; and that a sound installation has none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from linli.cli.doctor import command, keeping, surroundings
from linli.cli.doctor import database as base
from linli.cli.doctor.findings import Finding, age, graded, size
from linli.cli.install import tls
from linli.cli.tests.running import linli
from linli.kernel import clock
from linli.kernel.database.models import Care, Upkeep
from linli.kernel.database.upkeep import last, note, turning
from linli.kernel.record.followers import pump
from linli.kernel.record.tests.stage import following, happen, rows

pytestmark = pytest.mark.django_db


def levels(found: Iterator[Finding]) -> list[tuple[str, str]]:
    return [(one.level, one.about) for one in found]


def long_ago(care: Care, **span: float) -> None:
    Upkeep.objects.update_or_create(care=care, defaults={"done": clock.machine() - timedelta(**span)})


@pytest.fixture
def in_service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REHEARSAL = False
    monkeypatch.delenv("LINLI_REHEARSAL", raising=False)


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, without keys."""
    monkeypatch.setenv("DATA", str(tmp_path))
    settings.KEYS = tmp_path / "keys"
    return tmp_path


def test_an_embedded_server_is_said_in_service_and_accepted_in_a_rehearsal(settings, monkeypatch, in_service):
    assert levels(base.server()) == [("warn", "database")]
    settings.REHEARSAL = True
    assert levels(base.server()) == [("ok", "database")]


def test_a_server_that_forgets_what_it_acknowledged_is_bad():
    """The tests' own server does, on purpose."""
    [found] = base.safety()
    assert (found.level, found.about) == ("bad", "durability")
    assert "fsync" in found.words and "synchronous_commit" in found.words


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([("off", "")], ("bad", "archive")),
        ([("on", "(disabled)")], ("bad", "archive")),
        ([("on", "cp"), (True, "0000A", 50.0)], ("bad", "archive")),
        ([("on", "cp"), (False, None, None)], ("warn", "archive")),
        ([("on", "cp"), (False, None, 50.0)], ("ok", "archive")),
    ],
)
def test_a_named_server_must_archive(monkeypatch, answers, expected):
    """What PostgreSQL's own view says is given: the tests' server archives nothing."""
    monkeypatch.setattr(base, "named_server", lambda: True)
    monkeypatch.setattr(base, "ask", lambda _query: answers.pop(0))
    assert levels(base.archive()) == [expected]


def test_the_archivers_view_is_read_as_it_is():
    mode, failing = base.ask(
        "SELECT current_setting('archive_mode'), coalesce(last_failed_time > "
        "coalesce(last_archived_time, '-infinity'), false) FROM pg_stat_archiver"
    )
    assert (mode, failing) == ("off", False)


def test_tables_that_wait_and_tables_of_a_newer_version_are_bad():
    assert levels(base.tables()) == [("ok", "tables")]
    rows("INSERT INTO django_migrations (app, name, applied) VALUES ('kernel', '9999_later', now())")
    [found] = base.tables()
    assert found.level == "bad" and "kernel.9999_later" in found.words
    rows("DELETE FROM django_migrations WHERE app = 'kernel' AND name IN ('9999_later', '0007_audit')")
    [found] = base.tables()
    assert found.level == "bad" and "1 changes" in found.words


def test_places_and_transaction_numbers_are_counted():
    assert levels(base.room()) == [("ok", "places")]


@pytest.mark.parametrize(("days", "level"), [(60, "ok"), (20, "warn"), (3, "bad"), (0, "bad")])
def test_a_certificate_that_ends(monkeypatch, tmp_path, days, level):
    monkeypatch.setattr(surroundings, "CERTIFICATE", tmp_path / "certificate.pem")
    assert levels(surroundings.certificate()) == []
    monkeypatch.setattr(tls, "LASTS", timedelta(days=days))
    (tmp_path / "certificate.pem").write_text(tls.sign(["linli.test", "10.0.0.1"]))
    assert levels(surroundings.certificate()) == [(level, "certificate")]


def test_an_upgrade_that_was_broken_off_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(surroundings, "ROOT", tmp_path / "releases" / "1.0")
    assert levels(surroundings.unfinished()) == []
    (tmp_path / "upgrade.json").touch()
    assert levels(surroundings.unfinished()) == [("bad", "upgrade")]


@pytest.mark.parametrize(
    ("total", "free", "level"), [(1e12, 5e11, "ok"), (1e12, 1.2e11, "warn"), (1e12, 4e10, "bad"), (1e10, 1.9e9, "bad")]
)
def test_a_full_disk(monkeypatch, folder, total, free, level):
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda _: SimpleNamespace(total=total, free=free))
    assert levels(surroundings.disk()) == [(level, "disk")]


def test_clocks_that_are_apart_and_one_that_was_set_back(monkeypatch):
    real = clock.machine
    assert levels(surroundings.machine_clock()) == [("ok", "clock")]
    happen(1)
    for shift, expected in ((-5, [("warn", "clock")] * 2), (-50, [("bad", "clock")] * 2), (50, [("bad", "clock")])):
        monkeypatch.setattr(clock, "machine", lambda shift=shift: real() + timedelta(seconds=shift))
        found = levels(surroundings.machine_clock())
        assert found[0] == expected[0] and len(found) == len(expected)


def test_a_machine_that_follows_no_time_server(monkeypatch, tmp_path):
    tool = tmp_path / "timedatectl"
    tool.write_text("#!/bin/sh\necho no\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert ("warn", "clock") in levels(surroundings.machine_clock())


def test_a_web_that_is_not_there(monkeypatch):
    monkeypatch.setenv("PORT", "1")
    assert levels(surroundings.web()) == [("bad", "web")]


def test_a_worker_that_never_ran_that_turns_and_that_is_silent():
    assert levels(surroundings.worker()) == [("bad", "worker")]
    turning()
    assert levels(surroundings.worker()) == [("ok", "worker")]
    long_ago(Care.WORKER, minutes=4)
    assert levels(surroundings.worker()) == [("bad", "worker")]


def test_facts_that_nobody_orders():
    turning()
    happen(1)
    assert levels(surroundings.worker()) == [("ok", "worker")]
    rows("UPDATE record_inbox SET recorded = now() - interval '1 minute'")
    assert levels(surroundings.worker())[1:] == [("warn", "worker")]
    rows("UPDATE record_inbox SET recorded = now() - interval '1 hour'")
    assert levels(surroundings.worker())[1:] == [("bad", "worker")]


@pytest.mark.parametrize(
    ("years", "month", "level"), [((2026, 2027), 12, "ok"), ((2026,), 11, "ok"), ((2026,), 12, "warn"), ((), 5, "bad")]
)
def test_years_whose_holidays_are_not_known(monkeypatch, years, month, level):
    known = SimpleNamespace(day=lambda on: SimpleNamespace(known=on.year in years))
    monkeypatch.setattr("linli.commons.calendar.queries.calendar", lambda: known)
    with clock.standing(datetime(2026, month, 2, 9, tzinfo=clock.HERE)):
        assert levels(surroundings.calendar()) == [(level, "calendar")]


def test_keys_that_are_missing_broken_or_open_to_all(folder, settings):
    from linli.kernel.secrets import keys, seal

    assert levels(keeping.keys()) == [("ok", "keys")]  # none yet
    rows(
        "INSERT INTO people_person (name, name_fold, initials, language, profile) VALUES ('x', '', '', 'zh-hans', %s)",
        seal(b"x", purpose="profile"),
    )
    [found] = keeping.keys()
    assert found.level == "ok" and found.words == "data-1:" + keys.fingerprints()[0].partition(":")[2]
    file = folder / "keys" / "data-1.key"
    file.chmod(0o644)
    assert levels(keeping.keys()) == [("ok", "keys"), ("bad", "keys")]
    other = file.read_text()
    file.unlink()
    keys._ring.cache_clear()
    [found] = keeping.keys()
    assert found.level == "bad" and "can't be read" in found.words
    file.write_text(other[:-4])
    file.chmod(0o600)
    keys._ring.cache_clear()
    assert levels(keeping.keys()) == [("bad", "keys")]


@pytest.mark.parametrize("check", [keeping.backup, keeping.rehearsal, keeping.seal])
def test_what_was_never_done_and_what_was_done_long_ago(in_service, check):
    care = Care(check.__name__)
    assert [one.level for one in check()] == ["warn"]
    note(care, "night.tar")
    [found] = check()
    assert found.level == "ok" and "night.tar" in found.words and not found.todo
    long_ago(care, days=401)
    assert [one.level for one in check()] == ["bad"]


@pytest.mark.parametrize(("days", "level"), [(8, "ok"), (10, "warn"), (17, "bad")])
def test_a_copy_of_its_own_server_that_is_old(monkeypatch, tmp_path, days, level):
    monkeypatch.setattr(keeping, "COPIES", tmp_path / "timer")
    monkeypatch.setattr(keeping, "COPY", tmp_path / "made")
    assert levels(keeping.copy()) == []  # the server is another's
    keeping.COPIES.touch()
    assert levels(keeping.copy()) == [("warn", "copy")]
    keeping.COPY.touch()
    then = keeping.COPY.stat().st_mtime - days * 86_400
    os.utime(keeping.COPY, (then, then))
    assert levels(keeping.copy()) == [(level, "copy")]


def test_what_a_rehearsal_must_not_be_scolded_for(settings):
    settings.REHEARSAL = True
    assert [one.level for one in keeping.backup()] == ["ok"]


def test_a_check_that_breaks_is_a_finding():
    def breaks() -> Iterator[Finding]:
        yield Finding("ok", "first", "")
        raise ZeroDivisionError

    assert levels(command._tried(breaks)) == [("ok", "first"), ("bad", "breaks")]


def test_how_it_is_said():
    assert [age(timedelta(seconds=n)) for n in (-5, 1, 119, 120, 7200, 172800)] == [
        "0 seconds", "1 seconds", "119 seconds", "2 minutes", "2 hours", "2 days",
    ]  # fmt: skip
    assert [size(n) for n in (5, 1500, 2e9, 3e12)] == ["5 B", "1.5 KB", "2.0 GB", "3.0 TB"]
    assert [graded(n, 1, 2) for n in (0.9, 1, 2)] == ["ok", "warn", "bad"]
    assert last(Care.BACKUP) is None


@pytest.mark.django_db(transaction=True)
def test_entries_that_are_behind_and_entries_that_were_set_aside():
    def fails(_entry: object) -> None:
        raise ValueError

    with following(lambda _entry: None):
        pump()
        assert ("ok", "followers") in levels(surroundings.followers())
    with following(fails):
        happen(1)
        pump()
        assert ("ok", "followers") in levels(surroundings.followers())  # it failed a moment ago
        rows("ALTER TABLE record_entry DISABLE TRIGGER USER")
        try:
            rows("UPDATE record_entry SET recorded = now() - interval '1 hour'")
        finally:
            rows("ALTER TABLE record_entry ENABLE TRIGGER USER")
        [found] = surroundings.followers()
        assert found.level == "bad" and "tests.follower is 1 entries behind" in found.words
        assert "ValueError" in found.words
        for _ in range(5):
            rows("UPDATE record_cursor SET next_try = '-infinity'")
            pump()
        assert ("bad", "followers") in levels(surroundings.followers())


@pytest.mark.django_db(transaction=True)
def test_the_command_says_all_and_ends_with_1(monkeypatch):
    turning()
    connection.close()
    done = linli("doctor", "--json", PORT="1")
    found = {one["about"]: one["level"] for one in json.loads(done.stdout)}
    assert found["tables"] == "ok" and found["worker"] == "ok"
    assert (found["web"], found["durability"]) == ("bad", "bad")
    assert (done.returncode, done.stderr) == (1, "To be mended now: durability, web.\n")
    said = linli("doctor", PORT="1").stdout
    assert "bad   web" in said and "Start `linli web`" in said


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_named_and_the_rest_is_looked_at():
    done = linli("doctor", LINLI_DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "ok    disk" in done.stdout and "bad   database" in done.stdout
    assert "Traceback" not in done.stderr
