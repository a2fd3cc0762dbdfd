"""The service hours of a unit, by kind of day and by single dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from linli.commons.calendar.queries import Day
from linli.commons.calendar.states import HOLIDAY, KINDS, REST, WORKING

Spans = tuple[tuple[int, int], ...]  # opens, closes: minutes after midnight; 1440 is the day's end
USUAL: Spans = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60))
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)


@dataclass(frozen=True)
class Hours:
    """When a unit is open. Without any opening hours they count as unknown, and the usual ones hold."""

    working_day: Spans = USUAL
    rest_day: Spans = ()
    holiday: Spans = ()
    on: Mapping[date, Spans] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any] | None) -> Hours:
        """From a unit's JSON `{"working_day": [["09:00", "12:00"], …], "rest_day", "holiday", "on": {date: …}}`.

        A kind left out: usual hours on working days, closed else. Raises ValueError for what isn't hours.
        """
        given = given or {}
        if unknown := set(given) - {*KINDS, "on"}:
            raise ValueError(f"hours: unknown {', '.join(sorted(map(str, unknown)))}")
        week = {kind: _spans(given[kind]) for kind in KINDS if given.get(kind) is not None}
        on = {date.fromisoformat(day): _spans(spans) for day, spans in (given.get("on") or {}).items()}
        if not any(week.get(kind, USUAL if kind == WORKING else ()) for kind in KINDS):
            week[WORKING] = USUAL
        return cls(week.get(WORKING, USUAL), week.get(REST, ()), week.get(HOLIDAY, ()), on)

    def open(self, day: Day) -> Spans:
        """The service hours of a day; empty when closed."""
        if day.date in self.on:
            return self.on[day.date]
        return {WORKING: self.working_day, REST: self.rest_day, HOLIDAY: self.holiday}[day.kind]

    def closing(self, day: Day) -> datetime:
        """When a day ends for limits, on the wall here (naive).

        A working day on which the unit is closed all day ends when its working days usually do, or the usual ones.
        """
        spans = self.open(day) or self.working_day or USUAL
        return moment(day.date, spans[-1][1])


def moment(on: date, minutes: int) -> datetime:
    """The naive local time so many minutes after a day's beginning."""
    return datetime.combine(on, time()) + timedelta(minutes=minutes)


def _spans(given: Any) -> Spans:
    if not isinstance(given, list | tuple):
        raise ValueError(f"hours: {given!r} is not a list of opening and closing times")
    spans = tuple(_span(pair) for pair in given)
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError(f"hours: {given!r} overlap or are not in order")
    return spans


def _span(pair: Any) -> tuple[int, int]:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise ValueError(f"hours: {pair!r} is not an opening and a closing time")
    opens, closes = (_minutes(text) for text in pair)
    if opens >= closes:
        raise ValueError(f"hours: {pair!r} closes before it opens")
    return opens, closes


def _minutes(text: Any) -> int:
    if not isinstance(text, str) or not _CLOCK.fullmatch(text):
        raise ValueError(f"hours: {text!r} is not a time such as 09:00")
    return int(text[:2]) * 60 + int(text[3:])
