"""What kind of day a date is: the installation's own table, then the published years, then the law's fixed holidays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import chinese_calendar
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.commons.calendar.models import CalendarDay, Year
from linli.commons.calendar.states import HOLIDAY, REST, WORKING
from linli.kernel.database.generation import Cached

# As chinesecalendar calls them.
NAMES: dict[str, str | Promise] = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "National Day": _("National Day"),
    "Anti-Fascist 70th Day": _("70th anniversary of victory"),
}
# Off in any year (全国年节及纪念日放假办法, as in force from 2025), whatever is still to be published.
FIXED = {
    (1, 1): "New Year's Day",
    (5, 1): "Labour Day",
    (5, 2): "Labour Day",
    (10, 1): "National Day",
    (10, 2): "National Day",
    (10, 3): "National Day",
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day; `known` is false while the holidays of its year are not published."""

    date: date
    kind: str
    name: str | Promise
    known: bool

    @property
    def working(self) -> bool:
        return self.kind == WORKING

    @property
    def made_up(self) -> bool:
        """A working day on a weekend, worked for a holiday elsewhere."""
        return self.working and self.date.weekday() > 4


class Calendar:
    """Answers for any date. Dates are never added to chinesecalendar's dicts: one would make its whole year known."""

    def __init__(
        self, days: Mapping[date, tuple[str, str]] | None = None, published: Collection[int] | None = None
    ) -> None:
        self._own, self._published = days or {}, frozenset(published or ())
        self._days: dict[date, Day] = {}

    def day(self, on: date) -> Day:
        found = self._days.get(on)
        if found is None:
            found = self._days[on] = self._find(on)
        return found

    def working(self, on: date) -> bool:
        return self.day(on).working

    def _find(self, on: date) -> Day:
        if on in self._own:
            kind, name = self._own[on]
            return Day(on, kind, name, known=True)
        if on.year in self._published:
            return _by_law(on, known=True)
        try:
            off, name = chinese_calendar.get_holiday_detail(on)
        except NotImplementedError:
            return _by_law(on, known=False)
        kind = WORKING if not off else HOLIDAY if name else REST
        return Day(on, kind, NAMES.get(name, name) if name else "", known=True)


def _by_law(on: date, known: bool) -> Day:
    if name := FIXED.get((on.month, on.day)):
        return Day(on, HOLIDAY, NAMES[name], known)
    return Day(on, WORKING if on.weekday() < 5 else REST, "", known)


def _load() -> Calendar:
    days = {d.date: (d.kind, d.name) for d in CalendarDay.objects.all()}
    return Calendar(days, set(Year.objects.values_list("year", flat=True)))


_calendar = Cached(_load)


def calendar() -> Calendar:
    """The installation's calendar, in memory. Whoever writes Year or CalendarDay calls `bump()`."""
    return _calendar()
