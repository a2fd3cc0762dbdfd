"""By when: limits in working days, natural days and hours, and the promise to accept the same day.

民法典 201-203 and 电子签名法 11 by analogy, 行政许可法 82 for working days: the room's README lists the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from linli.commons.calendar import queries
from linli.commons.calendar.queries import Calendar
from linli.commons.calendar.rules.hours import Hours, moment
from linli.commons.calendar.rules.why import Why, reasons, span, unpublished
from linli.kernel.clock import HERE, local

MOST = {"hour": 10_000, "working_day": 3_660, "natural_day": 3_660, "accept": 0}
_LONGEST = timedelta(days=40 * 366)
_NEXT = timedelta(days=1)

Stop = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Due:
    """When a limit ends (aware, UTC), whether only about then, and why."""

    at: datetime
    provisional: bool
    why: tuple[Why, ...]


def reckon(
    start: datetime,
    amount: int,
    unit: str,
    hours: Hours | None = None,
    calendar: Calendar | None = None,
    stops: Sequence[Stop] = (),
) -> Due:
    """When a limit of `amount` `unit`s that begins at `start` ends.

    `unit`: hour, working_day, natural_day, or accept (amount 0). 0 days end like accept: the same day, if the office
    can still act on it. `stops` are (from, until); one without an end is left out until it has one.
    Raises ValueError for an unknown unit, a naive time, an amount below 0 or above MOST, or an end too far away.
    """
    if unit not in MOST:
        raise ValueError(f"{unit!r} is no unit: {', '.join(MOST)}")
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= MOST[unit]:
        if unit == "accept":
            raise ValueError("accept takes the amount 0")
        raise ValueError(f"{amount!r} {unit}: the amount must be a whole number from 0 to {MOST[unit]}")
    if start.tzinfo is None:
        raise ValueError("the time needs an offset, such as +08:00")
    try:
        count = _Count(_naive(start), hours or Hours(), calendar or queries.calendar(), stops)
        if unit == "hour":
            return count.hours(amount)
        if amount == 0:
            return count.same_day()
        return count.working_days(amount) if unit == "working_day" else count.natural_days(amount)
    except OverflowError as error:
        raise ValueError(f"{start} is out of range") from error


def _naive(at: datetime) -> datetime:
    return local(at).replace(tzinfo=None)


class _Count:
    """One reckoning, in naive local time; the clock changes of other days are none of ours (no summer time here)."""

    def __init__(self, start: datetime, hours: Hours, calendar: Calendar, stops: Sequence[Stop]) -> None:
        self.start, self.day = start, start.date()
        self.service, self.calendar = hours, calendar
        self.stops = sorted((_naive(since), _naive(until)) for since, until in stops if until is not None)

    def stopped(self, on: date) -> bool:
        """Whether the day is not counted: after the day of stopping, up to the day of going on."""
        return any(since.date() < on <= until.date() for since, until in self.stops)

    def counted(self, on: date) -> bool:
        return self.calendar.working(on) and not self.stopped(on)

    def after(self, on: date) -> Iterator[date]:
        """The days that follow. Raises ValueError when nothing was found for very long."""
        while (on := on + _NEXT) - self.day < _LONGEST:
            yield on
        raise ValueError("the limit does not end within 40 years")

    def closing(self, on: date) -> datetime:
        return self.service.closing(self.calendar.day(on))

    def due(self, at: datetime, examined: Sequence[date], why: Sequence[Why]) -> Due:
        unknown = tuple(unpublished(examined, self.calendar))
        return Due(at.replace(tzinfo=HERE).astimezone(UTC), bool(unknown), (*why, *unknown))

    def working_days(self, amount: int) -> Due:
        """The n-th working day after the day of receipt, until closing time."""
        for on in self.after(self.day):
            amount -= self.counted(on)
            if not amount:
                break
        days = list(span(self.day + _NEXT, on))
        why = [Why("received", self.day, self.day), *reasons(days, self.calendar, self.stopped)]
        return self.due(self.closing(on), days, why)

    def natural_days(self, amount: int) -> Due:
        """The n-th day after; if that is no working day, the next working day."""
        for last in self.after(self.day):
            amount -= not self.stopped(last)
            if not amount:
                break
        on = last if self.calendar.working(last) else next(filter(self.counted, self.after(last)))
        still = [day for day in span(self.day + _NEXT, last) if self.stopped(day)]
        why = [Why("received", self.day, self.day), *reasons(still, self.calendar, self.stopped)]
        examined = list(span(last, on))
        if on != last:
            why.append(Why("moved", last, last))
        return self.due(self.closing(on), examined, [*why, *reasons(examined, self.calendar, self.stopped)])

    def same_day(self) -> Due:
        """A working day, up to and including closing time: that day's closing time; else the next working day's."""
        on, why = self.day, []
        if not self.calendar.working(on) or self.start > self.closing(on):
            if self.calendar.working(on):
                why.append(Why("after_closing", on, on))
            on = next(filter(self.counted, self.after(on)))
        days = list(span(self.day, on))
        skipped = days[1:] if why else days
        return self.due(self.closing(on), days, [*why, *reasons(skipped, self.calendar, self.stopped)])

    def hours(self, amount: int) -> Due:
        """Minutes inside service hours only, from now."""
        left, at, day = timedelta(hours=amount), self.start, self.day
        pieces = self.pieces()
        while left:
            since, until = next(pieces)
            at, day = min(until, since + left), since.date()
            left -= at - since
        days = list(span(self.day, day))
        closed = [on for on in days if not self.service.open(self.calendar.day(on))]
        return self.due(at, days if amount else [], list(reasons(closed, self.calendar, self.stopped)))

    def pieces(self) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of service hours from the start on, without those in which the clock stood still."""
        yield from self.open(self.day)
        for on in self.after(self.day):
            yield from self.open(on)

    def open(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        for opens, closes in self.service.open(self.calendar.day(on)):
            since, end = max(self.start, moment(on, opens)), moment(on, closes)
            for stop, go_on in self.stops:
                if since < stop < end:
                    yield since, stop
                if stop < end:
                    since = max(since, go_on)
            if since < end:
                yield since, end
