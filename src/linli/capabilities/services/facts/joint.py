"""What can have happened to several items that were applied for as one."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class JointFiled:
    """Several items were applied for as one (一件事); each of these parts is a matter, or waits to become one."""

    VERSION = 1
    item: str
    version: int
    channel: str
    parts: list[str]


@fact
@dataclass(frozen=True)
class PartLeft:
    """A part that waited is not begun: what it needs was not granted (`because` of that item), or it is left out."""

    VERSION = 1
    item: str
    left: str
    because: str


@fact
@dataclass(frozen=True)
class PartNotFiled:
    """What a part waited for was granted, but it could not be filed as prepared: the person has to look at it."""

    VERSION = 1
    item: str
