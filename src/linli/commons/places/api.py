"""`/places` and `/units`: the network as it stands today, in the order of codes."""

from __future__ import annotations

from typing import Any, Literal, get_args

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from linli.commons.places.models import Place, Unit
from linli.commons.places.queries import Network, network
from linli.kernel.access.doors import door
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import Problem, not_found
from linli.kernel.api.schema import (
    ANY_OBJECT,
    DAY,
    TEXT,
    YES_NO,
    choice,
    component,
    documented,
    listed,
    many,
    maybe,
    shape,
)
from linli.kernel.texts import said

router = Router(tags=["places"])
PlaceKinds = Literal["district", "committee_area", "subdistrict", "community", "grid"]
UnitKinds = Literal["committee", "office", "department", "station", "residents_committee"]
PLACE = component(
    "Place",
    shape(
        code=TEXT, kind=choice(*get_args(PlaceKinds)), name=TEXT, parent=maybe(TEXT), valid_from=DAY,
        valid_until=maybe(DAY), successor=maybe(TEXT), assumed=YES_NO, assumed_because=maybe(TEXT),
    ),
)  # fmt: skip
UNIT = component(
    "Unit",
    shape(
        code=TEXT, kind=choice(*get_args(UnitKinds)), name=TEXT, address=maybe(TEXT), point=maybe({}),
        serves=many(shape(place=TEXT, purpose=TEXT, assumed=YES_NO)), hours=ANY_OBJECT, promise=maybe(ANY_OBJECT),
        valid_from=DAY, valid_until=maybe(DAY), assumed=YES_NO, assumptions=many(shape(about=TEXT, because=TEXT)),
    ),
)  # fmt: skip


def place_shape(place: Place, places: Network) -> dict[str, Any]:
    """The contract's Place; `valid_until` is the first day on which it is no more."""
    parent, successor = places.parent_of.get(place.pk), places.successor_of.get(place.pk)
    return {
        "code": place.code,
        "kind": place.kind,
        "name": said(place.names),
        "parent": places.places[parent].code if parent else None,
        "valid_from": place.valid.lower.isoformat(),
        "valid_until": place.valid.upper.isoformat() if place.valid.upper else None,
        "successor": places.places[successor].code if successor else None,
        "assumed": bool(place.assumed),
        "assumed_because": said(place.assumed) if place.assumed else None,
    }


def unit_shape(unit: Unit, places: Network) -> dict[str, Any]:
    """The contract's Unit. `assumed` holds if anything about it is; `assumptions` says what and why."""
    serving = places.serving_of(unit.pk)
    whys = [("unit", unit.assumed), ("hours", unit.hours_assumed), *(("serves", s.assumed) for s in serving)]
    reasons = dict.fromkeys((about, str(said(why))) for about, why in whys if why)
    return {
        "code": unit.code,
        "kind": unit.kind,
        "name": said(unit.names),
        "address": unit.address or None,
        "point": unit.point,
        "serves": [
            {"place": places.places[s.place_id].code, "purpose": s.purpose, "assumed": bool(s.assumed)} for s in serving
        ],
        "hours": unit.hours,
        "promise": unit.promise and {**unit.promise, "basis": said(unit.promise["basis"])},
        "valid_from": unit.valid.lower.isoformat(),
        "valid_until": unit.valid.upper.isoformat() if unit.valid.upper else None,
        "assumed": bool(reasons),
        "assumptions": [{"about": about, "because": because} for about, because in reasons],
    }


@router.get(
    "/places",
    summary="Territory: district, committee areas, communities",
    openapi_extra=documented(answer=listed(PLACE)),
)
@door("signed_in")
def places(
    request: HttpRequest,
    kind: PlaceKinds | None = None,
    under: str = "",
    cursor: str = "",
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """By code. `under`: only what lies today in the place of this code, near or far."""
    known = network()
    rows = Place.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if under:
        rows = rows.filter(pk__in=known.under(_place(known, under).pk))
    found, mark = page(rows, cursor, ("code",), limit)
    return listing(request, found, mark, lambda place: place_shape(place, known))


@router.get("/places/{code}", summary="One place", openapi_extra=documented(answer=PLACE))
@door("signed_in")
def place(request: HttpRequest, code: str) -> dict[str, Any]:
    """Ended places stay, with their successor."""
    known = network()
    try:
        return place_shape(known.place(code), known)
    except LookupError as error:
        raise not_found() from error


@router.get(
    "/units",
    summary="The bodies that act: stations, departments, committees",
    openapi_extra=documented(answer=listed(UNIT)),
)
@door("signed_in")
def units(
    request: HttpRequest,
    kind: UnitKinds | None = None,
    serves: str = "",
    cursor: str = "",
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """By code. `serves`: only those that serve the place of this code today, or a place around it."""
    known = network()
    rows = Unit.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if serves:
        rows = rows.filter(pk__in=known.serving_units(_place(known, serves).pk))
    found, mark = page(rows, cursor, ("code",), limit)
    return listing(request, found, mark, lambda unit: unit_shape(unit, known))


@router.get("/units/{code}", summary="One unit, with its hours", openapi_extra=documented(answer=UNIT))
@door("signed_in")
def unit(request: HttpRequest, code: str) -> dict[str, Any]:
    """Ended units stay, but serve nothing."""
    known = network()
    try:
        return unit_shape(known.unit(code), known)
    except LookupError as error:
        raise not_found() from error


def _place(known: Network, code: str) -> Place:
    try:
        return known.place(code)
    except LookupError as error:
        raise Problem(400, "malformed", _("There is no such place."), detail=code) from error
