from datetime import timedelta

import pytest

from linli.kernel import clock
from linli.kernel.database.models import Care
from linli.kernel.database.upkeep import last
from linli.kernel.record import outside
from linli.kernel.record.followers import pump
from linli.kernel.record.verify import Broken, verify

from .stage import happen, rows

pytestmark = pytest.mark.django_db(transaction=True)


def lines(folder):
    return (folder / outside.FILE).read_text().splitlines()


def test_what_was_kept_elsewhere_proves_the_record_and_betrays_a_cut(tmp_path):
    happen(1)
    pump()
    kept = outside.keep(tmp_path / "seal.txt")
    assert kept == verify()
    line = (tmp_path / "seal.txt").read_text().strip()
    seal = line.partition(" ")[2]
    assert seal == str(kept)
    happen(2)
    pump()
    assert verify(seal).position == 2
    for table in ("record_entry", "record_block"):
        rows(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        rows(f"DELETE FROM {table}")
        rows(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    rows("UPDATE record_head SET position = 0, head = decode(repeat('00', 32), 'hex')")
    with pytest.raises(Broken):
        verify(seal)


def test_an_empty_record_has_a_seal_too(tmp_path):
    assert outside.keep(tmp_path / "seal.txt") == verify()


def test_once_a_night_and_never_where_no_folder_is_named(tmp_path, settings, monkeypatch):
    settings.SEALS = None
    outside.nightly()
    assert last(Care.SEAL) is None
    settings.SEALS = tmp_path
    outside.nightly()
    outside.nightly()
    assert len(lines(tmp_path)) == 1
    tomorrow = clock.machine() + timedelta(days=1)
    monkeypatch.setattr(clock, "machine", lambda: tomorrow)
    outside.nightly()
    assert len(lines(tmp_path)) == 2
    assert last(Care.SEAL) == (tomorrow, str(tmp_path / outside.FILE))


def test_a_folder_that_is_away_is_logged_and_not_noted(tmp_path, settings, caplog):
    settings.SEALS = tmp_path / "away"
    outside.nightly()
    assert last(Care.SEAL) is None
    assert "could not be written" in caplog.text
