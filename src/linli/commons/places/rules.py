"""Pure decisions about periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

T = TypeVar("T")
Period = tuple[date, date | None]  # the first day, and the first day no longer; None: without end


def holds(period: Period, day: date) -> bool:
    """Whether the day is in the period."""
    return period[0] <= day and (period[1] is None or day < period[1])


def shared(one: Period, other: Period) -> Period | None:
    """The days that are in both periods, or None."""
    start = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end]
    end = min(ends) if ends else None
    return None if end and end <= start else (start, end)


def within(inner: Period, outer: Period) -> bool:
    """Whether every day of the inner period is in the outer."""
    return shared(inner, outer) == inner


def overlaps(rows: Iterable[tuple[Period, T]]) -> Iterator[tuple[T, T]]:
    """Each thing that shares a day with an earlier one in the list, and that earlier one."""
    before: list[tuple[Period, T]] = []
    for period, thing in rows:
        clash = next((other for past, other in before if shared(past, period)), None)
        if clash is not None:
            yield thing, clash
        before.append((period, thing))
