"""Every URL and every operation declares who may pass; a test walks them all.

`public`: anybody. `signed_in`: any account. `staff`: any account with a post. Anything else is a permission that some
post of the caller's must carry. Passing the door only opens the page: what is on it is chosen by `visible_to`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from linli.kernel.access.grants import Somebody, held, posts

F = TypeVar("F", bound=Callable[..., object])
PLAIN = ("public", "signed_in", "staff")


def door(rule: str, *, early: str = "") -> Callable[[F], F]:
    """Declare who may pass; `early`: the page where something has to be done first, which
    this belongs to: it opens to who has not done that yet."""

    def mark(view: F) -> F:
        view.door, view.early = rule, early  # type: ignore[attr-defined]
        return view

    return mark


def may_pass(rule: str, user: Somebody) -> bool:
    """Whether this user may pass a door with this rule."""
    if rule == "public":
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if rule == "signed_in":
        return True
    return bool(posts(user)) if rule == "staff" else bool(held(user, rule))
