"""The pieces that forms are made of, read one by one from data that may be anything."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from linli.kernel.texts import LANGUAGES

Path = tuple[str | int, ...]
Flaws = list[tuple[Path, str]]


def named(words: Collection[Any]) -> str:
    """Words in a row, for a message."""
    return ", ".join(sorted(str(word) for word in words))


class Pieces:
    """Reads mappings, texts, lists and bounds, and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.flaws: Flaws = []

    def flaw(self, at: Path, what: str) -> None:
        self.flaws.append((at, what))

    def mapping(self, value: Any, at: Path, words: Collection[str], need: Collection[str] = ()) -> dict[str, Any]:
        """The mapping at a path, its words checked; empty where it is none."""
        if not isinstance(value, dict):
            self.flaw(at, "must be a mapping" if value is not None else "is missing")
            return {}
        for word in value:
            if word not in words:
                self.flaw((*at, str(word)), f"is not a word of forms here; known: {named(words)}")
        for word in sorted(set(need) - set(value)):
            self.flaw((*at, word), "is missing")
        return value

    def words(self, value: Any, at: Path) -> None:
        """A text in every language."""
        if not isinstance(value, dict):
            self.flaw(at, f"must give a text by language: {', '.join(LANGUAGES)}")
            return
        for language in LANGUAGES:
            if not isinstance(value.get(language), str) or not value[language].strip():
                self.flaw((*at, language), "is missing")
        if more := set(value) - {*LANGUAGES, "zh-hant"}:
            self.flaw(at, f"has unknown languages: {named(more)}")

    def texts(self, value: Any, at: Path, what: str) -> list[str]:
        """A list of different texts, without those that are none."""
        if not isinstance(value, list) or not value:
            self.flaw(at, f"must be a list of {what}")
            return []
        seen: list[str] = []
        for n, one in enumerate(value):
            if not isinstance(one, str) or not one.strip():
                self.flaw((*at, n), f"must be a text (quote yes, no and numbers), not {one!r}"[:120])
            elif one in seen:
                self.flaw((*at, n), f"{one} is named twice")
            else:
                seen.append(one)
        return seen

    def bounds(self, schema: dict[str, Any], at: Path, low: str, high: str, floor: int, ceiling: int) -> None:
        """Two whole numbers, the first not above the second."""
        sound = []
        for word in (low, high):
            value = schema.get(word)
            if value is None and word not in schema:
                continue
            if type(value) is not int or not floor <= value <= ceiling:
                self.flaw((*at, word), f"must be a whole number from {floor} to {ceiling}")
            else:
                sound.append(value)
        if len(sound) == 2 and sound[0] > sound[1]:
            self.flaw((*at, low), f"is above {high}")
