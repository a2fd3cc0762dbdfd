"""`/people/{id}/account`: an account opened at a window."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.commons.mandates.forms.accounts import EXAMPLE, GIVE, give
from linli.commons.mandates.forms.signed import served
from linli.commons.people.actions.signing import by_phone_too
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.problems import not_found
from linli.kernel.api.schema import TEXT, YES_NO, component, documented, shape

router = Router(tags=["people"])
OPENED = component("OpenedAccount", shape(("first_password",), account=TEXT, phone_too=YES_NO, first_password=TEXT))


@router.post(
    "/{id}/account",
    summary="Open a resident's account, or give a new first password",
    openapi_extra=documented(GIVE, required=True, example=EXAMPLE, answer=OPENED),
)
@door("people.make")
def open_account(request: HttpRequest, id: str) -> dict[str, Any]:
    """For who stands at the window with the identity document. `first_password` is told this once; its owner can do
    nothing with it but choose one of their own. `phone_too`: the telephone number signs in as the account does. Nobody
    does it for themselves, nor for whom they act, nor for a colleague."""
    assert isinstance(request.user, User)
    handed = give(id, body(request), by=request.user)
    refer(request, "window-account", id)
    return _of(handed.account) | {"first_password": handed.word}


@renders("window-account")
def opened_again(request: HttpRequest, id: str) -> dict[str, Any]:
    """The account; its first password was told once."""
    assert isinstance(request.user, User)
    person = served(id, request.user)
    if person.account is None:
        raise not_found()
    return _of(person.account)


def _of(account: User) -> dict[str, Any]:
    return {"account": account.username, "phone_too": by_phone_too(account)}
