"""What becomes of what is held of a person when they ask for it to be erased: each room says it of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.commons.people.states import Fate
from linli.kernel.access.models import User
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import By, Ref

FORGETTABLE = ("phone", "bank_card", "address", "household")  # what a person keeps here by their own will
NEEDED = "phone"  # while something is under way


@dataclass(frozen=True)
class Line:
    """One thing, what becomes of it, and why, in words.

    `until`: the last day on which it is kept, if one is known; `done`: it has come to that already.
    """

    fate: Fate
    title: str
    number: str = ""
    href: str = ""
    until: date | None = None
    why: str = ""
    done: bool = False


@dataclass(frozen=True)
class Eraser:
    """How a room erases. `fates`: what would become, or became, of what it holds; `erase` does it, in a transaction."""

    fates: Callable[[Person], Iterable[Line]]
    erase: Callable[[Person, By], None]


ERASERS: list[Eraser] = []
REFUSALS: list[Callable[[Person, User], str]] = []  # why this user can't ask for it, in words; "" where they can


def fates(person: Person) -> list[Line]:
    """What becomes, or became, of everything that rooms hold of a person; a fixed number of queries a room."""
    return [line for eraser in ERASERS for line in eraser.fates(person)]


@dataclass(frozen=True)
class Wish:
    """That somebody signed at a window for all of it to be erased: when, at which unit, and the scan's id."""

    at: datetime
    unit: str
    file: str


def ref(person: Person) -> Ref:
    """How the record names a person, of whom something was signed at a window."""
    return Ref("person", str(person.pk))


def wishes(person: Person) -> list[Wish]:
    """The newest first."""
    found = (one for one in timeline(ref(person)) if one.fact == "people.ErasureAsked")
    return [Wish(one.occurred, one.unit, one.payload["file"]) for one in found][::-1]


def forgettable(person: Person, lines: Iterable[Line]) -> list[str]:
    """What of the profile is forgotten: all that is kept by one's own will; the phone only once nobody needs it."""
    needed = any(line.fate == Fate.KEPT for line in lines)
    return [name for name in FORGETTABLE if name in profile(person) and not (needed and name == NEEDED)]


def refusal(person: Person, user: User) -> str:
    """Why this user can't ask for it, in words; "" where they can."""
    return next(filter(None, (refuses(person, user) for refuses in REFUSALS)), "")


def left(person: Person, lines: Iterable[Line] | None = None) -> dict[str, Any]:
    """What is left of a person after they asked for erasure, and why; and what is still known for their profile.

    `lines`: what `erase` has just found left; else it is looked up.
    """
    found = fates(person) if lines is None else lines
    return {"left": [_left(line) for line in found], "known": sorted(profile(person))}


def _left(line: Line) -> dict[str, Any]:
    return {
        "fate": str(line.fate), "title": line.title, "number": line.number or None,
        "until": line.until.isoformat() if line.until else None, "why": line.why or None,
    }  # fmt: skip
