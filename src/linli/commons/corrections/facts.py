"""What can have happened to an asking for correction. What was written is its content; the record names nobody."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class CorrectionAsked:
    """Somebody says that something held of a person is wrong. `about`: the kind of holding."""

    VERSION = 1
    about: str


@fact
@dataclass(frozen=True)
class CorrectionAnswered:
    """The desk answered. `changed`: the names of what was put right in the profile with the answer."""

    VERSION = 1
    outcome: str
    changed: list[str]
