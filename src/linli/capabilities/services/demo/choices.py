"""What makes a rehearsal's past believable: who files what, at what hours, with which answers and papers."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from linli.capabilities.services.queries import PublishedItem
from linli.commons.calendar.queries import calendar
from linli.commons.calendar.rules.hours import Hours
from linli.commons.calendar.rules.hours import moment as on_the_wall
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.kernel import clock as civic

MORNING, NIGHT = 7, 22  # between these hours people file from home
WORKING, PARENTS = range(16, 60), range(20, 50)
AGES = {
    "unemployment-registration": WORKING,
    "employment-hardship": WORKING,
    "flexible-work-insurance": WORKING,
    "birth-registration": PARENTS,
    "childcare-subsidy": PARENTS,
    "newborn-medical-insurance": PARENTS,
}
WEIGHTS = {
    "unemployment-registration": 5,
    "disability-living-allowance": 3,
    "subsistence-allowance": 2,
    "residence-permit-endorsement": 3,
}


@cache
def card() -> bytes:
    """A picture of a blank card, as PNG (ISO/IEC 15948): 240 × 150, grey, with a frame."""
    wide, high = 240, 150
    frame = b"\x88" * wide
    line = b"\x88\x88" + b"\xf4" * (wide - 4) + b"\x88\x88"
    rows = b"".join(b"\0" + (frame if y < 2 or y >= high - 2 else line) for y in range(high))
    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def answers_for(item: PublishedItem, person: Person) -> dict[str, Any]:
    """Answers that pass: an example for each field that must be filled in and isn't known from the profile."""
    given: dict[str, Any] = {}
    while missing := item.form.required(given) - set(given):
        for name in sorted(missing):
            given[name] = item.form.fields(given)[name]["examples"][0]
    known, has = item.form.known, profile(person)
    return {n: value for n, value in given.items() if known.get(n, "").removeprefix("profile.") not in has}


def fits(item: str, person: Person, on: date) -> bool:
    """Whether somebody of this age would file for this item."""
    known = profile(person).get("birth_date")
    if known is None:
        return item not in AGES
    born = date.fromisoformat(known)
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return age in AGES.get(item, range(16, 120))


class Choosing:
    """Who files what. Nobody files twice for the same item; `taken`: what is filed otherwise, as (person, item)."""

    def __init__(self, persons: Sequence[Person], items: Sequence[PublishedItem], taken: set[tuple[Any, str]]) -> None:
        today = civic.today()
        self.free = {
            item.code: [p for p in persons if (p.pk, item.code) not in taken and fits(item.code, p, today)]
            for item in items
        }
        self.items = {item.code: item for item in items}

    def next(self, chance: random.Random) -> tuple[Person, PublishedItem] | None:
        """Somebody and an item, the common ones more often; None when everybody has filed for everything."""
        codes = [code for code, persons in self.free.items() if persons]
        if not codes:
            return None
        code = chance.choices(codes, [WEIGHTS.get(code, 1) for code in codes])[0]
        return self.free[code].pop(chance.randrange(len(self.free[code]))), self.items[code]


def from_home(moment: datetime) -> datetime:
    """A moment at which people are awake: this one, or in the evening before it."""
    here = civic.local(moment)
    if MORNING <= here.hour < NIGHT:
        return moment
    return here.replace(hour=NIGHT - 1) - timedelta(days=here.hour < MORNING)


def at_a_window(moment: datetime, chance: random.Random, hours: Hours | None = None) -> datetime:
    """A moment at which windows are open: this one, or within the first hour after they open next."""
    here, known = civic.local(moment), hours or Hours()
    wall = here.replace(tzinfo=None)
    for n in range(60):
        day = wall.date() + timedelta(days=n)
        for opens, closes in known.open(calendar().day(day)):
            if on_the_wall(day, opens) <= wall < on_the_wall(day, closes):
                return moment
            if wall < on_the_wall(day, opens):
                first = on_the_wall(day, opens) + timedelta(minutes=chance.randint(2, 55))
                return first.replace(tzinfo=civic.HERE)
    return moment
