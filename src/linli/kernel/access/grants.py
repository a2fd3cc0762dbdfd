"""Who may do what: denied unless granted.

A grant is (account, permission, scope). The kernel knows no posts of its own: `people` provides them, and each room
says in its wiring which permissions a role carries. A permission's scope is the unit of the post.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from linli.kernel.access.models import User

Somebody = User | AnonymousUser


@dataclass(frozen=True)
class Post:
    """A post held now: at which unit, in which role."""

    unit_id: int
    unit: str
    role: str


Provider = Callable[[User], tuple[Post, ...]]
_provider: Provider | None = None
_carried: defaultdict[str, set[str]] = defaultdict(set)


def provide(provider: Provider) -> None:
    """Register the one source of posts."""
    global _provider
    _provider = provider


def allow(role: str, *permissions: str) -> None:
    """A role carries these permissions, at the unit of the post."""
    for permission in permissions:
        _carried[permission].add(role)


def posts(user: Somebody) -> tuple[Post, ...]:
    """The posts that this account holds today; asked once per loaded user object. With a first password, or before the
    second step of sign-in, it has none: it opens no door but those where these are put right."""
    return () if user.is_authenticated and (user.first_until is not None or user.one_step) else _all(user)


def waits_for_step(user: Somebody) -> bool:
    """Whether somebody who works here has signed in by password alone, and that is not enough."""
    return user.is_authenticated and user.one_step and bool(_all(user))


def _all(user: Somebody) -> tuple[Post, ...]:
    if not isinstance(user, User) or _provider is None or not user.is_active:
        return ()
    known: tuple[Post, ...] | None = getattr(user, "_posts", None)
    if known is None:
        known = _provider(user)
        user._posts = known  # type: ignore[attr-defined]
    return known


def held(user: Somebody, permission: str) -> tuple[Post, ...]:
    """The posts through which the user has the permission; empty when there is none."""
    return tuple(post for post in posts(user) if post.role in _carried[permission])


def roles_with(permission: str) -> frozenset[str]:
    """The roles that carry the permission."""
    return frozenset(_carried[permission])
