"""`/accounts`: who can sign in; for the administrators of system, security and audit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.commons.people.actions import accounts as actions
from linli.commons.people.actions import second_step
from linli.commons.people.forms import accounts as forms
from linli.commons.people.queries.accounts import NEWEST_FIRST, detail, name_of, posts_of, shown, state_of
from linli.commons.people.states import AccountState
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading, body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import forbidden, not_found
from linli.kernel.api.schema import DAY, MOMENT, TEXT, choice, component, documented, listed, many, maybe, shape
from linli.kernel.clock import local

router = Router(tags=["accounts"])
_POST = shape(id=TEXT, unit=TEXT, role=TEXT, since=DAY, until=maybe(DAY))
ACCOUNT = component(
    "Account",
    shape(
        ("first_password",), account=TEXT, name=TEXT, state=choice(*AccountState.values), first_until=maybe(MOMENT),
        posts=many(_POST), first_password=TEXT,
    ),
)  # fmt: skip


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the bearer token's
    return request.user


def of(account: User) -> dict[str, Any]:
    """An account as `queries.accounts.shown` found it."""
    return {
        "account": account.username,
        "name": name_of(account),
        "state": str(state_of(account)),
        "first_until": local(account.first_until).isoformat() if account.first_until else None,
        "posts": [
            {
                "id": str(post.pk), "unit": post.unit.code, "role": post.role, "since": post.during.lower.isoformat(),
                "until": post.during.upper.isoformat() if post.during.upper else None,
            }
            for post in posts_of(account)
        ],
    }  # fmt: skip


def _now(request: HttpRequest, account: str) -> dict[str, Any]:
    return of(detail(_user(request), account))


@renders("account")
def again(request: HttpRequest, account: str) -> dict[str, Any]:
    """As it is now; a first password is shown once."""
    return _now(request, account)


def _allowed(request: HttpRequest, permission: str) -> User:
    """The caller, who may. Who sees accounts and may not do this is told so; for all others nothing is there."""
    user = _user(request)
    if held(user, permission):
        return user
    raise forbidden() if held(user, "accounts.see") else not_found()


@router.get("", summary="Accounts of those who work here", openapi_extra=documented(answer=listed(ACCOUNT)))
@door("accounts.see")
def accounts(request: HttpRequest, state: str = "", cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """Newest first. `state`: waiting (no password yet), first (not changed yet), ready, closed."""
    user = _allowed(request, "accounts.see")
    asked = state if state in AccountState.values else ""
    found, mark = page(shown(user, state=asked), cursor, NEWEST_FIRST, limit)
    return listing(request, found, mark, of)


@router.post(
    "",
    summary="Make the accounts of a list",
    openapi_extra=documented(forms.NEW, required=True, example=forms.EXAMPLE, answer=listed(ACCOUNT)),
)
@door("accounts.make")
def make(request: HttpRequest) -> dict[str, Any]:
    """All or none; an account that is there already, with this name, stays as it is. Nobody can sign in yet: a first
    password is a call of its own."""
    given, user = body(request), _allowed(request, "accounts.make")
    names = [one.account for one in forms.accounts(given, by=user)]
    refer(request, "accounts", " ".join(names))
    return _named(user, names)


def _named(user: User, names: list[str]) -> dict[str, Any]:
    found = {one.username: one for one in shown(user).filter(username__in=names)}
    return {"items": [of(found[name]) for name in names if name in found], "next": None}


@renders("accounts")
def made_again(request: HttpRequest, names: str) -> dict[str, Any]:
    """What became of them."""
    return _named(_user(request), names.split())


@router.get("/{account}", summary="One account", openapi_extra=documented(answer=ACCOUNT))
@door("accounts.see")
def account(request: HttpRequest, account: str) -> dict[str, Any]:
    """How far it is, and its posts of today and later."""
    return of(detail(_allowed(request, "accounts.see"), account))


def _empty(request: HttpRequest) -> None:
    reading = Reading(body(request))
    reading.only()
    reading.finish()


def _one(request: HttpRequest, account: str, permission: str) -> User:
    """The account for a verb; its body is judged once the caller may."""
    found = detail(_allowed(request, permission), account)
    _empty(request)
    refer(request, "account", account)
    return found


@router.post("/{account}/first-password", summary="Give a first password", openapi_extra=documented(answer=ACCOUNT))
@door("accounts.make")
def first_password(request: HttpRequest, account: str) -> dict[str, Any]:
    """`first_password` is shown this once; its owner can do nothing with it but choose one of their own. What the
    account had before is void, and it is signed out everywhere."""
    word = actions.give_first_password(_one(request, account, "accounts.make"), by=_user(request))
    return _now(request, account) | {"first_password": word}


@router.post("/{account}/close", summary="Close an account", openapi_extra=documented(answer=ACCOUNT))
@door("accounts.make")
def close(request: HttpRequest, account: str) -> dict[str, Any]:
    """Nobody signs in with it any more; where it is signed in, it is not from this moment on."""
    actions.close_account(_one(request, account, "accounts.make"), by=_user(request))
    return _now(request, account)


@router.post("/{account}/open", summary="Open a closed account again", openapi_extra=documented(answer=ACCOUNT))
@door("accounts.make")
def reopen(request: HttpRequest, account: str) -> dict[str, Any]:
    """It waits for a new first password."""
    actions.open_account(_one(request, account, "accounts.make"), by=_user(request))
    return _now(request, account)


@router.post(
    "/{account}/second-step-off", summary="Take a lost second step off", openapi_extra=documented(answer=ACCOUNT)
)
@door("accounts.secure")
def second_step_off(request: HttpRequest, account: str) -> dict[str, Any]:
    """What the account had set up for a second step at sign-in opens nothing any more, backup codes included, and it is
    signed out everywhere. Who works here sets up another at the next sign-in. By the security administrator."""
    second_step.take_off(_one(request, account, "accounts.secure"), by=_user(request))
    return _now(request, account)


@router.post(
    "/{account}/end-sessions", summary="Sign an account out everywhere", openapi_extra=documented(answer=ACCOUNT)
)
@door("accounts.secure")
def end_sessions(request: HttpRequest, account: str) -> dict[str, Any]:
    """Its sessions end and its tokens are void, at once. By the security administrator."""
    actions.end_sessions(_one(request, account, "accounts.secure"), by=_user(request))
    return _now(request, account)
