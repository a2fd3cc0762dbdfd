"""Bearer tokens: shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets

from linli.kernel.access.models import Token, User


def issue(user: User) -> str:
    """Make a new token for the account and return it; it can't be shown again."""
    token = secrets.token_urlsafe(32)
    Token.objects.create(user=user, digest=_digest(token))
    return token


def user_of(token: str) -> User | None:
    """The active account that a token belongs to; one query."""
    return User.objects.active("(SELECT user_id FROM kernel_token WHERE digest = %s)", _digest(token))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
