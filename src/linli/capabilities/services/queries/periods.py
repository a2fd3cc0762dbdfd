"""Periods as people say them, in the language that is active."""

from __future__ import annotations

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
