"""What can have happened to what is held of a person. The record names nobody: the account stands as who did it."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class DataExported:
    """Somebody took a copy of all that is held of them. `how`: page or program."""

    VERSION = 1
    how: str


@fact
@dataclass(frozen=True)
class ErasureAsked:
    """Somebody asked for all that is held of them to be erased: how much stays unused, how much is under way, and what
    was forgotten of the profile. `file`: at a window, the scan of the sheet that was signed; then the entry is about
    the person."""

    VERSION = 2  # in the first nobody asked at a window
    restricted: int
    kept: int
    forgotten: list[str]
    file: str = ""
