"""The verbs of the network: load it, and keep its reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from linli.commons.places.actions.clean import NetworkIn, PlaceIn, UnitIn
from linli.commons.places.actions.kept import check_against_kept
from linli.commons.places.models import Place, PlaceEdge, Reach, Serves, Succession, Unit
from linli.commons.places.queries import Network, load
from linli.commons.places.states import PlaceKind
from linli.kernel import clock
from linli.kernel.database.generation import bump
from linli.kernel.sources import Checker

Coded = TypeVar("Coded", Place, Unit)


@dataclass(frozen=True)
class Loaded:
    """What loading a network changed; `unserved` are communities that nobody takes matters in for today."""

    network: str
    places: int
    units: int
    made: int
    changed: int
    absent: tuple[str, ...]
    unserved: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.network}: {self.places} places, {self.units} units; {self.made} new, {self.changed} changed"]
        if self.absent:
            lines.append(f"not in the file and kept as they were: {', '.join(self.absent)}")
        if self.unserved:
            lines.append(f"nobody takes in for: {', '.join(self.unserved)}")
        return "\n".join(lines)


def load_network(clean: NetworkIn) -> Loaded:
    """Make the places and units as the file says, all or nothing; loading the same file twice changes nothing.

    A place or unit that the file doesn't name stays as it is: ending one is another matter than leaving it out.
    Raises Flawed with every flaw.
    """
    with transaction.atomic():
        _alone()
        c = Checker(clean.source)
        check_against_kept(c, clean)
        c.finish()
        made, changed = _save(clean)
        if made or changed:
            refresh_reach()
            bump()
        after = load(clock.today())
    return Loaded(
        clean.code,
        len(clean.places),
        len(clean.units),
        made,
        changed,
        _absent(after, clean),
        tuple(sorted(_unserved(after))),
    )


def _alone() -> None:
    """A second loader waits here, then finds nothing to change."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE places_place IN SHARE ROW EXCLUSIVE MODE")


def refresh_reach() -> int:
    """Write anew which communities each unit reaches today; to be called on each new day too, for links are dated.

    Returns the number of rows that changed.
    """
    today = load(clock.today())
    wanted = {(unit_id, place_id) for unit_id in today.units for place_id in today.reach(unit_id)}
    with transaction.atomic():
        kept = {(row.unit_id, row.place_id): row.pk for row in Reach.objects.select_for_update()}
        gone = [kept[pair] for pair in kept.keys() - wanted]
        new = sorted(wanted - kept.keys())
        Reach.objects.filter(pk__in=gone).delete()
        Reach.objects.bulk_create(
            [Reach(unit_id=unit, place_id=place) for unit, place in new], batch_size=1000, ignore_conflicts=True
        )
    return len(gone) + len(new)


def _absent(after: Network, clean: NetworkIn) -> tuple[str, ...]:
    places = {place.code for place in after.places.values()} - {place.code for place in clean.places}
    units = {unit.code for unit in after.units.values()} - {unit.code for unit in clean.units}
    return (*sorted(places), *sorted(units))


def _unserved(after: Network) -> Iterable[str]:
    for place in after.places.values():
        if place.kind == PlaceKind.COMMUNITY and after.is_open(place):
            try:
                after.takes_in(place.pk)
            except LookupError:
                yield place.code


class _Tally:
    """Which places and units were made, and which others changed in any way."""

    def __init__(self) -> None:
        self.made: set[tuple[str, str]] = set()
        self.changed: set[tuple[str, str]] = set()

    def upsert(self, model: type[Coded], code: str, wanted: dict[str, Any]) -> Coded:
        """The row of a code, made or brought up to date."""
        row = model._default_manager.filter(code=code).first()
        if row is None:
            self.made.add((model.__name__, code))
            return model._default_manager.create(code=code, **wanted)
        if any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()
            self.note(model, code)
        return row

    def note(self, model: type[Model], code: str) -> None:
        self.changed.add((model.__name__, code))

    def counts(self) -> tuple[int, int]:
        return len(self.made), len(self.changed - self.made)


def _save(clean: NetworkIn) -> tuple[int, int]:
    """How many places and units were made, and how many changed."""
    tally = _Tally()
    ids = {place.code: tally.upsert(Place, place.code, _place_fields(place)).pk for place in clean.places}
    for place in clean.places:
        if _save_edges(place, ids) | _save_successor(place, ids):
            tally.note(Place, place.code)
    units = [(tally.upsert(Unit, unit.code, _unit_fields(unit)).pk, unit) for unit in clean.units]
    moved = _save_serves(units, ids)
    for unit_id, unit in units:
        if unit_id in moved:
            tally.note(Unit, unit.code)
    return tally.counts()


def _place_fields(place: PlaceIn) -> dict[str, Any]:
    return {
        "kind": place.kind,
        "name": place.names["zh-hans"],
        "names": place.names,
        "valid": DateRange(*place.valid),
        "assumed": place.assumed,
    }


def _unit_fields(unit: UnitIn) -> dict[str, Any]:
    names = ("kind", "names", "address", "point", "hours", "promise", "corrections", "assumed")
    return {
        **{name: getattr(unit, name) for name in names},
        "name": unit.names["zh-hans"],
        "hours_assumed": unit.hours_assumed,
        "valid": DateRange(*unit.valid),
    }


def _save_edges(place: PlaceIn, ids: dict[str, int]) -> bool:
    wanted = {(ids[link.place], DateRange(*link.during)) for link in place.parents}
    kept = {(edge.parent_id, edge.during): edge.pk for edge in PlaceEdge.objects.filter(child_id=ids[place.code])}
    PlaceEdge.objects.filter(pk__in=[kept[link] for link in kept.keys() - wanted]).delete()
    new = [PlaceEdge(child_id=ids[place.code], parent_id=at, during=during) for at, during in wanted - kept.keys()]
    PlaceEdge.objects.bulk_create(new)
    return kept.keys() != wanted


def _save_successor(place: PlaceIn, ids: dict[str, int]) -> bool:
    kept = Succession.objects.filter(predecessor_id=ids[place.code]).first()
    wanted = ids[place.successor] if place.successor else None
    if (kept.successor_id if kept else None) == wanted:
        return False
    if kept:
        kept.delete()
    if wanted:
        Succession.objects.create(predecessor_id=ids[place.code], successor_id=wanted)
    return True


def _save_serves(units: list[tuple[int, UnitIn]], ids: dict[str, int]) -> set[int]:
    """All units' at once, the old gone before the new come: a community may move from one unit to another.

    Returns the units whose services changed.
    """
    wanted = {
        (unit_id, ids[link.place], link.purpose, DateRange(*link.during)): link.assumed
        for unit_id, unit in units
        for link in unit.serves
    }
    rows = Serves.objects.filter(unit_id__in=[unit_id for unit_id, _unit in units])
    kept = {(row.unit_id, row.place_id, row.purpose, row.during): row for row in rows}
    gone = {key: row for key, row in kept.items() if wanted.get(key) != row.assumed}
    new = [key for key in wanted if key not in kept or key in gone]
    Serves.objects.filter(pk__in=[row.pk for row in gone.values()]).delete()
    Serves.objects.bulk_create(
        [Serves(unit_id=k[0], place_id=k[1], purpose=k[2], during=k[3], assumed=wanted[k]) for k in new],
        batch_size=1000,
    )
    return {key[0] for key in (*new, *gone)}
