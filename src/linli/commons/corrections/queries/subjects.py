"""What an asking can be about: what the rooms say they hold of a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from linli.commons.people.models import Person
from linli.commons.people.queries.held import HELD, Holding, Row, holding
from linli.kernel.texts import LANGUAGES

OWN = "corrections"  # the askings themselves are held too, and not corrected
MOST = 100  # newest things of a kind that are offered to choose from; older ones are told in words


def kinds(guardian: bool) -> list[Holding]:
    """The kinds of which something can be wrong; a guardian's are those that a guardian sees."""
    return [one for one in HELD if one.key != OWN and (one.guarded or not guardian)]


def offered(held: Holding, person: Person) -> list[Row]:
    """The newest things of a kind, to choose from."""
    return [row for row in held.rows(person, MOST) if row.id]


def named(person: Person, kind: str, id: str, guardian: bool) -> dict[str, Any] | None:
    """What is meant: `title` and `text` by language as they stand now, and `href`. None for what isn't held of them.

    No `id`: the kind as a whole, for something may be missing.
    """
    held = holding(kind)
    if held is None or held not in kinds(guardian):
        return None
    found: dict[str, Any] = {"title": {}, "text": {}, "href": ""}
    for language in LANGUAGES:
        with override(language):
            row = _row(held.rows(person, None), id) if id else Row(str(held.title))
            if row is None:
                return None
            found["title"][language], found["text"][language] = str(row.title), str(row.text)
            found["href"] = row.href
    return found


def _row(rows: Iterable[Row], id: str) -> Row | None:
    return next((row for row in rows if row.id == id), None)
