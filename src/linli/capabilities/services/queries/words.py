"""By which words a matter is found: what its document says, and how a question is put to all documents.

Item, community and station stand in a document as ids; the words by which they are called are looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.search import MOST
from linli.commons.places.queries import network
from linli.commons.places.states import PlaceKind, UnitKind
from linli.kernel import clock as civic
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import Cached
from linli.kernel.numbers import heard
from linli.kernel.texts import DEFAULT, LONGEST_WORD, fold, lexemes, tsquery

ITEM, VERSION, COMMUNITY, UNIT = "=", "~", "@", "#"  # no word begins with these


def document(application: Application) -> tuple[str, list[str]]:
    """The text and the lexemes of a matter's document."""
    name, letters, number = application.person.name_fold, application.person.initials, application.number
    found = lexemes(f"{name} {number}", within=True) | lexemes(letters)
    found |= {f"{ITEM}{application.item}", f"{VERSION}{application.version_id}"}
    found |= {f"{COMMUNITY}{application.community_id}", f"{UNIT}{application.taken_in_by_id}"}
    return f"{name} {letters} {number}", sorted(found)


@dataclass(frozen=True)
class Word:
    """One word of a question: what it is as a tsquery, and the ids of what it calls."""

    text: str
    ids: tuple[str, ...]

    @cached_property
    def tsquery(self) -> str:
        own = tsquery(self.text)
        return " | ".join([f"({own})"] * bool(own) + [_quoted(id) for id in self.ids])

    @property
    def exact(self) -> bool:
        """Whether the tsquery says all: two pairs of characters could stand apart, a very long word is cut."""
        return "&" not in (tsquery(self.text) or "") and len(self.text) <= LONGEST_WORD


@dataclass(frozen=True)
class Asked:
    """A question: the number of a matter, or words of which each must fit. Without either nothing fits."""

    number: str = ""
    words: tuple[Word, ...] = ()

    @cached_property
    def tsquery(self) -> str:
        return " & ".join(f"({word.tsquery})" for word in self.words)

    @cached_property
    def recheck(self) -> tuple[str, list[Any]]:
        """What a document `w` that fits the tsquery must say besides: SQL that begins with AND, or "", and values."""
        parts, values = "", []
        for word in self.words:
            if word.exact:
                continue
            called = " OR ts_match_vq(w.words, %s::tsquery)" if word.ids else ""
            parts += f" AND (strpos(w.text, %s) > 0{called})"
            values += [word.text, *[" | ".join(map(_quoted, word.ids))] * bool(word.ids)]
        return parts, values


def read(q: str) -> Asked | None:
    """What was asked; None where nothing was.

    Raises Problem 400 for what looks like an identity or phone number: such numbers never stand in a URL.
    """
    words = " ".join(q.split())
    if not words:
        return None
    if number := heard(words):
        return Asked(number)
    digits = re.sub(r"[\s-]", "", words)
    if re.fullmatch(r"[1-9]\d{9}", digits):  # mistyped, it is nobody's; with a 0 before it would be a telephone's
        return Asked(digits)
    if re.fullmatch(r"\+?\d{7,}[xX]?", digits):
        raise Problem(400, "personal-number", _("Identity and phone numbers are not searched for in an address."))
    parts = [part for part in re.split(r"[\W_]+", fold(words)) if part]
    return Asked(words=tuple(Word(part, tuple(_called(part))) for part in parts[:MOST]))


def _called(word: str) -> Iterator[str]:
    """The ids of the items, communities and stations that are called by this word."""
    for item in catalogue().search(word, get_language() or DEFAULT):
        yield f"{ITEM}{item.code}"
    for version in catalogue().once_called(word):
        yield f"{VERSION}{version}"
    for id, names in _names().items():
        if any(word in name for name in names):
            yield id


def _named() -> dict[str, tuple[str, ...]]:
    """The folded names of communities and of the stations that take in, by their id in a document."""
    found = {}
    for place in network().places.values():
        if place.kind == PlaceKind.COMMUNITY:
            found[f"{COMMUNITY}{place.pk}"] = tuple(map(fold, {place.name, *place.names.values()}))
    for unit in network().units.values():
        if unit.kind == UnitKind.STATION:
            found[f"{UNIT}{unit.pk}"] = tuple(map(fold, {unit.name, *unit.names.values()}))
    return found


_names: Cached[dict[str, tuple[str, ...]]] = Cached(_named, civic.today)


def communities(ids: Iterable[int]) -> str:
    """As a tsquery: in one of these communities."""
    return " | ".join(_quoted(f"{COMMUNITY}{id}") for id in ids)


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
