"""What may be published of ratings: never so few that somebody could be made out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linli.commons.ratings.states import Level

LEAST = 5  # ratings in anything that is published


@dataclass(frozen=True)
class Sum:
    """Ratings by level; `counts` holds only those that count."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return sum(self.counts.values())

    @property
    def average(self) -> float:
        """Of the levels, 1 to 5, with one decimal."""
        return round(sum(level * n for level, n in self.counts.items()) / self.number, 1)

    @property
    def satisfied(self) -> int:
        """Of a hundred, how many are not bad ratings."""
        return round(100 * sum(n for level, n in self.counts.items() if level >= Level.FAIR) / self.number)

    def __add__(self, other: Sum) -> Sum:
        return Sum({level: self.counts.get(level, 0) + other.counts.get(level, 0) for level in Level.values})


@dataclass(frozen=True)
class Table:
    """Rows by key, most ratings first; `others`: the rest together, None where there is none, or nothing else."""

    rows: tuple[tuple[str, Sum], ...]
    others: Sum | None


def publishable(rows: Mapping[str, Sum]) -> Table:
    """What is shown of rows whose total is published too.

    A row of fewer than LEAST is not shown, nor can it be reckoned: what is left of the total when all shown rows are
    taken off is nothing, or LEAST at least; else the smallest shown row goes with the rest.
    """
    ordered = sorted(rows.items(), key=lambda row: (-row[1].number, row[0]))
    shown = [row for row in ordered if row[1].number >= LEAST]
    hidden = [row for row in ordered if 0 < row[1].number < LEAST]
    while hidden and shown and _together(hidden).number < LEAST:
        hidden.append(shown.pop())
    rest = _together(hidden)
    return Table(tuple(shown), rest if shown and rest.number >= LEAST else None)


def _together(rows: Iterable[tuple[str, Sum]]) -> Sum:
    total = Sum()
    for _key, one in rows:
        total += one
    return total
