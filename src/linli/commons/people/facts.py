"""What can have happened to accounts, posts and what is held of a person. The record names nobody: an account is its
number."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class DataExported:
    """Somebody took a copy of all that is held of them. `how`: page or program."""

    VERSION = 1
    how: str


@fact
@dataclass(frozen=True)
class ErasureAsked:
    """Somebody asked for all that is held of them to be erased: how much stays unused, how much is under way, and what
    was forgotten of the profile. `file`: at a window, the scan of the sheet that was signed; then the entry is about
    the person."""

    VERSION = 2  # in the first nobody asked at a window
    restricted: int
    kept: int
    forgotten: list[str]
    file: str = ""


@fact
@dataclass(frozen=True)
class AccountMade:
    """Somebody can sign in from now on. `how`: list, window, host."""

    VERSION = 1
    how: str


@fact
@dataclass(frozen=True)
class FirstPasswordGiven:
    """An account got a password that its owner must change; what it had before is void."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class PasswordChosen:
    """The owner of an account chose a password. `first`: in place of one that somebody else had given them."""

    VERSION = 1
    first: bool


@fact
@dataclass(frozen=True)
class AccountClosed:
    """Nobody signs in with it any more."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class AccountOpened:
    """An account that was closed can be signed in with again."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class SessionsEnded:
    """Somebody ended where the account was signed in: so many, and so many tokens of programs."""

    VERSION = 1
    sessions: int
    tokens: int


@fact
@dataclass(frozen=True)
class SecondStepAdded:
    """The owner of an account set up a second step at sign-in. `kind`: totp, webauthn, recovery_codes."""

    VERSION = 1
    kind: str


@fact
@dataclass(frozen=True)
class SecondStepRemoved:
    """A second step opens the account no more: taken off by its owner, or by security because it was lost."""

    VERSION = 1
    kind: str


@fact
@dataclass(frozen=True)
class PostGiven:
    """The account's person got a post, from a day until another `[)`; dates, `until` None while it is open."""

    VERSION = 1
    unit: str
    role: str
    since: str
    until: str | None


@fact
@dataclass(frozen=True)
class PostEnded:
    """A post ends: `on` is the first day without it."""

    VERSION = 1
    unit: str
    role: str
    on: str
