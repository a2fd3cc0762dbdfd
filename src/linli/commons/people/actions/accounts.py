"""Accounts made, given a first password, closed and opened again; their sessions ended.

A first password is random and good for a time; its owner can do nothing with it but choose one of their own. So it may
be printed: whoever finds the paper later has nothing. It is kept nowhere; lost, a new one takes its place.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.commons.people.actions.exporting import ACCOUNT
from linli.commons.people.actions.persons import cut, make_person
from linli.commons.people.facts import (
    AccountClosed,
    AccountMade,
    AccountOpened,
    FirstPasswordGiven,
    PasswordChosen,
    PostEnded,
    SecondStepRemoved,
)
from linli.commons.people.facts import SessionsEnded as Ended
from linli.commons.people.models import Post
from linli.commons.people.queries.accounts import UNUSABLE
from linli.commons.people.queries.posts import standing
from linli.commons.people.states import NEEDED
from linli.kernel import clock
from linli.kernel.access import grants, sessions
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.database.generation import bump
from linli.kernel.record.writing import By, Ref, record

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what reads like something else
LENGTH, GROUP = 12, 4  # 59 bits
FIRST_LASTS = timedelta(days=14)


def acting(by: User, permission: str) -> By:
    """Who does it, in the post that lets them."""
    post = next(iter(grants.held(by, permission)), None)
    return By(by.pk, post.unit if post else "", post.role if post else "")


def locked(account: User) -> User:
    """The account's row, locked until the transaction ends: whatever is recorded of it comes one after the other."""
    return User.objects.select_for_update(no_key=True).get(pk=account.pk)


def others_needed(role: str, but: User) -> None:
    """Raises Problem 409 where nobody else would hold a role that an installation can't be without.

    All its posts are locked: of two who end each other's, one comes too late.
    """
    if role not in NEEDED:
        return
    posts = Post.objects.filter(role=role, during__contains=clock.today())
    list(posts.select_for_update().order_by("pk"))  # read anew once they are locked: what was waited for counts
    able = posts.filter(person__account__is_active=True, person__account__first_until=None, during__upper_inf=True)
    others = able.exclude(person__account__password__startswith=UNUSABLE).exclude(person__account=but)
    if posts.filter(person__account=but).exists() and not others.exists():
        words = _("This is the last one: nobody could be given an account or a post any more.")
        raise Problem(409, "last", words, detail=_("Give the post to somebody else first."))


@transaction.atomic
def make_account(username: str, name: str, *, by: User) -> User:
    """An account and its person, for whoever is to work here; it waits for its first password."""
    user = User.objects.create_user(username, None, name=name)
    make_person(name, by=None, account=user)
    record(AccountMade("list"), about=Ref(ACCOUNT, str(user.pk)), by=acting(by, "accounts.make"))
    return user


@transaction.atomic
def give_first_password(account: User, *, by: User) -> str:
    """A password to hand over, which its owner must change; what the account had before is void, and its sessions end.

    Raises Problem 409 for a closed account, 403 for one's own.
    """
    user = locked(account)
    _not_own(user, by)
    return first_password(user, acting(by, "accounts.make"))


def first_password(user: User, by: By) -> str:
    """The same, whoever may. The account's row is locked by the caller. Raises Problem 409 for a closed account."""
    if not user.is_active:
        raise Problem(409, "closed", _("This account is closed. Open it first."))
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))
    word = "-".join(letters[n : n + GROUP] for n in range(0, LENGTH, GROUP))
    # Random, long and short-lived: it needs no slow hash, and a list of hundreds is done in a moment.
    user.password = make_password(word, hasher="first")
    user.first_until = timezone.now() + FIRST_LASTS
    user.save(update_fields=["password", "first_until"])
    sessions.end_all(user)
    record(FirstPasswordGiven(), about=Ref(ACCOUNT, str(user.pk)), by=by)
    return word


@transaction.atomic
def choose_password(user: User, word: str) -> None:
    """The owner's own password; where else the account was signed in, it is not any more."""
    kept = locked(user)
    if (kept.password, kept.epoch, kept.is_active) != (user.password, user.epoch, True):  # taken back meanwhile
        raise Problem(409, "changed", _("This has been done meanwhile."))
    first = kept.first_until is not None
    user.set_password(word)
    user.first_until = None
    user.save(update_fields=["password", "first_until"])
    record(PasswordChosen(first), about=Ref(ACCOUNT, str(user.pk)), by=By(user.pk))


@transaction.atomic
def close_account(account: User, *, by: User) -> User:
    """Nobody signs in with it any more; where it is, it is not at once. Its second steps and its posts end: whoever
    opens it again opens no desk with it. Raises Problem 403, 409.
    """
    user = locked(account)
    _not_own(user, by)
    if not user.is_active:
        return user
    for role in NEEDED:
        others_needed(role, user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    remove_all(user, acting(by, "accounts.make"))
    _end_posts(user, by)
    bump()
    record(AccountClosed(), about=Ref(ACCOUNT, str(user.pk)), by=acting(by, "accounts.make"))
    return user


def _end_posts(user: User, by: User) -> None:
    today = clock.today()
    posts = Post.objects.select_for_update(of=("self",)).filter(standing(), person__account=user)
    for post in posts.select_related("unit").order_by("pk"):
        cut(post, today)
        ended = PostEnded(post.unit.code, post.role, today.isoformat())
        record(ended, about=Ref(ACCOUNT, str(user.pk)), by=acting(by, "accounts.make"))


def remove_all(user: User, by: By) -> None:
    """The account has no second step any more. Its row is locked by the caller."""
    steps = list(Authenticator.objects.filter(user=user).order_by("pk"))
    if not steps:
        return
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user)
    for one in steps:
        record(SecondStepRemoved(one.type), about=Ref(ACCOUNT, str(user.pk)), by=by)


@transaction.atomic
def open_account(account: User, *, by: User) -> User:
    """A closed account waits for a new first password, and for posts: those it had ended with it."""
    user = locked(account)
    _not_own(user, by)
    if user.is_active:
        return user
    user.is_active, user.first_until = True, None
    user.set_unusable_password()
    user.save(update_fields=["is_active", "first_until", "password"])
    bump()
    record(AccountOpened(), about=Ref(ACCOUNT, str(user.pk)), by=acting(by, "accounts.make"))
    return user


@transaction.atomic
def end_sessions(account: User, *, by: User) -> User:
    """Wherever the account is signed in, it is not any more; tokens of programs are void."""
    user = locked(account)
    ended, tokens = sessions.end_all(user)
    record(Ended(ended, tokens), about=Ref(ACCOUNT, str(user.pk)), by=acting(by, "accounts.secure"))
    return user


def _not_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise forbidden(_("Nobody does this to their own account."))
