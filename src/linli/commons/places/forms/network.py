"""A network file to clean values, every flaw named at once.

A file is whole in itself: it names no place or unit that it doesn't contain.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TypeVar

from linli.commons.places.actions import LinkIn, NetworkIn, PlaceIn, UnitIn
from linli.commons.places.forms import values
from linli.commons.places.rules import Period, holds, overlaps, shared, within
from linli.commons.places.states import LIES_IN, ONE_AT_A_TIME, PLACED, PlaceKind, Purpose, UnitKind
from linli.kernel.sources import At, Checker, Source

PLACE_KEYS = ("parent", "valid_from", "valid_until", "successor", "assumed", "reason")
UNIT_KEYS = (
    "address", "point", "hours", "promise", "corrections", "valid_from", "valid_until", "serves", "assumed", "reason",
)  # fmt: skip


Coded = TypeVar("Coded", PlaceIn, UnitIn)


def read_network(c: Checker) -> NetworkIn:
    """The clean network; what is wrong is noted in the checker, whose `finish` raises it."""
    c.mapping((), required=["network", "valid_from", "source", "places", "units"])
    code = values.code(c, ("network",)) if c.has(("network",)) else ""
    first = c.date(("valid_from",), required=False) or date.min
    c.text(("source",), required=False, longest=2000)
    places = tuple(_place(c, at, first) for at in c.items(("places",), least=1))
    by_code = _by_code(c, places)
    units = tuple(_unit(c, at, first, by_code) for at in c.items(("units",), least=1))
    _by_code(c, units)
    for place in places:
        _check_parents(c, place, by_code)
        _check_successor(c, place, by_code)
    _check_serves(c, units)
    return NetworkIn(c.source, code, places, units)


def _by_code(c: Checker, rows: tuple[Coded, ...]) -> dict[str, Coded]:
    found: dict[str, Coded] = {}
    row: Coded
    for row in rows:
        if row.code in found:
            c.flaw((*row.at, "code"), f"{row.code} is written twice; first in line {c.source.line(found[row.code].at)}")
        elif row.code:
            found[row.code] = row
    return found


def _place(c: Checker, at: At, first: date) -> PlaceIn:
    c.mapping(at, required=["code", "kind", "name"], optional=PLACE_KEYS)
    valid = values.period(c, at, first)
    return PlaceIn(
        at,
        values.code(c, (*at, "code")) if c.has((*at, "code")) else "",
        c.one_of((*at, "kind"), PlaceKind.values, required=False),
        values.names(c, (*at, "name")) if c.has((*at, "name")) else {},
        valid,
        values.assumption(c, at),
        c.text((*at, "successor"), required=False, longest=60),
        _parents(c, (*at, "parent"), valid),
    )


def _parents(c: Checker, at: At, valid: Period) -> tuple[LinkIn, ...]:
    """One parent for as long as the place lasts, or a list of `{place, from, until}`."""
    if not isinstance(c.source.get(at), list):
        code = c.text(at, required=False, longest=60)
        return (LinkIn(at, code, valid),) if code else ()
    links = []
    for item in c.items(at):
        c.mapping(item, required=["place"], optional=["from", "until"])
        during = values.period(c, item, valid[0], ("from", "until"))
        if not c.has((*item, "until")):
            during = during[0], valid[1]
        links.append(LinkIn(item, c.text((*item, "place"), required=False, longest=60), during))
    return tuple(links)


def _unit(c: Checker, at: At, first: date, places: dict[str, PlaceIn]) -> UnitIn:
    c.mapping(at, required=["code", "kind", "name"], optional=UNIT_KEYS)
    valid = values.period(c, at, first)
    code = values.code(c, (*at, "code")) if c.has((*at, "code")) else ""
    if code in PLACED:
        c.flaw((*at, "code"), f"{code} is the catalogue's word for a desk found by place, no unit's code")
    return UnitIn(
        at,
        code,
        c.one_of((*at, "kind"), UnitKind.values, required=False),
        values.names(c, (*at, "name")) if c.has((*at, "name")) else {},
        c.text((*at, "address"), required=False),
        values.point(c, (*at, "point")),
        values.hours(c, (*at, "hours")),
        values.assumption(c, (*at, "hours")) if isinstance(c.source.get((*at, "hours")), dict) else {},
        values.promise(c, (*at, "promise")),
        values.corrections(c, (*at, "corrections")),
        valid,
        values.assumption(c, at),
        tuple(link for group in c.items((*at, "serves")) for link in _serves(c, group, valid, places)),
    )


def _serves(c: Checker, at: At, valid: Period, places: dict[str, PlaceIn]) -> list[LinkIn]:
    """One group: a purpose, its places, and when."""
    c.mapping(at, required=["purpose", "places"], optional=["from", "until", "assumed", "reason"])
    purpose = c.one_of((*at, "purpose"), Purpose.values, required=False)
    assumed = values.assumption(c, at)
    written = c.has((*at, "from")) or c.has((*at, "until"))
    during = values.period(c, at, valid[0], ("from", "until"))
    links = []
    for item in c.items((*at, "places"), least=1) if c.has((*at, "places")) else ():
        code = c.text(item, longest=60)
        place = places.get(code)
        if code and place is None:
            c.flaw(item, f"{code} is no place of this file")
        elif place:
            common = shared(valid, place.valid)
            if common is None or (written and not within(_ending(during, common), common)):
                c.flaw(item, "is served on days on which the unit or the place does not exist")
            else:
                links.append(LinkIn(item, code, _ending(during, common) if written else common, purpose, assumed))
    return links


def _ending(during: Period, common: Period) -> Period:
    """An open end ends with what it links."""
    return during[0], during[1] or common[1]


def _check_parents(c: Checker, place: PlaceIn, places: dict[str, PlaceIn]) -> None:
    allowed = LIES_IN.get(place.kind, ())
    if allowed and not place.parents and c.source.get((*place.at, "parent")) in (None, []):
        c.flaw((*place.at, "parent"), f"is missing: a {place.kind} lies in a {' or '.join(allowed)}")
    for link in place.parents:
        parent = places.get(link.place)
        if link.place and parent is None:
            c.flaw(link.at, f"{link.place} is no place of this file")
        elif parent and place.kind and parent.kind and parent.kind not in allowed:
            c.flaw(link.at, f"a {place.kind} can't lie in a {parent.kind}")
        elif parent and not (within(link.during, place.valid) and within(link.during, parent.valid)):
            c.flaw(link.at, f"holds on days on which {place.code} or {parent.code} does not exist")
    for later, earlier in overlaps((link.during, link) for link in place.parents):
        c.flaw(later.at, f"shares days with the parent {earlier.place}")
    _check_gaps(c, place)


def _check_gaps(c: Checker, place: PlaceIn) -> None:
    """On every day of its own a place lies in another."""
    reached: date | None = place.valid[0]
    for link in sorted(place.parents, key=lambda link: link.during[0]):
        if reached and link.during[0] > reached:
            c.flaw(link.at, f"leaves {place.code} without a parent from {reached} until {link.during[0]}")
        reached = max(reached, link.during[1]) if reached and link.during[1] else None
    if place.parents and reached and (place.valid[1] is None or reached < place.valid[1]):
        c.flaw(place.parents[-1].at, f"leaves {place.code} without a parent from {reached} on")


def _check_successor(c: Checker, place: PlaceIn, places: dict[str, PlaceIn]) -> None:
    if not place.successor:
        return
    at = (*place.at, "successor")
    successor = places.get(place.successor)
    if successor is None:
        c.flaw(at, f"{place.successor} is no place of this file")
    elif place.valid[1] is None:
        c.flaw(at, "a place that has not ended (valid_until) has no successor")
    elif successor.kind != place.kind:
        c.flaw(at, f"a {place.kind} can't be succeeded by a {successor.kind}")
    elif not holds(successor.valid, place.valid[1]):
        # It must be there when the other ends: so no succession can go round in a circle.
        c.flaw(at, f"{successor.code} does not exist on {place.valid[1]}")


def _check_serves(c: Checker, units: tuple[UnitIn, ...]) -> None:
    single: defaultdict[tuple[str, str], list[tuple[Period, tuple[UnitIn, LinkIn]]]] = defaultdict(list)
    for unit in units:
        own: defaultdict[tuple[str, str], list[tuple[Period, LinkIn]]] = defaultdict(list)
        for link in unit.serves:
            key = link.place, link.purpose
            if link.purpose in ONE_AT_A_TIME:
                single[key].append((link.during, (unit, link)))
            else:
                own[key].append((link.during, link))
        for rows in own.values():
            for later, _earlier in overlaps(rows):
                c.flaw(later.at, f"{later.place} is written twice for {later.purpose}")
    for clashing in single.values():
        for (_unit_later, later), (unit, _link) in overlaps(clashing):
            c.flaw(later.at, f"{later.place} already has a unit that {later.purpose}: {unit.code}")


def clean_network(source: Source) -> NetworkIn:
    """The clean network of a file. Raises Flawed with all that is wrong."""
    c = Checker(source)
    network = read_network(c)
    c.finish()
    return network
