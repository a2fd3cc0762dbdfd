"""How a due time is told: on a page in words, on the command line with its reasons."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from linli.commons.calendar import queries
from linli.commons.calendar.queries import Calendar
from linli.commons.calendar.rules.hours import Hours
from linli.commons.calendar.rules.reckoning import reckon
from linli.commons.calendar.rules.why import span
from linli.kernel.clock import local

SOON = timedelta(hours=3)


def working_days_between(first: date, last: date, calendar: Calendar | None = None) -> int:
    """How many working days come after the first day, up to and including the last; 0 if the last isn't later."""
    known = calendar or queries.calendar()
    return sum(known.working(on) for on in span(first + timedelta(days=1), last))


def business_left(now: datetime, due: datetime, calendar: Calendar | None = None) -> int:
    """Working days left after today, the day that it is due included; 0 when it is due today or late."""
    return working_days_between(local(now).date(), local(due).date(), calendar)


def said_left(
    now: datetime, due: datetime, *, provisional: bool = False, calendar: Calendar | None = None
) -> tuple[str, str]:
    """What to say of a due time, and its state: late, due (today) or running.

    "2 hours left", "by 17:00 today", "3 working days left", "1 day late"; "about …" where it is provisional.
    """
    today, on = local(now).date(), local(due).date()
    if now > due:
        return _late(now - due, (today - on).days), "late"
    if on == today:
        return (_hours_left(due - now) if due - now < SOON else _("by %(time)s today") % {"time": _wall(due)}), "due"
    if (on - today).days == 1:
        return _("by %(time)s tomorrow") % {"time": _wall(due)}, "running"
    days = business_left(now, due, calendar)
    if provisional:
        words = ngettext("about %(n)d working day left", "about %(n)d working days left", days)
    else:
        words = ngettext("%(n)d working day left", "%(n)d working days left", days)
    return words % {"n": days}, "running"


def _wall(at: datetime) -> str:
    return f"{local(at):%H:%M}"


def _late(gap: timedelta, days: int) -> str:
    minutes = max(int(gap.total_seconds()) // 60, 1)
    if days:
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    if minutes < 60:
        return ngettext("%(n)d minute late", "%(n)d minutes late", minutes) % {"n": minutes}
    return ngettext("%(n)d hour late", "%(n)d hours late", minutes // 60) % {"n": minutes // 60}


def _hours_left(gap: timedelta) -> str:
    minutes = max(int(gap.total_seconds()) // 60, 1)
    if minutes < 60:
        return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    return ngettext("%(n)d hour left", "%(n)d hours left", minutes // 60) % {"n": minutes // 60}


def explain(start: datetime, amount: int, unit: str, hours: Hours | None = None) -> list[str]:
    """The reasons of a due time, one a line, in English as the command line is; the last line is the time, RFC 3339.

    Raises ValueError as `reckon` does.
    """
    due = reckon(start, amount, unit, hours)
    with override("en"):
        return [*(why.words() for why in due.why), local(due.at).isoformat()]
