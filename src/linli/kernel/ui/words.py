"""Time and numbers as people say them, in the language that is active. Moments are aware; dates are civil, here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.kernel import clock
from linli.kernel.numbers import spoken
from linli.kernel.texts import joined, said


def _local(value: date) -> date:
    return clock.local(value) if isinstance(value, datetime) else value


def _date(value: date) -> date:
    here = _local(value)
    return here.date() if isinstance(here, datetime) else here


def day(value: date) -> str:
    """`26 November`, with the year where it isn't the running one."""
    if _date(value).year != clock.today().year:
        return day_full(value)
    return formatted(_date(value), pgettext("date format", "j F"))


def day_full(value: date) -> str:
    """`26 November 2026`, as letters write it."""
    return formatted(_date(value), pgettext("date format", "j F Y"))


def month(value: date) -> str:
    """`November 2026`."""
    return formatted(_date(value), pgettext("date format", "F Y"))


def weekday(value: date) -> str:
    """`Monday`."""
    return formatted(_date(value), "l")


def clock_time(value: datetime) -> str:
    """`17:00`, on the wall here."""
    here = clock.local(value)
    return f"{here.hour}:{here.minute:02}"


def when(value: date) -> str:
    """`today 17:00`, `tomorrow 9:40`, `26 November 10:12`; a date has no hour."""
    away = (_date(value) - clock.today()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(away) or day(value)
    return f"{near} {clock_time(value)}" if isinstance(value, datetime) else near


def left(due: datetime) -> str:
    """How long until a moment: `2 hours left`, `1 day late`. Natural time; working days are the calendar's to say."""
    gap = due - clock.now()
    late = gap < timedelta(0)
    seconds = int(abs(gap).total_seconds())
    days = abs((_date(due) - clock.today()).days)
    if seconds >= 86400 and days:
        says = ngettext("%(n)d day late", "%(n)d days late", days) if late else _days_left(days)
        return says % {"n": days}
    if seconds >= 3600:
        n = seconds // 3600
        says = ngettext("%(n)d hour late", "%(n)d hours late", n) if late else _hours_left(n)
        return says % {"n": n}
    n = max(1, seconds // 60)
    if late:
        return ngettext("%(n)d minute late", "%(n)d minutes late", n) % {"n": n}
    return ngettext("%(n)d minute left", "%(n)d minutes left", n) % {"n": n}


def _days_left(n: int) -> str:
    return ngettext("%(n)d day left", "%(n)d days left", n)


def _hours_left(n: int) -> str:
    return ngettext("%(n)d hour left", "%(n)d hours left", n)


def urgency(due: datetime) -> str:
    """The state token of a date that must be kept: late, due (today or within a day), running."""
    gap = due - clock.now()
    if gap < timedelta(0):
        return "late"
    return "due" if gap < timedelta(days=1) or _date(due) == clock.today() else "running"


def grouped(number: str) -> str:
    """A receipt number as it is read out: `123 456 789 0`."""
    return spoken(number)


def thousands(value: int) -> str:
    """`1,234`."""
    return f"{value:,}"


def yuan(fen: int) -> str:
    """Money, kept in fen, in yuan; fen are shown only where there are any."""
    whole, rest = divmod(abs(fen), 100)
    amount = f"{'-' if fen < 0 else ''}{whole:,}" + (f".{rest:02}" if rest else "")
    return _("%(amount)s yuan") % {"amount": amount}


def sentences(parts: Iterable[str]) -> str:
    """Those that are there, one after the other."""
    return joined(*parts)


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (day, day_full, weekday, clock_time, when, left, urgency, grouped, thousands, yuan, said, sentences)
}
