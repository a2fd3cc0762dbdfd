"""Offices and stations, found by name, address, kind, and the communities for which a station takes in."""

from __future__ import annotations

from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.commons.places.states import PlaceKind, Purpose, UnitKind
from linli.kernel.access.grants import Somebody
from linli.kernel.texts import said
from linli.kernel.ui.finding import Found, Hit, counted_off, fit, words
from linli.shell.stations import card


def find_offices(user: Somebody, q: str, mark: str, limit: int) -> Found:
    """Those that are open to this day, stations first, by code; all from memory."""
    places, asked = network(), words(q)
    units = (unit for unit in places.units.values() if places.is_open(unit) and fit(asked, *_texts(unit)))
    ordered = sorted(units, key=lambda unit: (unit.kind != UnitKind.STATION, unit.code))
    return counted_off([_hit(unit) for unit in ordered], mark, limit)


def _texts(unit: Unit) -> list[str]:
    places = network()
    here = [s.place_id for s in places.serving_of(unit.pk) if s.purpose == Purpose.TAKES_IN]
    near = [places.place_by_id(at) for at in here]
    names = [
        name for place in near if place.kind == PlaceKind.COMMUNITY for name in (place.name, *place.names.values())
    ]
    return [unit.name, *unit.names.values(), unit.address, str(UnitKind(unit.kind).label), *names]


def _hit(unit: Unit) -> Hit:
    name = said(unit.names) or unit.name
    if not unit.hours:
        return Hit(name, unit.address or str(UnitKind(unit.kind).label))
    told = card(unit)
    return Hit(name, " · ".join(filter(None, [told.address, told.hours])), state=told.state[:2])
