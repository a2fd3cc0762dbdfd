"""What an auditor asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from linli.commons.people.queries.audit import Asked
from linli.kernel.api.problems import Problem
from linli.kernel.numbers import heard
from linli.kernel.record.timeline import Entry

LONGEST = 150


def asked(given: Mapping[str, str]) -> tuple[Asked, dict[str, str]]:
    """Which lines: `q` an account or the number of a matter, `day`; and what is wrong, by field."""
    q, day = given.get("q", "").strip()[:LONGEST], given.get("day", "").strip()
    number = heard(q) or ""
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        return Asked("" if number else q, number), {"day": _("Please enter a date.")}
    return Asked("" if number else q, number, on), {}


def cut(read: Callable[[int | None, int], list[Entry]], cursor: str, limit: int) -> tuple[list[Entry], str]:
    """Entries before the cursor, and the next cursor or "". Raises Problem 400 for a cursor that is not ours."""
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise Problem(400, "cursor", _("This page mark is not valid."))
    found = read(int(cursor) if cursor else None, limit + 1)
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1].position
    return found[:limit], str(last) if last else ""
