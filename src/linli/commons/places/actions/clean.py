"""What a network file says, read and consistent in itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from linli.commons.places.rules import Period
from linli.kernel.sources import At, Source


@dataclass(frozen=True)
class LinkIn:
    """A dated link to a place: a parent, or a place that a unit serves."""

    at: At
    place: str
    during: Period
    purpose: str = ""
    assumed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceIn:
    """A place as a file has it."""

    at: At
    code: str
    kind: str
    names: dict[str, str]
    valid: Period
    assumed: dict[str, str]
    successor: str
    parents: tuple[LinkIn, ...]


@dataclass(frozen=True)
class UnitIn:
    """A unit as a file has it."""

    at: At
    code: str
    kind: str
    names: dict[str, str]
    address: str
    point: list[float] | None
    hours: dict[str, Any] | None
    hours_assumed: dict[str, str]
    promise: dict[str, Any] | None
    corrections: dict[str, Any] | None
    valid: Period
    assumed: dict[str, str]
    serves: tuple[LinkIn, ...]


@dataclass(frozen=True)
class NetworkIn:
    """A whole file: consistent in itself."""

    source: Source
    code: str
    places: tuple[PlaceIn, ...]
    units: tuple[UnitIn, ...]
