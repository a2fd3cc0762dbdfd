"""What a network file can't know: what is kept already, and what is still under way there."""

from __future__ import annotations

from collections.abc import Callable

from linli.commons.places.actions.clean import LinkIn, NetworkIn
from linli.commons.places.models import Place, Serves, Unit
from linli.commons.places.queries import covers
from linli.commons.places.rules import Period, overlaps
from linli.commons.places.states import ONE_AT_A_TIME
from linli.kernel import clock
from linli.kernel.sources import Checker

Unfinished = Callable[[Place | Unit], int]

_unfinished: list[Unfinished] = []


def unfinished_at(count: Unfinished) -> Unfinished:
    """A room registers how many of its matters still need this place or unit."""
    _unfinished.append(count)
    return count


def _check_endings(c: Checker, clean: NetworkIn) -> None:
    """Nothing ends, or begins only later, while something unfinished needs it; a place may end in its successor."""
    written = [(Place, p.at, p.code, p.valid) for p in clean.places if not p.successor]
    written += [(Unit, u.at, u.code, u.valid) for u in clean.units]  # type: ignore[misc]
    kept = {(type(one), one.code): one for model in (Place, Unit) for one in model._default_manager.all()}
    today = clock.today()
    for model, at, code, (begins, ends) in written:
        one = kept.get((model, code))
        if one is None or not covers(one.valid, today):
            continue
        sooner = ends is not None and (one.valid.upper is None or ends < one.valid.upper)
        if (sooner or begins > today) and (n := sum(count(one) for count in _unfinished)):
            field = "valid_until" if sooner else "valid_from"
            c.flaw((*at, field), f"{code} is still needed by {n} unfinished matters")


def check_against_kept(c: Checker, clean: NetworkIn) -> None:
    """What the file can't know: kinds are for ever, units that it doesn't name serve places too, work is under way."""
    _check_endings(c, clean)
    kinds = {("Place", code): kind for code, kind in Place.objects.values_list("code", "kind")}
    kinds |= {("Unit", code): kind for code, kind in Unit.objects.values_list("code", "kind")}
    written = [("Place", p.at, p.code, p.kind) for p in clean.places]
    written += [("Unit", u.at, u.code, u.kind) for u in clean.units]
    for model, at, code, kind in written:
        if kind and (kept_kind := kinds.get((model, code), kind)) != kind:
            c.flaw((*at, "kind"), f"{code} is a {kept_kind}: a code never changes its kind")
    rows: dict[tuple[str, str], list[tuple[Period, tuple[str, LinkIn | None]]]] = {}
    kept = Serves.objects.filter(purpose__in=ONE_AT_A_TIME).exclude(unit__code__in=[unit.code for unit in clean.units])
    for serves in kept.select_related("unit", "place"):
        during = (serves.during.lower, serves.during.upper)
        rows.setdefault((serves.place.code, serves.purpose), []).append((during, (serves.unit.code, None)))
    for unit in clean.units:
        for link in unit.serves:
            if (link.place, link.purpose) in rows:
                rows[link.place, link.purpose].append((link.during, (unit.code, link)))
    for group in rows.values():
        for (_code, later), (code, _link) in overlaps(group):
            if later:
                c.flaw(later.at, f"{later.place} already has a unit that {later.purpose}: {code}")
