"""What a page said, without those who said it: plain things for the page floor, which knows no Django.

Names, values and results of calls are what they were when the page was made; templates, macros, loops and escaping
do their whole work again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

_turn = threading.local()


def begin() -> None:
    """A page is begun: every tape is at its start, for this thread."""
    _turn.at = {}


class Tape:
    """A function's results, one after another. Raises IndexError when a page asks for more than it did."""

    def __init__(self) -> None:
        self.results: list[Any] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        at = _turn.at.get(id(self), 0)
        _turn.at[id(self)] = at + 1
        return self.results[at]


class Thing:
    """An object with the attributes that a page asked for, as plain values."""

    words: str
    held: list[Any] | None
    true: bool

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return self.true

    def __len__(self) -> int:
        return len(self.held or ())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.held or ())

    def __getitem__(self, at: int) -> Any:
        return (self.held or [])[at]


class Words(str):
    """A text with attributes: a choice and its label."""
