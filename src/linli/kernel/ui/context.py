"""What every template of ours knows about the request. Nothing here asks the database until a template does."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language

from linli.kernel import clock
from linli.kernel.access.grants import Post, Somebody, posts
from linli.kernel.access.models import User
from linli.kernel.ui import hooks
from linli.kernel.ui.menu import BAR, Entry, entries, here

THEME, ELDER = "linli-theme", "linli-elder"
THEMES = ("light", "dark")


class Page:
    """The frame of one page, filled as the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> Somebody:
        # A page may fail before the account is known.
        return getattr(self.request, "user", None) or AnonymousUser()

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        return posts(self.user)

    @property
    def staff(self) -> bool:
        return bool(self.posts)

    @cached_property
    def unread(self) -> int:
        return hooks.unread(self.user) if isinstance(self.user, User) else 0

    @cached_property
    def place(self) -> str:
        return hooks.place(self.user) if isinstance(self.user, User) else ""

    @cached_property
    def search(self) -> str:
        """The URL name of the page behind the search box in staff's bar; empty for who has none."""
        return hooks.search(self.user)

    @cached_property
    def menu(self) -> list[Entry]:
        return entries(self.user)

    @cached_property
    def bar(self) -> list[Entry]:
        """What stands at the bottom of a phone; elder mode, which is for residents, keeps the plain ones."""
        plain = is_elder(self.request) and not self.staff
        kept = [e for e in self.menu if e.bar and (e.plain or not plain)]
        return kept[:BAR]

    @cached_property
    def _counted(self) -> dict[str, int]:
        return {}

    def count(self, entry: Entry) -> int:
        """The number beside an entry; counted once a page, though it may stand in both bars."""
        if entry.count is None:
            return 0
        if entry.key not in self._counted:
            self._counted[entry.key] = entry.count(self.user)
        return self._counted[entry.key]

    @cached_property
    def here(self) -> str:
        return here(self.request.path, self.menu)

    @property
    def address(self) -> str:
        return self.request.get_full_path()

    @property
    def offset(self) -> int:
        """Seconds by which a rehearsal's clock is ahead of the machine's."""
        return round(clock.offset().total_seconds())


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get(ELDER) == "1"


def theme(request: HttpRequest) -> str:
    """`light` or `dark`, if chosen; else empty: as the device is set."""
    chosen = request.COOKIES.get(THEME, "")
    return chosen if chosen in THEMES else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    frame = Page(request)
    return {
        "page": frame,
        "user": frame.user,
        "language": get_language() or settings.LANGUAGE_CODE,
        "elder": is_elder(request),
        "theme": theme(request),
        "rehearsal": settings.REHEARSAL,
    }
