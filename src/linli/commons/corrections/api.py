"""`/me/corrections` and `/corrections`: something kept of me is wrong; and the desk's answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from linli.commons.corrections import forms, rules
from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.queries import KIND, WITH, detail, due, mine, words
from linli.commons.corrections.queries.shown import export_of
from linli.commons.corrections.states import Means, Outcome
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.schema import MOMENT, TEXT, choice, component, documented, listed, many, maybe, shape
from linli.kernel.clock import local

own_router = Router(tags=["corrections"])
person_router = Router(tags=["corrections"])
router = Router(tags=["corrections"])
CORRECTION = component(
    "Correction",
    shape(
        id=TEXT, subject=shape(kind=TEXT, id=maybe(TEXT), title=TEXT, text=TEXT), person=shape(id=TEXT, name=TEXT),
        asked_as=choice("person", "guardian"), wrong=TEXT, right=TEXT, unit=TEXT, asked_at=MOMENT,
        due_at=maybe(MOMENT), outcome=maybe(choice(*Outcome.values)), answered_at=maybe(MOMENT), reason=maybe(TEXT),
        complaint=maybe(shape(text=TEXT, basis=TEXT)),
        signed=maybe(TEXT), told=maybe(choice(*Means.values)), allowed=many(TEXT),
    ),
)  # fmt: skip


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the bearer token's
    return request.user


def shapes(found: list[CorrectionRequest], user: User) -> dict[int, dict[str, Any]]:
    """Each of them as this user sees it; the same number of queries for one and for many."""
    said, until = words(found), due(found)
    return {
        one.pk: export_of(one, said[one.pk])
        | {
            "due_at": local(until[one.pk]).isoformat() if one.pk in until else None,
            "allowed": ["answer"] if rules.may_answer(user, one) else [],
        }
        for one in found
    }


def _one(user: User, id: str) -> dict[str, Any]:
    found = detail(user, id)
    opened(user, found.person.account_id, KIND, id)
    return shapes([found], user)[found.pk]


@renders("correction")
def shown(request: HttpRequest, id: str) -> dict[str, Any]:
    """An asking as the caller sees it now."""
    return _one(_user(request), id)


@own_router.get("", summary="What I said is wrong", openapi_extra=documented(answer=listed(CORRECTION)))
@door("signed_in")
def corrections(request: HttpRequest, cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """Newest first, of oneself and of one's wards, with what was answered."""
    user = _user(request)
    found, mark = page(mine(user).select_related(*WITH), cursor, ("-id",), limit)
    told = shapes(found, user)
    return listing(request, found, mark, lambda one: told[one.pk])


@own_router.post(
    "",
    response={201: Any},
    summary="Say that something kept of me is wrong",
    openapi_extra=documented(forms.ASK, required=True, example=forms.EXAMPLES["ask"], answer=CORRECTION, status=201),
)
@door("signed_in")
def ask(request: HttpRequest) -> Status[dict[str, Any]]:
    """`subject`: the key of a holding of `POST /me/export`, and what it is of it; without an id the kind as a whole.

    A guardian names the guardianship in `ward`. The station answers by `due_at`.
    """
    made = forms.ask(body(request), by=_user(request))
    refer(request, "correction", str(made.pk))
    return Status(201, _one(_user(request), str(made.pk)))


@person_router.post(
    "/{id}/corrections",
    response={201: Any},
    summary="Write down what a resident says is wrong",
    openapi_extra=documented(
        forms.ASK_SIGNED,
        required=True,
        example=forms.EXAMPLES["ask"] | {"file": "file-id"},
        answer=CORRECTION,
        status=201,
    ),
)
@door("people.make")
def ask_for(request: HttpRequest, id: str) -> Status[dict[str, Any]]:
    """As at `POST /me/corrections`, at a window, on the sheet that somebody without an account signed before the
    worker, for a ward the guardian. Nobody does it for themselves, nor for whom they act."""
    made = forms.ask_signed(id, body(request), by=_user(request))
    refer(request, "correction-signed", str(made.pk))
    return Status(201, taken_in(request, str(made.pk)))


@renders("correction-signed")
def taken_in(request: HttpRequest, id: str) -> dict[str, Any]:
    """What the window has written down, though another station answers it."""
    made = CorrectionRequest.objects.select_related(*WITH).get(pk=id, by=_user(request))
    return shapes([made], _user(request))[made.pk]


@router.get("/{id}", summary="One of them", openapi_extra=documented(answer=CORRECTION))
@door("signed_in")
def correction(request: HttpRequest, id: str) -> dict[str, Any]:
    """For whom it concerns, and for the desk that answers it."""
    return _one(_user(request), id)


@router.post(
    "/{id}/answer",
    summary="Answer who says that something is wrong",
    openapi_extra=documented(forms.ANSWER, required=True, example=forms.EXAMPLES["answer"], answer=CORRECTION),
)
@door("signed_in")
def answer(request: HttpRequest, id: str) -> dict[str, Any]:
    """By a generalist of the unit or who leads it. What is not wholly corrected needs a reason; the person is told it,
    and where they can complain. `changes` puts a profile right in the same moment."""
    done = forms.answer(id, body(request), by=_user(request))
    refer(request, "correction", str(done.pk))
    return _one(_user(request), str(done.pk))
