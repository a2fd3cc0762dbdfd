"""What the pages of accounts and posts share: how an account, a post, a unit reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.commons.people.models import Post
from linli.commons.people.queries.accounts import name_of, posts_of, state_of
from linli.commons.people.queries.posts import unit_name
from linli.commons.people.states import AccountState, Role
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.access.signin import run_out
from linli.kernel.ui.words import day_full

TOKENS = {
    AccountState.WAITING: "waiting",
    AccountState.FIRST: "you",
    AccountState.READY: "done",
    AccountState.CLOSED: "ended",
}
STEPS = {
    Authenticator.Type.TOTP: gettext_lazy("Authenticator app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("Passkey"),
}


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the doors let only accounts in
    return request.user


def units() -> list[tuple[str, str]]:
    """The units that exist, for choosing one: code, name; by name."""
    places = network()
    found = [(unit.code, unit_name(unit)) for unit in places.units.values() if places.is_open(unit)]
    return sorted(found, key=lambda one: one[1])


def period(post: Post) -> str:
    """From when to when, in words: the last day is the one before `until`."""
    since, until, today = post.during.lower, post.during.upper, clock.today()
    begins = (_("since %(day)s") if since <= today else _("from %(day)s")) % {"day": day_full(since)}
    if until is None:
        return begins
    return _("%(begins)s, last day %(day)s") % {"begins": begins, "day": day_full(until - timedelta(days=1))}


def post_words(post: Post) -> str:
    return f"{unit_name(post.unit)} · {Role(post.role).label}"


def account_line(account: User) -> dict[str, Any]:
    """An account as a list shows it."""
    state = state_of(account)
    words = _("First password run out") if run_out(account) else str(state.label)
    return {
        "account": account.username,
        "name": name_of(account),
        "state": (TOKENS[state], words),
        "waits": state in (AccountState.WAITING, AccountState.FIRST),
        "posts": [post_words(post) for post in posts_of(account)],
    }
