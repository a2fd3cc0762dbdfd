"""How many results of an item with a quota hold, and who comes first (行政许可法 57)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q

from linli.capabilities.services.models import Application, Result
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.states import Outcome, State
from linli.kernel import clock

Desk = tuple[str, int | None]  # an item, and the unit that decides


def places(applications: Sequence[Application]) -> dict[int, tuple[int, int]]:
    """Of each matter under review: how many places of its item are taken at the unit that decides, and how many
    matters were accepted before it and wait there too. Two queries, however many matters."""
    under = [a for a in applications if a.state == State.REVIEW and a.accepted_at is not None]
    if not under:
        return {}
    desks = {(a.item, a.decided_by_id) for a in under}
    taken = _taken(desks)
    rows = Application.objects.filter(_at(desks), state=State.REVIEW).values_list(
        "item", "decided_by", "accepted_at", "pk"
    )
    waiting = sorted((at, pk, item, unit) for item, unit, at, pk in rows)
    found = {}
    for a in under:
        before = (x for x in waiting if x[2:] == (a.item, a.decided_by_id) and x[:2] < (a.accepted_at, a.pk))
        # A renewal takes the place that it has already.
        found[a.pk] = taken[a.item, a.decided_by_id] - (a.renews_id is not None), sum(1 for _one in before)
    return found


def _at(desks: set[Desk]) -> Q:
    return Q(item__in={item for item, _unit in desks}, decided_by__in={unit for _item, unit in desks})


def _taken(desks: set[Desk]) -> Counter[Desk]:
    """The results that hold today, renewed ones in the place of the old."""
    wanted = {item for item, _unit in desks}
    original = {one.code: one.renewal.item for one in catalogue().items if one.renewal and one.renewal.item in wanted}
    granted = Application.objects.filter(outcome=Outcome.GRANTED, item__in=wanted | original.keys())
    rows = Result.objects.filter(application__in=granted, revoked=None)
    rows = rows.filter(Q(until=None) | Q(until__gte=clock.today()))
    rows = rows.exclude(pk__in=granted.filter(renews__isnull=False).values("renews"))
    names = rows.values_list("application__item", "application__decided_by")
    return Counter((original.get(item, item), unit) for item, unit in names)
