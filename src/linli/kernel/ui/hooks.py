"""What the frame of a page asks the commons for: how many messages are unread, and which place it is about."""

from __future__ import annotations

from collections.abc import Callable

from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User

_unread: list[Callable[[User], int]] = []
_place: list[Callable[[User], str]] = []
_person: list[str] = []
_search: list[tuple[str, Callable[[Somebody], bool]]] = []


def unread_by(count: Callable[[User], int]) -> None:
    """Register who counts a user's unread messages."""
    _unread[:] = [count]


def place_by(name: Callable[[User], str]) -> None:
    """Register who names the place in the bar: a resident's community, a worker's unit."""
    _place[:] = [name]


def search_at(name: str, shown: Callable[[Somebody], bool]) -> None:
    """Register the page, by its URL's name, behind the search box in staff's bar, and for whom it stands there."""
    _search[:] = [(name, shown)]


def person_at(name: str) -> None:
    """Register the page of one person, by its URL's name, on which staff see what is under way for them."""
    _person[:] = [name]


def person() -> str:
    """The URL name of a person's page; empty where there is none."""
    return _person[0] if _person else ""


def search(user: Somebody) -> str:
    """The URL name of the search box's page; empty where there is none for this user."""
    return next((name for name, shown in _search if shown(user)), "")


def unread(user: User) -> int:
    """Unread messages; 0 where nobody counts."""
    return _unread[0](user) if _unread else 0


def place(user: User) -> str:
    """The name of the user's place; empty where nobody knows."""
    return _place[0](user) if _place else ""
