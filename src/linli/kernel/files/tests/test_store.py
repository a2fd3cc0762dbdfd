import hashlib
import stat

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from linli.kernel.access.models import AccessLog, User
from linli.kernel.files import disk, store
from linli.kernel.files.models import File
from linli.kernel.files.store import (
    TakenError,
    TooLargeError,
    WrongTypeError,
    attach,
    content,
    free,
    keep,
    opened,
    seen_by,
    shape,
    usable,
    visible,
)
from linli.kernel.record.writing import Ref
from linli.kernel.secrets import Unreadable

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"picture of a card"
HERE = Ref("test", "1")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.FILES = tmp_path / "files"
    monkeypatch.setattr(store, "_seers", {})


@pytest.fixture
def owner():
    return User.objects.create_user("owner")


@pytest.fixture
def other():
    return User.objects.create_user("other")


def test_a_file_comes_back_as_it_was_and_lies_encrypted(owner, settings):
    file = keep(owner, "残疾证.png", PNG)
    assert content(File.objects.get(pk=file.pk)) == PNG
    (lying,) = [path for path in settings.FILES.rglob("*") if path.is_file()]
    assert lying == disk.path(file.pk)
    assert b"picture" not in lying.read_bytes()
    assert stat.S_IMODE(lying.stat().st_mode) == 0o600
    assert stat.S_IMODE(lying.parent.stat().st_mode) == 0o700
    assert "残疾证".encode() not in bytes(file.name)


def test_it_shows_as_the_contract_says(owner):
    file = keep(owner, "残疾证.png", PNG)
    assert shape(File.objects.get(pk=file.pk)) == {
        "id": file.pk, "name": "残疾证.png", "type": "image/png", "size": len(PNG),
        "sha256": hashlib.sha256(PNG).hexdigest(),
    }  # fmt: skip


def test_ids_cannot_be_guessed(owner):
    ids = {keep(owner, "a", PNG).pk for _ in range(3)}
    assert {len(one) for one in ids} == {32}
    assert len(ids) == 3


def test_ten_mebibytes_are_taken_and_one_byte_more_is_not(owner, settings):
    largest = PNG + b"\0" * (10 * 1024 * 1024 - len(PNG))
    assert keep(owner, "a", largest).size == 10 * 1024 * 1024
    with pytest.raises(TooLargeError):
        keep(owner, "a", largest + b"\0")
    assert File.objects.count() == 1


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<html>", b"PK\x03\x04", b"MZ"])
def test_what_is_no_picture_or_pdf_is_not_taken_whatever_its_name(owner, data, settings):
    with pytest.raises(WrongTypeError):
        keep(owner, "card.png", data)
    assert not File.objects.exists()
    assert not settings.FILES.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\me\\card.png", "card.png"), ("../../etc/passwd", "passwd"), ("", "file"), ("a\r\nX: y", "aX: y"),
        ("x" * 300 + ".png", "x" * 196 + ".png"), ("\u202egnp.exe", "gnp.exe.png"),
    ],
)  # fmt: skip
def test_a_name_is_a_name_and_nothing_else(owner, given, kept):
    assert keep(owner, given, PNG).plain_name == kept


def test_another_files_bytes_in_its_place_do_not_open(owner):
    first, second = keep(owner, "a", PNG), keep(owner, "b", PNG)
    disk.path(first.pk).write_bytes(disk.path(second.pk).read_bytes())
    with pytest.raises(Unreadable):
        content(first)
    assert content(second) == PNG


def test_a_row_is_never_there_without_its_bytes(owner, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        keep(owner, "a", PNG)
    assert not File.objects.exists()


def test_bytes_are_through_to_the_disk_before_the_row_is_written(owner, monkeypatch):
    order = []
    monkeypatch.setattr(disk.os, "fsync", lambda _: order.append("fsync"))
    create = File.objects.create
    monkeypatch.setattr(File.objects, "create", lambda **values: (order.append("row"), create(**values))[1])
    keep(owner, "a", PNG)
    assert order[-1] == "row"
    assert order.count("fsync") >= 3  # the file, its folder, the folder's folder


def test_owner_sees_it_and_nobody_else(owner, other):
    file = keep(owner, "a", PNG)
    assert visible(owner, file.pk) == file
    assert visible(other, file.pk) is None
    assert visible(AnonymousUser(), file.pk) is None
    assert visible(owner, "0" * 32) is None
    assert visible(owner, "\0") is None


def test_who_sees_the_matter_sees_its_files(owner, other):
    file, loose = keep(owner, "a", PNG), keep(owner, "b", PNG)
    attach([file.pk], HERE)
    assert visible(other, file.pk) is None
    seen_by("test", lambda user, id: (user, id) == (other, "1"))
    assert visible(other, file.pk) == file
    assert visible(other, loose.pk) is None
    assert visible(User.objects.create_user("third"), file.pk) is None


def test_opening_anothers_file_leaves_a_line_and_opening_ones_own_does_not(owner, other):
    file = keep(owner, "a", PNG)
    attach([file.pk], HERE)
    file.refresh_from_db()
    assert opened(file, by=owner) == PNG
    assert not AccessLog.objects.exists()
    assert opened(file, by=other) == PNG
    assert AccessLog.objects.values_list("user", "subject_kind", "subject_id", "what", "reason").get() == (
        other.pk, "test", "1", "file.opened", file.pk,
    )  # fmt: skip


def test_one_hands_in_ones_own_files_only_and_what_is_in_already(owner, other):
    mine, attached, anothers = keep(owner, "a", PNG), keep(owner, "b", PNG), keep(other, "c", PNG)
    attach([attached.pk], HERE)
    ids = [mine.pk, attached.pk, anothers.pk, "nothing"]
    assert {file.pk for file in usable(owner, ids)} == {mine.pk, attached.pk}
    assert {file.pk for file in usable(other, ids, already=[attached.pk])} == {attached.pk, anothers.pk}


def test_what_is_attached_elsewhere_is_attached_again_as_a_copy(owner):
    loose, here, elsewhere = keep(owner, "a", PNG), keep(owner, "b", PNG), keep(owner, "证.png", PNG)
    attach([here.pk], HERE)
    attach([elsewhere.pk], Ref("test", "2"))
    found = free([loose, here, elsewhere], HERE)
    assert (found[loose.pk].pk, found[here.pk].pk) == (loose.pk, here.pk)
    copy = found[elsewhere.pk]
    assert copy.pk != elsewhere.pk
    assert (copy.plain_name, copy.sha256, copy.owner_id, content(copy)) == ("证.png", loose.sha256, owner.pk, PNG)
    attach([file.pk for file in found.values()], HERE)


def test_a_file_belongs_to_one_matter_for_good(owner):
    file = keep(owner, "a", PNG)
    attach([file.pk, file.pk], HERE)
    attach([file.pk], HERE)
    with pytest.raises(TakenError):
        attach([file.pk], Ref("test", "2"))
    with pytest.raises(TakenError):
        attach(["nothing"], HERE)
    file.refresh_from_db()
    assert (file.attached_kind, file.attached_id) == HERE


@pytest.mark.parametrize("half", [{"attached_kind": "test"}, {"attached_id": "1"}, {"size": 0}])
def test_the_database_refuses_half_an_attachment_and_an_empty_file(owner, half):
    keep(owner, "a", PNG)
    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.update(**half)
