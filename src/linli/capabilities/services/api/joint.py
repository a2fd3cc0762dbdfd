"""`/bundles` and `/joint-applications`: several items applied for as one (一件事)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from linli.capabilities.services import forms
from linli.capabilities.services.api.joint_shapes import bundle, draft, joint
from linli.capabilities.services.api.schemas import BUNDLE, JOINT
from linli.capabilities.services.queries import UnknownItem, catalogue, detail
from linli.capabilities.services.queries.joint import joint_detail, joint_views, joints_of
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import Problem, not_found
from linli.kernel.api.schema import documented, listed

bundles = Router(tags=["items"])
router = Router(tags=["joint-applications"])


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the bearer token's
    return request.user


@bundles.get("", summary="What can be applied for as one", openapi_extra=documented(answer=listed(BUNDLE)))
@door("signed_in")
def all_bundles(request: HttpRequest) -> dict[str, Any]:
    """By situation in life. There are few: they come at once."""
    return {"items": [bundle(one) for one in catalogue().bundles], "next": None}


@bundles.get("/{code}", summary="One of them, with its form", openapi_extra=documented(answer=BUNDLE))
@door("signed_in")
def one_bundle(request: HttpRequest, code: str) -> dict[str, Any]:
    """`form` asks once what its items ask; a part that can be left out has a field of its own, its `choice`."""
    try:
        found = catalogue().item(code)
    except UnknownItem:
        raise not_found() from None
    if not found.parts:
        raise not_found()
    return bundle(found)


@renders("joint")
def shown(request: HttpRequest, number: str) -> dict[str, Any]:
    """As the caller sees it now: a draft, or what was filed. Raises Problem 404."""
    user = _user(request)
    try:
        view = detail(user, number)
    except Problem:  # it was filed
        return joint(joint_detail(user, number), user)
    if not view.application.bundle:
        raise not_found()
    return draft(view, user)


def _opened(request: HttpRequest, told: dict[str, Any]) -> dict[str, Any]:
    """Who reads it for another leaves a line."""
    owner = told.pop("owner")
    opened(_user(request), owner, "joint", told["number"])
    return told


@router.get("", summary="My joint applications", openapi_extra=documented(answer=listed(JOINT)))
@door("signed_in")
def joints(request: HttpRequest, cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """One's own and those of whom one acts for, newest first; not the drafts."""
    user = _user(request)
    found, mark = page(joints_of(user), cursor, ("-id",), limit)

    def told(view: Any) -> dict[str, Any]:
        shown_ = joint(view, user)
        shown_.pop("owner")
        return shown_

    return listing(request, joint_views(found, user), mark, told)


@router.post(
    "",
    response={201: Any},
    summary="Begin or file several items as one",
    openapi_extra=documented(forms.NEW, required=True, example=forms.EXAMPLES["new-joint"], answer=JOINT, status=201),
)
@door("signed_in")
def create(request: HttpRequest) -> Status[dict[str, Any]]:
    """`item` is the bundle's code. With `submit: true` it is filed at once; otherwise it is a draft."""
    number = forms.begin_together(body(request), by=_user(request))
    refer(request, "joint", number)
    return Status(201, _opened(request, shown(request, number)))


@router.get("/{number}", summary="All of it, with its whole life", openapi_extra=documented(answer=JOINT))
@door("signed_in")
def one(request: HttpRequest, number: str) -> dict[str, Any]:
    """Its parts as far as the caller sees them; each that was filed is an application of its own."""
    return _opened(request, shown(request, number))


@router.patch(
    "/{number}",
    summary="Change a draft",
    openapi_extra=documented(forms.CHANGE, example=forms.EXAMPLES["change"], answer=JOINT),
)
@door("signed_in")
def patch(request: HttpRequest, number: str) -> dict[str, Any]:
    """Merges top-level answers (null removes); `materials`, if given, replaces the list."""
    forms.change_together(number, body(request), by=_user(request))
    return _opened(request, shown(request, number))


@router.delete("/{number}", response={204: None}, summary="Throw a draft away")
@door("signed_in")
def delete(request: HttpRequest, number: str) -> Status[None]:
    forms.discard_together(number, by=_user(request))
    return Status(204, None)


@router.post(
    "/{number}/submit",
    summary="File all of it",
    openapi_extra=documented(forms.BODIES["submit"], example=forms.EXAMPLES["submit"], answer=JOINT),
)
@door("signed_in")
def submit(request: HttpRequest, number: str) -> dict[str, Any]:
    """What needs no other part's result is filed now; the rest by itself, once what it needs is granted."""
    forms.perform_together(number, body(request), by=_user(request))
    refer(request, "joint", number)
    return _opened(request, shown(request, number))


@router.post(
    "/{number}/withdraw",
    summary="Take back all that can be",
    openapi_extra=documented(forms.REASON, example=forms.EXAMPLES["withdraw"], answer=JOINT),
)
@door("signed_in")
def withdraw(request: HttpRequest, number: str) -> dict[str, Any]:
    """Every part that is not decided ends; what is not begun is left out."""
    forms.withdraw_together(number, body(request), by=_user(request))
    refer(request, "joint", number)
    return _opened(request, shown(request, number))
