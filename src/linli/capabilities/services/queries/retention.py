"""How long a matter is kept once it is over, what stands in the way of its end, and what comes to it next.

An item's retention counts from the day on which the matter was over; a result that holds until a day, a duty that is
still owed and a renewal that is under way keep it longer. Where an item has no period, nothing is ever erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import last_day
from linli.capabilities.services.states import LIVE, Outcome
from linli.commons.duties.models import Duty
from linli.kernel import clock

# All that can be owed on a matter; each bears its number.
OWED_ON = ("application", "declaration", "rating", "objection")


def kept_until(application: Application, item: PublishedItem) -> date | None:
    """The last day on which it is kept; None while it is not over, or where no period is published."""
    if application.over_at is None or item.retention is None:
        return None
    until = last_day(clock.local(application.over_at).date(), item.retention)
    result = application.result if application.outcome == Outcome.GRANTED else None
    holds = result.until if result is not None and result.revoked is None else None
    return max(until, holds) if holds else until


def newest_due(today: date, time: Amount) -> date:
    """The newest day such that what was over on it has been kept for the whole period."""
    found = today - (last_day(today, time) - today) - timedelta(days=4)
    while last_day(found + timedelta(days=1), time) < today:
        found += timedelta(days=1)
    return found


def owed() -> Exists:
    """Whether anything is still owed on a matter: its ratings, checks, what must be told."""
    return Exists(Duty.objects.filter(subject_kind__in=OWED_ON, subject_id=OuterRef("number"), closed=None))


def owed_on(numbers: Collection[str]) -> set[str]:
    """Of these matters those on which something is still owed; one query."""
    rows = Duty.objects.filter(subject_kind__in=OWED_ON, subject_id__in=numbers, closed=None)
    return set(rows.values_list("subject_id", flat=True))


def _periods() -> Iterator[tuple[int, PublishedItem, Amount]]:
    for pk in Application.objects.filter(over_at__isnull=False).values_list("version", flat=True).distinct():
        item = catalogue().version(pk)
        if item.retention is not None:
            yield pk, item, item.retention


def due(today: date) -> QuerySet[Application]:
    """What has been kept for its whole period by a day and is held by nothing, in no order."""
    ripe = Q(pk__in=())
    for version, _item, period in _periods():
        ripe |= Q(version=version, over_at__lt=_end_of(newest_due(today, period)))
    renewing = Application.objects.filter(renews=OuterRef("result__pk"), state__in=LIVE)
    holds = Q(outcome=Outcome.GRANTED, result__revoked=None, result__until__gte=today)
    rows = Application.objects.filter(ripe, over_at__isnull=False, erased_at=None)
    return rows.exclude(holds).exclude(owed()).exclude(Exists(renewing))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.HERE)


@dataclass(frozen=True)
class Ahead:
    """Of one item: how long it is kept (None: no period is published), how many matters are over, how many of these
    are restricted, how many are erased by now, and by a later day."""

    item: PublishedItem
    period: Amount | None
    over: int
    restricted: int
    now: int
    later: int


def ahead(until: date) -> list[Ahead]:
    """What retention comes to: a line an item of which a matter is over, by name. `until`: how far to look."""
    rows = Application.objects.filter(over_at__isnull=False, erased_at=None).values("version")
    counted = list(rows.annotate(n=Count("pk"), restricted=Count("restricted_at")).order_by("version"))
    by_day = {day: _by_version(day) for day in (clock.today(), until)}
    found: dict[str, Ahead] = {}
    for row in counted:
        item = catalogue().version(row["version"])
        now, later = (by_day[day].get(row["version"], 0) for day in (clock.today(), until))
        before = found.get(item.code, Ahead(item, item.retention, 0, 0, 0, 0))
        found[item.code] = Ahead(
            item, item.retention, before.over + row["n"], before.restricted + row["restricted"],
            before.now + now, before.later + later,
        )  # fmt: skip
    return [found[code] for code in sorted(found)]


def _by_version(day: date) -> dict[int, int]:
    rows = due(day).values_list("version").annotate(n=Count("pk")).order_by(F("version"))
    return dict(rows)
