"""Blind indexes: looking up a value that is only stored sealed, by a keyed tag of it.

A version is one index key together with the suite it was made under: an installation that changes its suite for new
data keeps finding people, until it makes a new index key and writes both for a while.
"""

from __future__ import annotations

from functools import lru_cache

from linli.kernel.secrets import keys
from linli.kernel.secrets.suites import named


def blind(kind: str, value: str) -> bytes:
    """The tag of a value of this kind (`cn-id`, `phone`, …) under the newest version, 37 bytes.

    The same value always has the same tag, so the caller brings it into one form first.
    """
    return _tag(keys.current("index"), kind, value)


def blinds(kind: str, value: str) -> list[tuple[int, bytes]]:
    """(version, tag) under every version, oldest first: for looking up while a key rotates."""
    return [(key.number, _tag(key, kind, value)) for key in keys.all_of("index")]


def _tag(key: keys.Key, kind: str, value: str) -> bytes:
    suite = named(key.suite)
    return bytes([suite.number]) + key.id + suite.tag(_derived(key, kind), value.encode())


@lru_cache(maxsize=64)
def _derived(key: keys.Key, kind: str) -> bytes:
    return named(key.suite).derive(key.root, f"linli blind {kind}".encode(), 32)
