"""What a version of an item says about one matter of it: pure decisions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem
from linli.capabilities.services.queries.parts import Renewal
from linli.capabilities.services.queries.periods import last_day
from linli.commons.calendar.rules import reckon
from linli.commons.calendar.rules.telling import working_days_between
from linli.kernel import clock as civic


def earlier(item: PublishedItem, k: int | None) -> int | None:
    """The last step before k (or before the decision) that is not a notice; None when there is none."""
    before = [s.k for s in item.steps if s.kind != "notice" and (k is None or s.k < k)]
    return before[-1] if before else None


def rate_until(item: PublishedItem, application: Application) -> datetime:
    """Until when a delivered matter may be rated; before its delivery the beginning of time."""
    if application.delivered_at is None:
        return datetime.min.replace(tzinfo=civic.HERE)
    return reckon(application.delivered_at, item.rating_within.amount, item.rating_within.unit).at


def remedies_told(item: PublishedItem) -> list[dict[str, object]]:
    """The item's remedies as they are told with a refusal (行政复议法 20: the decision tells them)."""
    return [{"kind": r.kind, "amount": r.amount, "unit": r.unit, "body": r.body} for r in item.remedies]


def silent_on(renewal: Renewal, until: date, filed: date) -> date | None:
    """The last day of a result, if its renewal was filed early enough that silence renews it (行政许可法 50)."""
    before = renewal.before
    left = (until - filed).days if before.unit == "natural_day" else working_days_between(filed, until)
    return until if left >= before.amount else None


def valid_until(item: PublishedItem, issued: date, after: date | None = None) -> date | None:
    """The last day on which a granted result holds; None where no validity is published.

    `after`: the last day of the result that it follows on, whose validity it prolongs.
    """
    holds = item.result.valid_for if item.result else None
    if holds is None:
        return None
    if holds.unit == "natural_day":
        return last_day(after or issued, holds)
    return last_day(after + timedelta(days=1) if after else issued, holds)
