"""The small values of a network file: periods, assumptions, hours, promises, points."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from linli.commons.places.rules import Period
from linli.commons.places.states import DAY_KINDS, DAY_UNITS, PROMISE_UNITS
from linli.kernel.sources import At, Checker

LANGUAGES = ("zh-hans", "en")
CODE = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
LIKE_CODE = "lower-case words like station-4"
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Hours = list[list[str]]


def code(c: Checker, at: At) -> str:
    """A code: lower-case words, at most 60 characters."""
    return c.text(at, longest=60, pattern=CODE, like=LIKE_CODE)


def names(c: Checker, at: At) -> dict[str, str]:
    """A name in every language."""
    found = c.translated(at, LANGUAGES)
    for language, name in found.items():
        if len(name) > 60:
            c.flaw((*at, language), "is longer than 60 characters")
    return found


def assumption(c: Checker, at: At) -> dict[str, str]:
    """Why something was assumed, by language; empty where it is known. `assumed: true` and `reason` go together."""
    assumed, has_reason = c.flag((*at, "assumed")), c.has((*at, "reason"))
    if assumed and not has_reason:
        c.flaw((*at, "reason"), "is missing: what is assumed says why")
    if has_reason and not assumed:
        c.flaw((*at, "reason"), "a reason without `assumed: true`")
    return c.translated((*at, "reason"), LANGUAGES, required=False)


def period(c: Checker, at: At, first: date, names: tuple[str, str] = ("valid_from", "valid_until")) -> Period:
    """From–until, the until excluded; where no start is written, `first`."""
    start = c.date((*at, names[0]), required=False) or first
    end = c.date((*at, names[1]), required=False)
    if end and end <= start:
        c.flaw((*at, names[1]), f"{end} is not after the start, {start}")
        end = None
    return start, end


def hours(c: Checker, at: At, keys: Collection[str] = ("assumed", "reason")) -> dict[str, Any] | None:
    """Opening hours by kind of day and for single dates, as the contract shows them; None where none are written."""
    if not c.has(at):
        return None
    c.mapping(at, required=["working_day"], optional=["rest_day", "holiday", "on", *keys])
    found: dict[str, Any] = {kind: _spans(c, (*at, kind)) for kind in DAY_KINDS}
    found["on"] = {}
    for day in c.keys((*at, "on")):
        spans, written = _spans(c, day), str(day[-1])
        if _is_day(written):
            found["on"][written] = spans
        else:
            c.flaw(day, "must be a date like 2026-10-01")
    return found


def _is_day(text: str) -> bool:
    """Whether it is a real day written so; fromisoformat alone takes 20261001 and 2026-W40-4 too."""
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _spans(c: Checker, at: At) -> Hours:
    spans: Hours = []
    for item in c.items(at):
        span = [_time(c, bound) for bound in c.items(item)]
        if len(span) != 2:
            c.flaw(item, 'must be an opening and a closing time like ["09:00", "12:00"]')
        elif all(span) and span[0] >= span[1]:
            c.flaw(item, f"closes at {span[1]}, not after it opens at {span[0]}")
        elif all(span) and spans and span[0] < spans[-1][1]:
            c.flaw(item, f"opens at {span[0]}, before {spans[-1][1]}, when the one before closes")
        elif all(span):
            spans.append(span)
    return spans


def _time(c: Checker, at: At) -> str:
    value = c.source.get(at)
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value.zfill(5)
    c.text(at, pattern=_TIME.pattern, like="a time like 09:00")
    return ""


def promise(c: Checker, at: At) -> dict[str, Any] | None:
    """By when the unit promises to accept; the guide that makes the promise is its basis."""
    if not c.has(at):
        return None
    c.mapping(at, required=["amount", "unit", "basis", "source"])
    unit = c.one_of((*at, "unit"), PROMISE_UNITS, required=False)
    amount = c.integer((*at, "amount"), 0, 1000, required=False)
    if amount is not None and unit and (amount == 0) != (unit == "accept"):
        c.flaw((*at, "amount"), "is 0 for `accept` (the same working day), and above 0 for every other unit")
    basis = c.translated((*at, "basis"), LANGUAGES, required=False)
    source = c.text((*at, "source"), required=False, longest=400)
    return {"amount": amount, "unit": unit, "basis": basis, "source": source}


def corrections(c: Checker, at: At) -> dict[str, Any] | None:
    """By when the unit, and those below it, answer who asks for a correction (PIPL 50: a way that is easy to use), and
    where who is refused may complain. A time has a basis and source, or was assumed with a reason."""
    if not c.has(at):
        return None
    optional = ["basis", "source", "assumed", "reason"]
    c.mapping(at, required=["amount", "unit", "complaint"], optional=optional)
    assumed, complaint = assumption(c, at), (*at, "complaint")
    if not assumed and not (c.has((*at, "basis")) and c.has((*at, "source"))):
        c.flaw(at, "has neither basis and source nor `assumed: true` with a reason")
    found: dict[str, Any] = {
        "amount": c.integer((*at, "amount"), 1, 1000, required=False),
        "unit": c.one_of((*at, "unit"), DAY_UNITS, required=False),
        "basis": c.translated((*at, "basis"), LANGUAGES, required=False),
        "source": c.text((*at, "source"), required=False, longest=400),
        "assumed": assumed,
    }
    if c.has(complaint):
        c.mapping(complaint, required=["text", "basis", "source"])
        found["complaint"] = {
            "text": c.translated((*complaint, "text"), LANGUAGES, required=False),
            "basis": c.translated((*complaint, "basis"), LANGUAGES, required=False),
            "source": c.text((*complaint, "source"), required=False, longest=400),
        }
    return found


def point(c: Checker, at: At) -> list[float] | None:
    """[longitude, latitude] in WGS 84, or None."""
    value = c.source.get(at)
    if value is None:
        return None
    numbers = [n for n in value if isinstance(n, int | float) and not isinstance(n, bool)] if _is_list(value) else []
    if len(numbers) != 2 or len(value) != 2 or abs(numbers[0]) > 180 or abs(numbers[1]) > 90:
        c.flaw(at, "must be [longitude, latitude] in degrees")
        return None
    return [float(number) for number in numbers]


def _is_list(value: object) -> bool:
    return isinstance(value, list)
