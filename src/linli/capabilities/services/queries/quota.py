"""How many results of an item with a quota hold, and who comes first (行政许可法 57).

A renewal counts under the item that it renews: as long as the old result holds, it takes the place that it has and
waits for none; after that it waits for one like everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from linli.capabilities.services.models import Application, Result
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.states import Acceptance, Outcome, State
from linli.kernel import clock

Desk = tuple[str, int | None]  # an item, and the unit that decides


def limited(item: PublishedItem) -> tuple[str, int] | None:
    """The item whose results are limited in number, itself or the one that it renews, and their number."""
    if item.quota is not None:
        return item.code, item.quota.amount
    original = next((one for one in catalogue().items if item.renewal and one.code == item.renewal.item), None)
    return (original.code, original.quota.amount) if original is not None and original.quota is not None else None


def places(applications: Sequence[Application]) -> dict[int, tuple[int, int]]:
    """Of each matter under review: how many places of its item are taken at the unit that decides, and how many
    matters were accepted before it and wait there for one too. Two queries, however many matters."""
    under = [a for a in applications if a.state == State.REVIEW and a.accepted_at is not None]
    if not under:
        return {}
    originals = _originals()
    desks = {(originals.get(a.item, a.item), a.decided_by_id) for a in under}
    codes = {item for item, _unit in desks}
    codes |= {code for code, original in originals.items() if original in codes}
    rows = Application.objects.filter(item__in=codes, decided_by__in={unit for _item, unit in desks})
    taken, waiting, held = _taken(codes, originals), [], set()
    found = rows.filter(state=State.REVIEW).exclude(acceptance=Acceptance.CONDITIONAL, promised_at=None)
    for item, unit, at, pk, until, revoked in found.values_list(
        "item", "decided_by", "accepted_at", "pk", "renews__until", "renews__revoked"
    ):
        if _holds(until, revoked):
            held.add(pk)
        else:
            waiting.append((at, pk, originals.get(item, item), unit))
    return {a.pk: _place(a, (originals.get(a.item, a.item), a.decided_by_id), taken, waiting, held) for a in under}


def _place(
    a: Application,
    desk: Desk,
    taken: Counter[Desk],
    waiting: Sequence[tuple[datetime | None, int, str, int | None]],
    held: set[int],
) -> tuple[int, int]:
    if a.pk in held:
        return taken[desk] - 1, 0
    assert a.accepted_at is not None  # under review
    return taken[desk], sum(
        1 for at, pk, *where in waiting if tuple(where) == desk and (at, pk) < (a.accepted_at, a.pk)
    )


def _originals() -> dict[str, str]:
    """Of each item that renews another: which."""
    return {one.code: one.renewal.item for one in catalogue().items if one.renewal}


def _holds(until: date | None, revoked: datetime | None) -> bool:
    """Whether what is to be renewed holds today; what never ends is not renewed."""
    return revoked is None and until is not None and until >= clock.today()


def _taken(codes: set[str], originals: dict[str, str]) -> Counter[Desk]:
    """The results that hold today, renewed ones in the place of the old."""
    granted = Application.objects.filter(outcome=Outcome.GRANTED, item__in=codes)
    rows = Result.objects.filter(application__in=granted, revoked=None)
    rows = rows.filter(Q(until=None) | Q(until__gte=clock.today()))
    rows = rows.exclude(pk__in=granted.filter(renews__isnull=False).values("renews"))
    names = rows.values_list("application__item", "application__decided_by")
    return Counter((originals.get(item, item), unit) for item, unit in names)
