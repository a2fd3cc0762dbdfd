"""What this installation holds of a person, why and until when: each room says it of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from linli.commons.people.models import Person
from linli.kernel.files.models import File

Words = str | Promise
HELD: list[Holding] = []
# What a storey above, or another page of this room, offers below all of it: words, icon, URL name.
FURTHER: list[tuple[Words, str, str]] = []
# Where one says that something of a kind is wrong: the name of the page, `about=KEY` behind it, and of the one for a
# ward. A storey above has them.
WRONG: list[tuple[str, str]] = []


@dataclass(frozen=True)
class Row:
    """One thing that is held, numbers masked: what, its value or more about it, where it is shown whole.

    `id`: names it within its kind, without personal data; "" for what can't be said to be wrong by itself.
    """

    title: str
    text: str = ""
    href: str = ""
    id: str = ""


def no_files(_person: Person) -> Iterable[tuple[str, File]]:
    return ()


@dataclass(frozen=True)
class Holding:
    """One kind of what is held.

    `rows`: the newest so many (None: all), in a fixed number of queries. `told`: all of it as JSON, numbers in plain,
    for the person alone; a few hundred at a time in memory. `files`: what was handed in, each with the folder where it
    belongs. `change`: words and URL name of where one changes it; `every`: URL name of the
    whole list. `short`: it is never long, and read as pairs. `guarded`: a guardian sees it of the ward as well.
    """

    key: str
    order: int
    icon: str
    title: Words
    why: Words
    until: Words
    rows: Callable[[Person, int | None], Iterable[Row]]
    told: Callable[[Person], Iterable[dict[str, Any]]]
    files: Callable[[Person], Iterable[tuple[str, File]]] = no_files
    change: tuple[Words, str] | None = None
    every: str = "people:data-print"
    short: bool = False
    guarded: bool = False


def hold(holding: Holding) -> None:
    """A room says what it holds of a person."""
    HELD.append(holding)
    HELD.sort(key=lambda one: one.order)


def holding(key: str) -> Holding | None:
    """The kind of this key."""
    return next((one for one in HELD if one.key == key), None)
