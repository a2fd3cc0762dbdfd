"""What nothing refers to goes after a day, rows before bytes; what is referred to, or young, stays."""

import os
import time
from datetime import timedelta

import pytest

from linli.kernel import clock
from linli.kernel.files import disk, loose
from linli.kernel.files.models import File
from linli.kernel.files.store import attach, keep
from linli.kernel.files.tests.test_store import HERE, PNG, other, own_folder, owner

__all__ = ["other", "own_folder", "owner"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def named(monkeypatch):
    """What a storey above names."""
    ids = set()
    monkeypatch.setattr(loose, "NAMED", [lambda asked: asked & ids])
    return ids


def later(**more):
    return clock.standing(clock.now() + timedelta(**more))


def aged(path, days=2):
    os.utime(path, (time.time() - days * 86400,) * 2)


def test_what_is_loose_for_a_day_goes_with_its_bytes(owner, named, django_capture_on_commit_callbacks):
    gone, taken, drafted = (keep(owner, "a.png", PNG) for _n in range(3))
    attach([taken.pk], HERE)
    named.add(drafted.pk)
    with later(hours=23):
        assert loose.throw_rows_away() == 0
    with later(hours=25), django_capture_on_commit_callbacks(execute=True):
        young = keep(owner, "b.png", PNG)
        assert loose.throw_rows_away() == 1
    assert set(File.objects.values_list("pk", flat=True)) == {taken.pk, drafted.pk, young.pk}
    assert [disk.path(file.pk).exists() for file in (gone, taken, drafted, young)] == [False, True, True, True]
    named.clear()
    with later(hours=25):
        assert loose.throw_rows_away() == 1  # the control: only that it was named had kept it


def test_how_long_is_a_setting(owner, settings):
    keep(owner, "a.png", PNG)
    with later(hours=25):
        settings.LOOSE_FILES_KEPT = timedelta(days=3)
        assert loose.throw_rows_away() == 0
        settings.LOOSE_FILES_KEPT = timedelta(days=1)
        assert loose.throw_rows_away() == 1


def test_many_are_asked_for_in_batches(owner, monkeypatch):
    monkeypatch.setattr(loose, "BATCH", 3)
    for _n in range(8):
        keep(owner, "a.png", PNG)
    with later(hours=25):
        assert loose.throw_rows_away() == 8


def test_killed_after_the_row_the_bytes_go_next_time(owner):
    """Without its commit's callbacks the sweep is one that was killed in between."""
    file = keep(owner, "a.png", PNG)
    with later(hours=25):
        loose.throw_rows_away()
    assert disk.path(file.pk).exists()
    assert loose.throw_bytes_away(file.pk[:2]) == 0  # young, by the machine's own clock
    aged(disk.path(file.pk))
    assert loose.throw_bytes_away(file.pk[:2]) == 1
    assert not disk.path(file.pk).exists()


def test_bytes_with_a_row_and_what_is_no_file_of_ours_stay(owner, settings):
    file = keep(owner, "a.png", PNG)
    place = disk.path(file.pk).parent
    lying = {name: place / name for name in (".half", "0" * 32, "notes.txt", "a" * 31)}
    for path in lying.values():
        path.write_bytes(b"x")
        aged(path)
    (place / ("b" * 32)).mkdir()
    aged(disk.path(file.pk))
    assert loose.throw_bytes_away(file.pk[:2]) == 2
    assert {name for name, path in lying.items() if path.exists()} == {"notes.txt", "a" * 31}
    assert disk.path(file.pk).exists()
    assert loose.throw_bytes_away("zz") == 0  # no such folder yet


def test_every_folder_has_its_turn(owner, monkeypatch):
    seen = []
    monkeypatch.setattr(loose, "throw_bytes_away", seen.append)
    for _n in range(256):
        loose.throw_loose_away()
    assert len(set(seen)) == 256


def test_every_row_that_can_refer_to_a_file_is_known(owner):
    file = keep(owner, "a.png", PNG)
    assert loose._unnamed({file.pk}) == {file.pk}
    assert {rel.related_model.__name__ for rel in File._meta.get_fields(include_hidden=True) if rel.one_to_many} >= {
        "Material", "Mandate"
    }  # fmt: skip
