"""What rooms let be found by words: each says what, for whom, and finds it itself by its own rules of who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from linli.kernel.access.grants import Somebody
from linli.kernel.texts import fold
from linli.kernel.ui.menu import anybody

FURTHEST = 10_000  # lines that are counted off
GROUPS: list[Group] = []


@dataclass(frozen=True)
class Hit:
    """One line that fits; `state` is (token, words); no `href`: there is no more to it."""

    title: str
    text: str = ""
    href: str = ""
    state: tuple[str, str] | None = None


@dataclass(frozen=True)
class Found:
    """The first lines that fit, and the mark of what follows; "" where nothing does."""

    hits: Sequence[Hit] = ()
    mark: str = ""


class Find(Protocol):
    """Looks for words on behalf of somebody: so many lines after a mark, in a fixed number of queries."""

    def __call__(self, user: Somebody, q: str, mark: str, limit: int, /) -> Found: ...


@dataclass(frozen=True)
class Group:
    """One kind of what can be found."""

    key: str
    order: int
    icon: str
    title: str | Promise
    find: Find
    shown: Callable[[Somebody], bool] = anybody


def let_find(group: Group) -> None:
    """A room says what of its own can be found."""
    GROUPS.append(group)
    GROUPS.sort(key=lambda one: one.order)


def words(q: str) -> list[str]:
    """The words of a question, folded."""
    return [word for word in re.split(r"[\W_]+", fold(q)) if word]


def fit(asked: Sequence[str], *texts: str) -> bool:
    """Whether each word stands in one of these texts; nothing fits where nothing was asked."""
    whole = "\n".join(map(fold, texts))
    return bool(asked) and all(word in whole for word in asked)


def counted_off(hits: Sequence[Hit], mark: str, limit: int) -> Found:
    """A page of what is in memory; the mark is how many lines came before."""
    at = int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 6 else 0
    at = min(at, FURTHEST)
    return Found(hits[at : at + limit], str(at + limit) if len(hits) > at + limit else "")
