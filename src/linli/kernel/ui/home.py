"""What rooms put on the home page: a resident's rows, and the doors by life situation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linli.kernel.access.models import User


@dataclass(frozen=True)
class Row:
    """One matter of the user's; `state` is (token, words); `waits`: it waits for the user, not for the office."""

    title: str
    href: str
    text: str = ""
    state: tuple[str, str] | None = None
    icon: str = "file-earmark-check"
    waits: bool = False


@dataclass(frozen=True)
class Door:
    """An entrance for everybody: what it is called, examples of what lies behind, where it leads."""

    title: str
    text: str
    icon: str
    href: str


_rows: list[Callable[[User], Sequence[Row]]] = []
_doors: list[Callable[[], Sequence[Door]]] = []


def rows_by(rows: Callable[[User], Sequence[Row]]) -> None:
    """Register a source of rows; each asks a fixed number of queries and gives what matters now, most urgent first."""
    _rows.append(rows)


def doors_by(doors: Callable[[], Sequence[Door]]) -> None:
    """Register a source of doors, named in the language that is active."""
    _doors.append(doors)


def rows(user: User) -> list[Row]:
    """All rows of the user's, source by source."""
    return [row for source in _rows for row in source(user)]


def doors() -> list[Door]:
    """All doors, source by source."""
    return [door for source in _doors for door in source()]
