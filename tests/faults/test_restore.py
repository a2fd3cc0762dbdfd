"""Backup and restore: taken while people file, brought into a fresh cluster, refused whenever something is wrong."""

from __future__ import annotations

import argparse
import random
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.cli.backup import restore
from linli.cli.installation import Refused
from tests.faults.copies import backup, counts, done, linli, restored
from tests.faults.rough import BODY, RoughHour, file, insist
from tests.faults.test_kill import followed

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(random.Random(5).randbytes(3000))
# Every file that the database names can be read; then the worker's turn; then how many messages anybody can read.
GO_ON = """
from linli.commons.messages.models import Message
from linli.kernel.files.models import File
from linli.kernel.files.store import content
from linli.kernel.record.followers import pump
print(sum(len(content(file)) == file.size for file in File.objects.all()), File.objects.count())
pump()
print(Message.objects.filter(held=True).count())
"""
MADE_OF = (
    "SELECT number, (SELECT count(*) FROM record_entry e WHERE e.subject_id = a.number AND fact LIKE '%Filed'), "
    "(SELECT count(*) FROM messaging_message m WHERE m.params->>'id' = a.number AND template = 'services.filed'), "
    "(SELECT count(*) FROM services_servicescontent s WHERE s.digest = a.filed) "
    "FROM services_application a"
)


class People:
    """Go on filing, each matter with a picture, until they are told to stop."""

    def __init__(self, rough: RoughHour) -> None:
        self.it, self.end = rough.it, threading.Event()
        self.filed: list[str] = []
        self.threads = [threading.Thread(target=self._file, args=(n,)) for n in range(3)]

    def __enter__(self) -> People:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end.set()
        for thread in self.threads:
            thread.join()

    def _file(self, who: int) -> None:
        n = 0
        while not self.end.is_set():
            n += 1
            status, made = self.it.post("/files", {}, f"picture-{who}-{n}", picture=PICTURE + bytes([who, n % 256]))
            assert status == 201, made
            body = BODY | {"materials": [{"code": "id-or-social-security-card", "file": made["id"]}]}
            self.filed.append(str(insist(self.it, "/applications", body, f"people-{who}-{n}", "resident")["number"]))


def test_a_backup_taken_while_people_file_is_whole_and_goes_on_where_it_stopped(rough: RoughHour, folder: Path) -> None:
    followed(rough.it)
    seal = done(rough.it.data, "verify-record")[-1]
    rough.it.stop_one("worker")  # so that the copy begins with facts that nobody has sealed or told
    with People(rough) as people:
        while len(people.filed) < 3:
            pass
        copy = backup(rough.it, folder / "busy.tar")
    rough.it.launch("worker")
    with restored(copy, rough.it.data / "keys", folder / "busy") as it:
        assert done(it.data, "verify-record", "--against", seal)[-1] == seal
        unsealed = int(it.ask("SELECT count(*) FROM record_inbox")[0][0])
        assert unsealed >= 3
        files, held = done(it.data, "manage", "shell", "--no-imports", "-c", GO_ON)
        assert len(set(files.split())) == 1
        assert int(held) == unsealed
        assert {tuple(row[1:]) for row in it.ask(MADE_OF)} == {("1", "1", "1")}
        assert done(it.data, "verify-record", "--against", seal)[-1] != seal
        assert done(it.data, "messages", "release")[-1].startswith(f"{unsealed} messages")
        assert it.ask("SELECT count(*) FROM messaging_message WHERE held") == [["0"]]


def test_a_copy_has_as_many_rows_of_everything_and_the_same_seal(rough: RoughHour, folder: Path) -> None:
    followed(rough.it)
    before, seal = counts(rough.it), done(rough.it.data, "verify-record")[-1]
    with restored(backup(rough.it, folder / "quiet.tar"), rough.it.data / "keys", folder / "quiet") as it:
        after = counts(it)
        assert after.pop("messaging_hold") == "1"
        assert before.pop("messaging_hold") == "0"
        assert {t: n for t, n in after.items() if before[t] != n} == {}
        assert after.keys() == before.keys()
        assert done(it.data, "verify-record", "--against", seal)[-1] == seal
        number = file(rough.it, "after-the-copy")
        assert it.ask("SELECT max(number) < '" + number + "' FROM services_application") == [["t"]]


@pytest.fixture(scope="session")
def whole(rough: RoughHour, folder: Path) -> Path:
    return backup(rough.it, folder / "whole.tar")


@pytest.fixture
def empty(rough: RoughHour, folder: Path) -> Iterator[Path]:
    data = folder / "empty"
    shutil.copytree(rough.it.data / "keys", data / "keys")
    yield data
    shutil.rmtree(data)


def damages(whole: bytes) -> Iterator[bytes]:
    """One bit flipped anywhere, or a piece cut off or put at the end."""
    dice = random.Random(11)
    places = [0, 600, len(whole) // 2, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(20))]
    for at in places:
        yield whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :]
    for left in (0, 1, 500, 10240, len(whole) - 10240, len(whole) - 1):
        yield whole[:left]
    yield whole + b"\n"


def test_a_damaged_backup_is_refused_with_nothing_written(
    whole: Path, empty: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA", str(empty))
    damaged, tried = folder / "damaged.tar", 0
    for tried, content in enumerate(damages(whole.read_bytes()), 1):  # noqa: B007 (counted afterwards)
        damaged.write_bytes(content)
        with pytest.raises(Refused, match="damaged"):
            restore(argparse.Namespace(file=damaged))
        assert [found.name for found in empty.iterdir()] == ["keys"]
    assert tried > 20
    answer = linli(empty, "restore", str(damaged))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == f"{damaged} is damaged, or no backup: its end is not the seal of what stands before it\n"


def test_without_one_of_its_keys_a_backup_is_refused_by_name_with_nothing_written(whole: Path, empty: Path) -> None:
    gone = next((empty / "keys").glob("index-*.key"))
    gone.unlink()
    answer = linli(empty, "restore", str(whole))
    assert answer.returncode == 1
    needed = answer.stdout.splitlines()[0]
    assert "data-1:" in needed
    assert "index-1:" in needed
    assert "index-1:" in answer.stderr
    assert "data-1:" not in answer.stderr
    assert [found.name for found in empty.iterdir()] == ["keys"]


def test_an_installation_that_is_not_empty_is_not_overwritten(rough: RoughHour, whole: Path) -> None:
    before = counts(rough.it)
    answer = linli(rough.it.data, "restore", str(whole))
    assert answer.returncode == 1
    assert "not empty" in answer.stderr
    assert counts(rough.it)["services_application"] == before["services_application"]
    assert rough.it.ask("SELECT count(*) FROM messaging_hold") == [["0"]]
