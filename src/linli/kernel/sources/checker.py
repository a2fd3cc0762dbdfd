"""The toolkit of every loader: read values out of a source, gather all that is wrong, raise it at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from linli.kernel.sources.reading import At, Flaw, Flawed, Source, shown


class Checker:
    """Reads values out of a source, noting what is wrong; `finish` raises all of it at once.

    A reader gives an empty value ("", None, {}, []) where there was a flaw, so that checking goes on.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.flaws: list[Flaw] = list(source.flaws)
        self._unread = {(flaw.line, flaw.field) for flaw in source.flaws}

    def flaw(self, at: At, what: str) -> None:
        """Note a flaw; nothing more is said about a value that could not be read."""
        found = self.source.flaw(at, what)
        if (found.line, found.field) not in self._unread:
            self.flaws.append(found)

    def finish(self) -> None:
        """Raise Flawed if anything was wrong."""
        if self.flaws:
            raise Flawed(self.flaws)

    def has(self, at: At) -> bool:
        """Whether something is written there; an empty value (null) counts as absent."""
        return self.source.get(at) is not None

    def mapping(self, at: At, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, Any]:
        """A mapping with these keys and no others; with none named, any keys."""
        value = self.source.get(at)
        if not isinstance(value, dict):
            self.flaw(at, "is missing" if value is None else f"must be a mapping, not {shown(value)}")
            return {}
        for name in required:
            if value.get(name) is None:
                self.flaw((*at, name), "is missing")
        if required or optional:
            self.unknown_keys(at, [*required, *optional])
        return value

    def unknown_keys(self, at: At, allowed: Collection[str]) -> None:
        """Note every key that isn't allowed there."""
        value = self.source.get(at)
        for name in value if isinstance(value, dict) else ():
            if name not in allowed:
                self.flaw((*at, name), f"is not known here; known: {', '.join(allowed)}")

    def keys(self, at: At) -> Iterator[At]:
        """The paths of a mapping's values; nothing where it is absent."""
        if self.has(at):
            yield from ((*at, name) for name in self.mapping(at))

    def items(self, at: At, least: int = 0) -> Iterator[At]:
        """The paths of a list's items."""
        value = self.source.get(at)
        if value is not None and not isinstance(value, list):
            self.flaw(at, f"must be a list, not {shown(value)}")
        elif len(value or ()) < least:
            self.flaw(at, "is missing" if value is None else f"needs at least {least}")
        else:
            yield from ((*at, index) for index in range(len(value or ())))

    def text(self, at: At, required: bool = True, longest: int = 200, pattern: str = "", like: str = "") -> str:
        """One line or more of text; `pattern` must match the whole, `like` says how it looks."""
        value = self._value(at, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.flaw(at, f"must be text, not {shown(value)}; put it in quotes")
        elif not value.strip():
            self.flaw(at, "is empty")
        elif len(value) > longest:
            self.flaw(at, f"is longer than {longest} characters")
        elif pattern and not re.fullmatch(pattern, value, re.ASCII):
            self.flaw(at, f"{shown(value)} does not look like {like or pattern}")
        else:
            return value
        return ""

    def one_of(self, at: At, choices: Collection[str], required: bool = True) -> str:
        """One of these words."""
        value = self._value(at, required)
        if value is None or (isinstance(value, str) and value in choices):
            return value or ""
        self.flaw(at, f"{shown(value)} is none of {', '.join(choices)}")
        return ""

    def integer(self, at: At, least: int, most: int, required: bool = True) -> int | None:
        """A whole number between the two, both included."""
        value = self._value(at, required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.flaw(at, f"must be a whole number, not {shown(value)}")
        elif not least <= value <= most:
            self.flaw(at, f"{value} is not between {least} and {most}")
        else:
            return value
        return None

    def date(self, at: At, required: bool = True) -> date | None:
        """A date, written 2020-09-01."""
        value = self._value(at, required)
        if value is None or isinstance(value, date):
            return value
        self.flaw(at, f"must be a date like 2020-09-01, not {shown(value)}")
        return None

    def flag(self, at: At) -> bool:
        """`true` or `false`; absent is false."""
        value = self.source.get(at)
        if value is not None and not isinstance(value, bool):
            self.flaw(at, f"must be true or false, not {shown(value)}")
        return value is True

    def translated(self, at: At, languages: Collection[str], required: bool = True) -> dict[str, str]:
        """A text in each of these languages, and in no other."""
        if not self.has(at) and not required:
            return {}
        value = self.mapping(at, required=languages)
        return {name: self.text((*at, name), required=False, longest=4000) for name in value}

    def _value(self, at: At, required: bool) -> Any:
        value = self.source.get(at)
        if value is None and required:
            self.flaw(at, "is missing")
        return value
