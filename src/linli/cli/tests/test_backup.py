"""A whole installation in one file, and back; on installations of their own."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from linli.cli import rehearsing
from linli.cli.tests.running import errors, linli
from linli.kernel.database.server import Server
from linli.kernel.record.followers import pump
from linli.kernel.record.outside import newest
from linli.kernel.record.tests.stage import happen
from linli.kernel.record.verify import Seal

ASK = """
from linli.commons.messages.models import Hold
from linli.kernel.access.models import User
from linli.kernel.secrets import unseal
print(sorted(User.objects.values_list("username", flat=True)))
print(unseal(bytes.fromhex("{}"), purpose="test"))
print(Hold.objects.exists())
"""
SEAL = (
    "from linli.kernel.access.models import User; from linli.kernel.secrets import seal;"
    "User.objects.create_user('resident'); print(seal(b'x', purpose='test').hex())"
)


def shell(data: Path, code: str) -> str:
    done = linli("manage", "shell", "--no-imports", "-c", code, data=data)
    assert done.returncode == 0, done
    return done.stdout.strip()


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder beside the tests' own data, which the database's account can enter too, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(dir=settings.DATA, prefix="backup-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def original(place: Path) -> Iterator[Path]:
    data = place / "original"
    with running(data):
        assert linli("migrate", data=data).returncode == 0
        (data / "sealed").write_text(shell(data, SEAL))
        (data / "files" / "ab").mkdir(parents=True)
        (data / "files" / "ab" / "sealed").write_bytes(b"\x01\x02")
        yield data


@contextmanager
def running(data: Path) -> Iterator[None]:
    """Its server runs within, so that not every command must start and stop it."""
    server = Server(data)
    server.start(fsync="off")
    try:
        yield
    finally:
        server.stop()


@pytest.fixture(scope="module")
def file(original: Path) -> Path:
    done = linli("backup", str(original / "backup.tar"), data=original)
    assert done.returncode == 0, done
    return original / "backup.tar"


def restored(file: Path, data: Path, keys: Path | None) -> subprocess.CompletedProcess[str]:
    if keys:
        shutil.copytree(keys, data / "keys", dirs_exist_ok=True)
    return linli("restore", str(file), data=data)


def test_keys_are_not_in_a_backup_but_their_fingerprints_are(file: Path, original: Path) -> None:
    with tarfile.open(file) as tar:
        names, manifest = tar.getnames(), json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    assert [name for name in names if "key" in name] == []
    assert manifest["keys"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_its_keys_a_restore_names_them_and_writes_nothing(file: Path, place: Path) -> None:
    data = place / "keyless"
    done = restored(file, data, None)
    with tarfile.open(file) as tar:
        needed = json.load(tar.extractfile("manifest.json"))["keys"]  # type: ignore[arg-type]
    assert len(errors(done)) == 1
    assert all(key in done.stdout.splitlines()[0] for key in needed)
    assert not data.exists()


def test_a_restored_installation_is_the_same_and_holds_its_messages(file: Path, original: Path, place: Path) -> None:
    data = place / "restored"
    with running(data):
        done = restored(file, data, original / "keys")
        assert done.returncode == 0, done
        sealed = (original / "sealed").read_text()
        assert shell(data, ASK.format(sealed)).splitlines() == ["['resident']", "b'x'", "True"]
        assert linli("messages", "release", data=data).returncode == 0
        assert shell(data, ASK.format(sealed)).splitlines()[-1] == "False"
        assert errors(linli("restore", str(file), data=data)) == [
            "This installation is not empty: restore needs a DATA without tables."
        ]
    assert (data / "files" / "ab" / "sealed").read_bytes() == b"\x01\x02"


def test_a_restore_that_was_broken_off_before_messages_were_held_is_repeated(
    file: Path, original: Path, place: Path
) -> None:
    data = place / "broken-off"
    with tarfile.open(file) as tar:
        made = json.load(tar.extractfile("manifest.json"))["made"]  # type: ignore[arg-type]
    with running(data):
        assert restored(file, data, original / "keys").returncode == 0
        assert linli("messages", "release", data=data).returncode == 0
        (data / "half-restored").write_text("2020-01-01T00:00:00+00:00")
        assert "not empty" in errors(linli("restore", str(file), data=data))[0]
        (data / "half-restored").write_text(made)
        assert "broken off" in errors(linli("verify-record", data=data))[0]
        assert linli("restore", str(file), data=data).returncode == 0
        sealed = (original / "sealed").read_text()
        assert shell(data, ASK.format(sealed)).splitlines()[-1] == "True"
        assert linli("verify-record", data=data).returncode == 0


def test_a_backup_that_cannot_be_written_says_so_in_one_line(original: Path, place: Path) -> None:
    assert len(errors(linli("backup", str(place / "nowhere" / "b.tar"), data=original))) == 1
    assert len(errors(linli("backup", str(place), data=original))) == 1


def test_a_damaged_backup_is_refused(file: Path, original: Path, place: Path) -> None:
    (place / "noise.tar").write_bytes(b"noise" * 1000)
    (place / "short.tar").write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    for name in ("noise", "short", "absent"):
        done = restored(place / f"{name}.tar", place / name, original / "keys")
        assert len(errors(done)) == 1, done
        assert not (place / name / "postgres").exists()


DONE = "from linli.kernel.database.upkeep import last; print(last('{}') and last('{}')[1])"


def test_a_rehearsal_brings_a_backup_back_proves_it_and_leaves_nothing(file: Path, original: Path) -> None:
    assert shell(original, DONE.format("rehearsal", "rehearsal")) == "None"
    done = linli("rehearse", str(file), data=original)
    assert done.returncode == 0, done
    assert "linli-seal-1" in done.stdout
    assert not (original / "rehearsing").exists()
    assert shell(original, DONE.format("rehearsal", "rehearsal")).startswith("backup.tar, restored in ")
    assert shell(original, DONE.format("backup", "backup")).startswith("backup.tar, ")


def test_a_damaged_backup_is_no_rehearsal(file: Path, original: Path, place: Path) -> None:
    damaged = place / "damaged.tar"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    before = shell(original, DONE.format("rehearsal", "rehearsal"))
    assert "damaged" in errors(linli("rehearse", str(damaged), data=original))[0]
    assert not (original / "rehearsing").exists()
    assert shell(original, DONE.format("rehearsal", "rehearsal")) == before


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_another_installation_is_known_by_its_seal() -> None:
    happen(1)
    pump()
    mine = newest()
    assert rehearsing._ours(str(mine))
    assert rehearsing._ours(str(Seal(0, "0" * 64)))  # nothing was recorded yet
    assert not rehearsing._ours(str(Seal(mine.position, "0" * 64)))
    assert not rehearsing._ours(str(Seal(mine.position + 1, mine.head)))


def test_without_keys_a_rehearsal_refuses_in_one_line(file: Path, place: Path) -> None:
    assert "keys" in errors(linli("rehearse", str(file), data=place / "empty"))[0]
