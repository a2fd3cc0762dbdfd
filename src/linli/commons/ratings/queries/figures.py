"""The published figures: whole months that are over, so that nobody can compare two days and see one rating."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from linli.commons.ratings.queries.sums import LEAST, Sum, Table, publishable
from linli.kernel import clock

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
MONTHS = 12  # so far back one can look
TOPICS: list[Callable[[], Mapping[str, Mapping[str, str]]]] = []  # the names of what is rated, by its code


@dataclass(frozen=True)
class Figures:
    """One month. `stations`: by the unit's id as text; `topics`: by code; `struck`: how many were taken out."""

    month: date
    total: Sum
    stations: Table
    topics: Table
    struck: int


def names() -> dict[str, Mapping[str, str]]:
    """What each topic is called."""
    return {code: name for known in TOPICS for code, name in known().items()}


def months() -> list[date]:
    """The last months that are over and have enough to show, newest first, by their first day; one query."""
    this = clock.today().replace(day=1)
    rows = _ask(
        "SELECT date_trunc('month', rated AT TIME ZONE %s)::date FROM ratings_rating "
        "WHERE rated >= %s AND rated < %s AND struck IS NOT TRUE GROUP BY 1 HAVING count(*) >= %s ORDER BY 1 DESC",
        [str(clock.HERE), _start(_back(this, MONTHS)), _start(this), LEAST],
    )
    return [month for (month,) in rows]


def chosen(asked: str, offered: list[date]) -> date | None:
    """The month asked for, or the newest; None where there is none to show. Raises LookupError for another."""
    if not asked:
        return offered[0] if offered else None
    if not MONTH.fullmatch(asked):
        raise LookupError(asked)
    return offered[offered.index(date.fromisoformat(f"{asked}-01"))]


def figures(month: date) -> Figures:
    """What is published of a month; one query."""
    rows = _ask(
        "SELECT unit_id, topic, level, struck IS TRUE, count(*) FROM ratings_rating "
        "WHERE rated >= %s AND rated < %s GROUP BY 1, 2, 3, 4",
        [_start(month), _start(_back(month, -1))],
    )
    stations: defaultdict[str, Sum] = defaultdict(Sum)
    topics: defaultdict[str, Sum] = defaultdict(Sum)
    total, struck = Sum(), 0
    for unit, topic, level, out, n in rows:
        if out:
            struck += n
            continue
        one = Sum({level: n})
        stations[str(unit)], topics[topic], total = stations[str(unit)] + one, topics[topic] + one, total + one
    return Figures(month, total, publishable(stations), publishable(topics), struck)


def _ask(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.HERE)


def _back(month: date, n: int) -> date:
    """The first day of the month so many months earlier."""
    at = month.year * 12 + month.month - 1 - n
    return date(at // 12, at % 12 + 1, 1)
