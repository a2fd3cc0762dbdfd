"""Why a limit ends on another day than it would have: what did not count, what it was extended by, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.states import PROMISE
from linli.commons.calendar.rules.telling import working_days_between
from linli.commons.duties.models import Clock
from linli.kernel.clock import local
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import said
from linli.kernel.ui.words import day


def shifts(view: View, clock: Clock) -> Iterator[str]:
    """One sentence for each stop and for the extension, in the order in which they came."""
    for during, ground in zip(getattr(clock, "stopped", ()), getattr(clock, "grounds", ()), strict=True):
        told = {"why": why(view, ground), "since": day(during.lower)}
        if during.upper is None and clock.ended is None:
            yield _("It has stood still since %(since)s for “%(why)s”; these days don't count.") % told
        elif during.upper is None:
            continue
        elif clock.unit == "hour":
            yield _("The time of “%(why)s” did not count.") % told
        elif n := _days(clock.unit, during):
            yield not_counted(n, clock.unit, told["why"])
    if clock.extra is not None:
        yield _("Extended by %(period)s.") % {"period": period(Amount(clock.extra, clock.unit))}


def standing_still(clock: Clock) -> bool:
    """Whether no time counts on it now."""
    return any(during.upper is None for during in getattr(clock, "stopped", ()))


def why(view: View, ground: str) -> str:
    """What a limit stood still for: a special procedure, the promise, or a notice whose days do not count."""
    if ground == PROMISE:
        return _("waiting for the promise")
    if ground in view.item.procedures:
        return said(view.item.procedures[ground].name)
    return next((said(step.name) for step in view.item.steps if step.kind == ground), ground)


def due_by(entry: Entry) -> str:
    """By when a decision is due since then; "" where no limit is known."""
    if not (due := entry.payload.get("due")):
        return ""
    on = day(datetime.fromisoformat(due))
    on = _("about %(day)s") % {"day": on} if entry.payload["provisional"] else on
    return _("the decision is due by %(day)s") % {"day": on}


def not_counted(n: int, unit: str, because: str) -> str:
    """`3 working days did not count, because of “Hearing”.`"""
    if unit == "natural_day":
        words = ngettext(
            "%(n)d day did not count, because of “%(why)s”.", "%(n)d days did not count, because of “%(why)s”.", n
        )
    else:
        words = ngettext(
            "%(n)d working day did not count, because of “%(why)s”.",
            "%(n)d working days did not count, because of “%(why)s”.",
            n,
        )
    return words % {"n": n, "why": because}


def _days(unit: str, during: object) -> int:
    """How many days of the limit's own kind did not count: after the day of stopping, up to that of going on."""
    since, until = (local(getattr(during, end)).date() for end in ("lower", "upper"))
    return (until - since).days if unit == "natural_day" else working_days_between(since, until)
