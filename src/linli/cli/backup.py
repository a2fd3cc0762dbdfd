"""`linli backup FILE` and `linli restore FILE`: a whole installation in one file, without its keys.

The file is a tar of a manifest, the database's dump and the encrypted files, and after the tar's end the digest of all
that. The dump is taken first: a file lies on disk before its row is committed, so every file that the dump names is
there to be copied.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from linli.cli.demo.leftovers import alone
from linli.cli.installation import (
    Commands,
    Refused,
    data,
    database,
    half_restored_mark,
    has_tables,
    rehearsal_mark,
)

FORMAT = "linli-backup-1"
MANIFEST, DATABASE = "manifest.json", "database.dump"
SEAL = len(FORMAT) + 1 + 64 + 1  # bytes: the format, a space, SHA-256 in hex, a line's end
KEPT = ("files", "demo-password")  # of DATA, as they lie there


def add(commands: Commands) -> None:
    for name, run, what in (
        ("backup", backup, "write the whole installation, without its keys, into one file"),
        ("restore", restore, "fill an empty installation from such a file"),
    ):
        one = commands.add_parser(name, help=what)
        one.add_argument("file", metavar="FILE", type=Path)
        one.set_defaults(run=run)
        if name == "restore":
            one.add_argument("--replace", action="store_true", help="what is in the database is thrown away first")
            one.add_argument("--same-host", action="store_true", help="nobody is at work, all goes on as it was")


def backup(asked: argparse.Namespace) -> None:
    try:
        _backup(asked.file.absolute())
    except OSError as error:
        raise Refused(f"{error.filename or asked.file}: {error.strerror or error}") from error


def _backup(target: Path) -> None:
    with database(), _staging(target.parent / f".{target.name}.unfinished") as folder:
        from linli.kernel.database.dump import dump
        from linli.kernel.secrets.keys import fingerprints

        dumped, staged = Path(folder) / DATABASE, Path(folder) / "backup.tar"
        dump(dumped)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "linli": version("linli"),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "rehearsal": rehearsal_mark().exists(),
            "keys": fingerprints(),
        }
        (Path(folder) / MANIFEST).write_text(json.dumps(manifest, indent=1))
        with tarfile.open(staged, "w") as tar:
            tar.add(Path(folder) / MANIFEST, MANIFEST)
            tar.add(dumped, DATABASE)
            for file in _kept():
                with suppress(FileNotFoundError):  # nothing referred to it, so it was thrown away
                    tar.add(file, str(file.relative_to(data())))
        with staged.open("ab") as sealed:
            sealed.write(_seal(staged))
        staged.chmod(0o600)
        _to_disk(staged)
        staged.replace(target)
        _to_disk(target.parent)
        _noted(target)
    print(f"{target} holds the installation. Its keys are not in it: keep {data() / 'keys'} elsewhere.")
    print("\n".join(f"key {name}" for name in manifest["keys"]))


def _to_disk(path: Path) -> None:
    """What was written to a file, or put into a folder, is there after a power cut."""
    number = os.open(path, os.O_RDONLY)
    os.fsync(number)
    os.close(number)


def _noted(target: Path) -> None:
    from linli.kernel.database.models import Care
    from linli.kernel.database.upkeep import note

    note(Care.BACKUP, f"{target.name}, {target.stat().st_size:,} bytes")


def restore(asked: argparse.Namespace) -> None:
    try:
        _check(asked.file)
        with tarfile.open(asked.file, "r:") as tar:
            _restore(tar, asked.replace, asked.same_host)
    except OSError as error:
        raise Refused(f"{error.filename or asked.file}: {error.strerror or error}") from error
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise Refused(f"{asked.file} is damaged, or no backup: {error}") from error


def _restore(tar: tarfile.TarFile, replace: bool, same: bool) -> None:
    """Nothing is written before the keys are known to be there, nothing in the database before the files are.

    From before the database is filled until its messages are held a mark lies in DATA: nothing else runs meanwhile, and
    a restore that was broken off is taken up by repeating it.
    """
    manifest = _manifest(tar)
    _need_keys(manifest["keys"])
    with alone(data()), _staging(data() / "restoring") as folder:
        dumped = Path(folder) / DATABASE
        _copy(tar, tar.getmember(DATABASE), dumped)
        with database(complete=False):
            from linli.kernel.database.dump import DumpError
            from linli.kernel.database.dump import restore as fill

            mark, made = half_restored_mark(), str(manifest["made"])
            if replace:
                _throw_away(mark, made, same)
            if has_tables():
                if not mark.exists() or mark.read_text() != made:
                    raise Refused("This installation is not empty: restore needs a DATA without tables.")
            else:
                mark.write_text(made)
                _restore_files(tar)
                try:
                    fill(dumped)
                except DumpError as error:
                    mark.unlink()
                    raise Refused(str(error)) from error
            from linli.commons.messages.actions import hold

            if not same:
                hold()
            if manifest["rehearsal"]:
                rehearsal_mark().touch()
            mark.unlink()
    print("Restored." if same else "Restored. Messages are held until `linli messages release`.")


def _throw_away(mark: Path, made: str, same: bool) -> None:
    """What is in the database goes, and a mark says so before; where nothing could go, nothing is marked.

    On the same host nobody is at work: who is still connected has lost the line.
    """
    from linli.kernel.database.dump import DumpError, empty, end_lost

    marked = mark.exists()
    mark.write_text(made)
    try:
        if same:
            end_lost()
        empty()
    except DumpError as error:
        if not marked:
            mark.unlink()
        raise Refused(str(error)) from error


@contextmanager
def _staging(folder: Path) -> Iterator[str]:
    """A folder for the plain dump; what was left of its own by one that was killed goes first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield str(folder)
    finally:
        shutil.rmtree(folder)


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    member = tar.extractfile(MANIFEST)
    manifest = json.load(member) if member else {}
    if manifest.get("format") != FORMAT:
        raise Refused(f"This is no backup that this Linli can read; it reads {FORMAT}.")
    return dict(manifest)


def _need_keys(needed: list[str]) -> None:
    """Name the keys that the backup needs; Refused if one of them is not in DATA/keys."""
    from linli.kernel.secrets.keys import lying_in

    print("Keys needed: " + ", ".join(needed))
    missing = sorted(set(needed) - set(lying_in(data() / "keys")))
    if missing:
        raise Refused(f"Not in {data() / 'keys'}: {', '.join(missing)}. Nothing was written.")


def _restore_files(tar: tarfile.TarFile) -> None:
    """Only what a backup keeps, and plain files only: an archive may name any path."""
    for member in tar:
        parts = Path(member.name).parts
        if member.isfile() and parts[0] in KEPT and ".." not in parts:
            target = data().joinpath(*parts)
            there = parts[0] == "files" and target.exists() and target.stat().st_size == member.size
            if not there:  # a paper never changes: one that lies there is left alone
                _copy(tar, member, target)
    os.sync()


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    for folder in (target.parent.parent, target.parent):  # with `parents`, mkdir gives its mode to the last one only
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = tar.extractfile(member)
    if content is None:
        raise ValueError(f"{member.name} is no file")
    staged = target.with_name(f".{target.name}.unfinished")
    with open(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        shutil.copyfileobj(content, out, 1 << 20)
    staged.replace(target)


def _kept() -> Iterator[Path]:
    """What a backup keeps, one file after another: one that is being written has no name yet, and may vanish."""
    for name in KEPT:
        for file in sorted((data() / name).rglob("*")) or [data() / name]:
            if file.is_file() and not file.name.startswith("."):
                yield file


def _seal(file: Path, size: int | None = None) -> bytes:
    """What stands at the end of a backup, over its first `size` bytes."""
    digest, left = hashlib.sha256(), file.stat().st_size if size is None else size
    with file.open("rb") as content:
        while left and (part := content.read(min(left, 1 << 20))):
            digest.update(part)
            left -= len(part)
    return f"{FORMAT} {digest.hexdigest()}\n".encode()


def _check(file: Path) -> None:
    """Raises ValueError unless every byte is as it was written, before anything is read or written."""
    size = file.stat().st_size - SEAL
    with file.open("rb") as content:
        content.seek(max(size, 0))
        if size < 0 or content.read() != _seal(file, size):
            raise ValueError("its end is not the seal of what stands before it")
