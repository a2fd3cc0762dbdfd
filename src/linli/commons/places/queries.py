"""The network in memory, as it stands today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from linli.commons.places.models import Place, PlaceEdge, Serves, Succession, Unit
from linli.commons.places.states import PlaceKind, Purpose
from linli.kernel import clock
from linli.kernel.database.generation import Cached


@dataclass(frozen=True)
class Serving:
    """A unit serves a place today."""

    unit_id: int
    place_id: int
    purpose: str
    assumed: dict[str, str]


@dataclass(frozen=True)
class Network:
    """All places and units, ended ones too; edges and services as of one day. Look-ups raise LookupError."""

    day: date
    places: dict[int, Place]
    units: dict[int, Unit]
    parent_of: dict[int, int]
    successor_of: dict[int, int]
    serving: tuple[Serving, ...]
    _place_ids: dict[str, int] = field(default_factory=dict)
    _unit_ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._place_ids.update((place.code, place.pk) for place in self.places.values())
        self._unit_ids.update((unit.code, unit.pk) for unit in self.units.values())

    def place(self, code: str) -> Place:
        return self.places[self._place_ids[code]]

    def unit(self, code: str) -> Unit:
        return self.units[self._unit_ids[code]]

    def place_by_id(self, place_id: int) -> Place:
        return self.places[place_id]

    def unit_by_id(self, unit_id: int) -> Unit:
        return self.units[unit_id]

    def is_open(self, thing: Place | Unit) -> bool:
        """Whether the place or unit exists on this day."""
        return covers(thing.valid, self.day)

    def parents(self, place_id: int) -> tuple[Place, ...]:
        """What the place lies in, nearest first."""
        return tuple(self.places[at] for at in self._upwards(place_id) if at != place_id)

    def _upwards(self, place_id: int) -> Iterator[int]:
        """The place and what it lies in; an ended place goes on in its successor."""
        at: int | None = place_id
        seen: set[int] = set()
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            at = self.parent_of.get(at) or self.successor_of.get(at)

    def takes_in(self, place_id: int) -> Unit:
        """The unit that takes matters in for the place today."""
        return self._nearest(place_id, Purpose.TAKES_IN)

    def administers(self, place_id: int) -> Unit:
        """The unit that administers the place today: its own, or that of the nearest place around it."""
        return self._nearest(place_id, Purpose.ADMINISTERS)

    def _nearest(self, place_id: int, purpose: str) -> Unit:
        for at in self._upwards(place_id):
            for serving in self._by_place[at]:
                if serving.purpose == purpose:
                    return self.units[serving.unit_id]
        raise LookupError(f"no unit {purpose} place {place_id} on {self.day}")

    def desk(self, place_id: int, name: str) -> Unit:
        """The unit behind a desk's name for a matter of this place: `station`, `street` or a unit's code."""
        if name == "station":
            return self.takes_in(place_id)
        if name == "street":
            return self.administers(place_id)
        unit = self.unit(name)
        if not self.is_open(unit):
            raise LookupError(f"unit {name} is not open on {self.day}")
        return unit

    def reach(self, unit_id: int) -> frozenset[int]:
        """The communities that the unit serves today, with those that these have succeeded."""
        return self._reach.get(unit_id, frozenset())

    def under(self, place_id: int) -> frozenset[int]:
        """Every place that lies in this one today, near or far, itself not included."""
        found: set[int] = set()
        new = {place_id}
        while new:
            new = {child for child, parent in self.parent_of.items() if parent in new} - found - {place_id}
            found |= new
        return frozenset(found)

    def serving_of(self, unit_id: int) -> tuple[Serving, ...]:
        """What the unit does today, by purpose and place."""
        return self._by_unit[unit_id]

    def serving_units(self, place_id: int) -> frozenset[int]:
        """The units that serve the place today, or a place around it."""
        return frozenset(serving.unit_id for at in self._upwards(place_id) for serving in self._by_place[at])

    @cached_property
    def _by_place(self) -> defaultdict[int, tuple[Serving, ...]]:
        return _grouped((serving.place_id, serving) for serving in self.serving)

    @cached_property
    def _by_unit(self) -> defaultdict[int, tuple[Serving, ...]]:
        def order(serving: Serving) -> tuple[str, str]:
            return serving.purpose, self.places[serving.place_id].code

        return _grouped((serving.unit_id, serving) for serving in sorted(self.serving, key=order))

    @cached_property
    def _reach(self) -> dict[int, frozenset[int]]:
        found: defaultdict[int, set[int]] = defaultdict(set)
        for place in self.places.values():
            if place.kind == PlaceKind.COMMUNITY:
                for unit_id in self.serving_units(place.pk):
                    found[unit_id].add(place.pk)
        return {unit_id: frozenset(reached) for unit_id, reached in found.items()}


def _grouped(pairs: Iterable[tuple[int, Serving]]) -> defaultdict[int, tuple[Serving, ...]]:
    found: defaultdict[int, tuple[Serving, ...]] = defaultdict(tuple)
    for key, serving in pairs:
        found[key] += (serving,)
    return found


def covers(period: Any, day: date) -> bool:
    """Whether a `[)` range of dates holds the day; None stands for without end."""
    return (period.lower is None or period.lower <= day) and (period.upper is None or day < period.upper)


def load(day: date) -> Network:
    """The network of one day, from the database: five queries.

    Links before what they link: places and units are never deleted, so none is missing whoever writes meanwhile.
    """
    edges = dict(PlaceEdge.objects.filter(during__contains=day).values_list("child_id", "parent_id"))
    successions = dict(Succession.objects.values_list("predecessor_id", "successor_id"))
    rows = list(Serves.objects.filter(during__contains=day))
    places = {place.pk: place for place in Place.objects.all()}
    units = {unit.pk: unit for unit in Unit.objects.all()}
    serving = tuple(
        Serving(row.unit_id, row.place_id, row.purpose, row.assumed)
        for row in rows
        if covers(units[row.unit_id].valid, day)
    )
    return Network(day, places, units, edges, successions, serving)


network: Cached[Network] = Cached(lambda: load(clock.today()), clock.today)
