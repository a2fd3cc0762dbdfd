"""Keys lie in DATA/keys, one file each, and never in a backup.

`data-N.key` seals, `index-N.key` makes blind indexes; the highest number is used for what is new, all are read. A key
file holds the suite it was made under and 32 random bytes, and is known by its fingerprint.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FORMAT = "linli-key-1"
FILE = re.compile(r"(data|index)-([1-9][0-9]*)\.key")


@dataclass(frozen=True)
class Key:
    """One key file."""

    use: str
    number: int
    suite: str
    root: bytes

    @property
    def fingerprint(self) -> str:
        """`data-1:` and the first 8 bytes of the key's SHA-256 in hex."""
        return f"{self.use}-{self.number}:{hashlib.sha256(self.root).hexdigest()[:16]}"

    @property
    def id(self) -> bytes:
        """4 bytes that stand in everything made with the key."""
        return hashlib.sha256(self.root).digest()[:4]


def session_key(file: Path) -> str:
    """Django's SECRET_KEY: made at the first start, kept beside the other keys."""
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return _create(file, secrets.token_urlsafe(48))


def current(use: str) -> Key:
    """The newest key for this use (data, index); made at first need."""
    return all_of(use)[-1]


def all_of(use: str) -> tuple[Key, ...]:
    """All keys for this use, oldest first; the first is made at first need."""
    folder = Path(settings.KEYS)
    found = _ring(folder).get(use)
    if not found:
        made = f"{FORMAT} {settings.SUITE} {secrets.token_hex(32)}"
        _create(folder / f"{use}-1.key", made)
        _ring.cache_clear()
        found = _ring(folder)[use]
    return found


def with_id(use: str, key_id: bytes) -> Key | None:
    """The key that has this id; a file that was added since is found too."""
    for attempt in (1, 2):
        for key in _ring(Path(settings.KEYS)).get(use, ()):
            if key.id == key_id:
                return key
        if attempt == 1:
            _ring.cache_clear()
    return None


def fingerprints() -> list[str]:
    """The keys that this installation's data needs to be read."""
    return lying_in(Path(settings.KEYS))


def lying_in(folder: Path) -> list[str]:
    """The fingerprints of the keys in a folder. Raises ValueError for a file that holds no key."""
    return [key.fingerprint for keys in _read(folder).values() for key in keys]


@lru_cache(maxsize=8)
def _ring(folder: Path) -> dict[str, tuple[Key, ...]]:
    return _read(folder)


def _read(folder: Path) -> dict[str, tuple[Key, ...]]:
    ring: dict[str, list[Key]] = {}
    for file in folder.iterdir() if folder.is_dir() else ():
        if name := FILE.fullmatch(file.name):
            ring.setdefault(name[1], []).append(_key(file, name[1], int(name[2])))
    return {use: tuple(sorted(keys, key=lambda key: key.number)) for use, keys in sorted(ring.items())}


def _key(file: Path, use: str, number: int) -> Key:
    words = file.read_text().split()
    if len(words) != 3 or words[0] != FORMAT or not re.fullmatch("[0-9a-f]{64}", words[2]):
        raise ValueError(f"{file} holds no key.")
    return Key(use, number, words[1], bytes.fromhex(words[2]))


def _create(file: Path, text: str) -> str:
    """Write a new key file whole and for good, or read the one that another starter wrote first."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    handle, staged = tempfile.mkstemp(dir=file.parent)  # 0600
    try:
        with os.fdopen(handle, "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.link(staged, file)  # unlike a rename, it never replaces: the first of several starters wins
    except FileExistsError:
        return file.read_text().strip()
    finally:
        os.unlink(staged)  # noqa: PTH108
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)  # what is sealed next must not outlive its key in a power cut
    os.close(folder)
    return text
