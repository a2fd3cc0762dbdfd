"""The entries of the bars. Rooms add theirs in `wiring.py`; nobody keeps a central list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from linli.kernel.access.grants import Somebody
from linli.kernel.ui.environment import url as address

BAR = 5  # what fits a thumb at 360 px


def anybody(user: Somebody) -> bool:
    return True


def signed_in(user: Somebody) -> bool:
    return user.is_authenticated


@dataclass(frozen=True)
class Entry:
    """One entry: `name` is the URL's name; `bar` puts it into the phone's bar too; `plain` keeps it in elder mode."""

    key: str
    words: str | Promise
    icon: str
    name: str
    order: int
    shown: Callable[[Somebody], bool] = anybody
    count: Callable[[Somebody], int] | None = None
    bar: bool = True
    plain: bool = True

    @property
    def url(self) -> str:
        return address(self.name)


_entries: dict[str, Entry] = {}


def add(entry: Entry) -> None:
    """Register an entry; the same key again replaces it."""
    _entries[entry.key] = entry


def entries(user: Somebody) -> list[Entry]:
    """The entries that this user sees, in order."""
    return sorted((e for e in _entries.values() if e.shown(user)), key=lambda e: e.order)


def here(path: str, shown: list[Entry]) -> str:
    """The key of the entry whose address is the longest beginning of this path."""
    fitting = [e for e in shown if path == e.url or (e.url != "/" and path.startswith(e.url))]
    return max(fitting, key=lambda e: len(e.url)).key if fitting else ""
