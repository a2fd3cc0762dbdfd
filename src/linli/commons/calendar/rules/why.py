"""Why a limit ends when it does, in lines that a person can check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.commons.calendar.queries import Calendar, Day


@dataclass(frozen=True)
class Why:
    """One reason, for a run of days.

    `kind`: received, after_closing, rest, holiday, made_up, stopped, moved, provisional. `name`: the holiday's.
    """

    kind: str
    first: date
    last: date
    name: str | Promise = ""

    def words(self) -> str:
        """The reason in the active language."""
        days = (
            f"{self.first}"
            if self.first == self.last
            else _("%(first)s to %(last)s") % {"first": self.first, "last": self.last}
        )
        return _WORDS[self.kind]() % {"days": days, "name": self.name or _("holiday"), "year": self.first.year}


# Functions, so that each text is looked up when it is said.
_WORDS: dict[str, Callable[[], str]] = {
    "received": lambda: _("%(days)s: received; this day is not counted"),
    "after_closing": lambda: _("%(days)s: received after closing time; the next working day counts"),
    "rest": lambda: _("%(days)s: weekend, not counted"),
    "holiday": lambda: _("%(days)s: %(name)s, not counted"),
    "made_up": lambda: _("%(days)s: make-up working day, counted"),
    "stopped": lambda: _("%(days)s: the clock stood still, not counted"),
    "moved": lambda: _("%(days)s: the last day is no working day; it ends on the next working day"),
    "provisional": lambda: _(
        "provisional: the holidays of %(year)s are not published; "
        "Monday to Friday count, less the holidays whose dates the law fixes"
    ),
}


def span(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def reasons(days: Iterable[date], calendar: Calendar, stopped: Callable[[date], bool]) -> Iterator[Why]:
    """Days skipped and make-up days counted, each run of like days as one reason."""
    run: Why | None = None
    for on in days:
        found = _reason(calendar.day(on), stopped(on))
        if found and run and (run.kind, run.name, run.last + timedelta(days=1)) == (found.kind, found.name, on):
            run = Why(run.kind, run.first, on, run.name)
            continue
        if run:
            yield run
        run = found
    if run:
        yield run


def _reason(day: Day, stopped: bool) -> Why | None:
    if stopped:
        return Why("stopped", day.date, day.date)
    if day.working:
        return Why("made_up", day.date, day.date) if day.made_up else None
    if day.kind == "rest_day":
        return Why("rest", day.date, day.date)
    return Why("holiday", day.date, day.date, day.name)


def unpublished(days: Iterable[date], calendar: Calendar) -> Iterator[Why]:
    """The years among these days whose holidays are not published."""
    years = {on.year: on for on in days if not calendar.day(on).known}
    for on in years.values():
        yield Why("provisional", on, on)
