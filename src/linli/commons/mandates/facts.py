"""What can have happened to a mandate. Persons stand in its row; the record names none."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class GuardianshipAsked:
    """Somebody asks to be known as a guardian; content: of whom, as they wrote it."""

    VERSION = 1
    ground: str


@fact
@dataclass(frozen=True)
class GuardianshipRefused:
    """The window could not confirm it; content: the reason."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class MandateOffered:
    """Somebody wants another to act for them; content: the other's name. `items`: codes, none for all."""

    VERSION = 1
    items: list[str]
    until: str


@fact
@dataclass(frozen=True)
class MandateBegun:
    """From now on somebody may act: taken up, confirmed, or written down at the window. Dates `[since, until)`."""

    VERSION = 1
    kind: str
    ground: str
    items: list[str]
    since: str
    until: str | None


@fact
@dataclass(frozen=True)
class MandateEnded:
    """`whose`: principal, agent or window ended it, or its time did; content: the reason."""

    VERSION = 1
    whose: str


@fact
@dataclass(frozen=True)
class WardChanged:
    """A guardian changed what is known of the ward; what it is stands in the profile alone."""

    VERSION = 1
