"""What can have happened to a register."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class RegisterLoaded:
    """A list took the place of the one before it: what it shows, as of which day, serving until when, its length."""

    VERSION = 1
    kind: str
    as_of: str
    use_until: str
    entries: int


@fact
@dataclass(frozen=True)
class RegisterUnloaded:
    """A list was taken out: what it showed, as of which day, its length. It proves nothing any more."""

    VERSION = 1
    kind: str
    as_of: str
    entries: int
