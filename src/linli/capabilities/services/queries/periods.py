"""Periods as people say them, in the language that is active, and where one ends."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.queries.parts import Amount


def period(time: Amount) -> str:
    """`10 working days`, `60 days`, `the same working day`."""
    n = time.amount
    words = {
        "accept": _("the same working day"),
        "hour": ngettext("%(n)d hour of service", "%(n)d hours of service", n),
        "working_day": ngettext("%(n)d working day", "%(n)d working days", n),
        "natural_day": ngettext("%(n)d day", "%(n)d days", n),
        "month": ngettext("%(n)d month", "%(n)d months", n),
        "year": ngettext("%(n)d year", "%(n)d years", n),
    }[time.unit]
    return words % {"n": n} if "%" in words else words


def last_day(since: date, time: Amount) -> date:
    """The last day of a period of days, months or years that begins on a day: a year from 2 March ends on 1 March."""
    if time.unit == "natural_day":
        return since + timedelta(days=time.amount)
    months = time.amount * (12 if time.unit == "year" else 1)
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1])) - timedelta(days=1)
