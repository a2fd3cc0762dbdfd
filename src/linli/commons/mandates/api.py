"""`/mandates`: for whom I act, and who acts for me."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from linli.commons.mandates import actions, forms
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import detail, guarding, last_day, visible_to, words
from linli.commons.mandates.rules import OPEN, may_check, may_end, whose
from linli.commons.mandates.states import State
from linli.commons.people.actions.erasing import erase
from linli.commons.people.forms import known as known_forms
from linli.commons.people.models import Person
from linli.commons.people.queries import masked_household, masked_profile
from linli.commons.people.queries.erasing import left
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading, body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.schema import ANY_OBJECT, DAY, MOMENT, TEXT, component, documented, listed, many, maybe, shape
from linli.kernel.clock import local
from linli.kernel.texts import mask

router = Router(tags=["mandates"])
SOMEBODY = maybe(shape(id=TEXT, name=TEXT))
WRITTEN = ("name", "identity_number", "reason", "code")
MANDATE = component(
    "Mandate",
    shape(
        id=TEXT, kind=TEXT, ground=TEXT, state=TEXT, principal=SOMEBODY, agent=SOMEBODY, items=many(TEXT),
        from_=maybe(DAY), until=maybe(DAY), made_at=MOMENT, evidence=maybe(TEXT), allowed=many(TEXT),
        written=shape(WRITTEN, **dict.fromkeys(WRITTEN, TEXT)),
    ),
)  # fmt: skip


ERASURE = {"$ref": "#/components/schemas/Erasure"}
UNMASKED = {"$ref": "#/components/schemas/Unmasked"}
WARD = component("Ward", shape(id=TEXT, known=ANY_OBJECT))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the bearer token's
    return request.user


def shape_of(mandate: Mandate, user: User, said: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
    """A mandate as this user sees it; `until` is the last day. `said`: what was written, where it was read for many."""
    said = words([mandate]) if said is None else said
    until, since = last_day(mandate), mandate.during.lower
    return {
        "id": str(mandate.pk),
        "kind": mandate.kind,
        "ground": mandate.ground,
        "state": mandate.state,
        "principal": _somebody(mandate.principal),
        "agent": _somebody(mandate.agent),
        "items": list(mandate.items),
        "from": since.isoformat() if since and mandate.state == State.ACTIVE else None,
        "until": until.isoformat() if until else None,
        "made_at": local(mandate.made).isoformat(),
        "evidence": mandate.evidence_id,
        "allowed": allowed(mandate, user),
        "written": written(mandate, user, said.get(mandate.pk, {})),
    }


def written(mandate: Mandate, user: User, said: dict[str, Any]) -> dict[str, str]:
    """What was written of it, the number under its mask; an offer's code for who made it alone."""
    told = {name: str(said[name]) for name in ("name", "reason") if said.get(name)}
    if number := said.get("identity_number"):
        told["identity_number"] = mask("identity", number)
    if "code" in said and whose(user, mandate) == "principal":
        told["code"] = said["code"]
    return told


def _somebody(person: Person | None) -> dict[str, str] | None:
    return {"id": str(person.pk), "name": person.name} if person else None


def allowed(mandate: Mandate, user: User) -> list[str]:
    """The verbs that this user may use now."""
    can = ["confirm", "refuse", "unmask"] if may_check(user, mandate) else []
    return can + (["end"] if mandate.state in OPEN and may_end(user, mandate) else [])


@router.get("", summary="Who acts for whom", openapi_extra=documented(answer=listed(MANDATE)))
@door("signed_in")
def mandates(
    request: HttpRequest, state: State | None = None, cursor: str = "", limit: Limit = LIMIT
) -> dict[str, Any]:
    """Newest first: where I act, where somebody acts for me; at a window, those of its persons."""
    user = _user(request)
    rows = visible_to(user).select_related("principal", "agent", "unit")
    rows = rows.filter(state=str(state)) if state else rows
    found, mark = page(rows, cursor, ("-id",), limit)
    said = words(found)
    return listing(request, found, mark, lambda one: shape_of(one, user, said))


@renders("mandate")
def shown(request: HttpRequest, id: str) -> dict[str, Any]:
    """A mandate as the caller sees it now."""
    return shape_of(detail(_user(request), id), _user(request))


@router.get("/{id}/known", summary="What is known of my ward", openapi_extra=documented(answer=WARD))
@door("signed_in")
def known(request: HttpRequest, id: str) -> dict[str, Any]:
    """For the guardian, while the guardianship holds; for anybody else it isn't there."""
    return _ward(request, id)


@router.patch(
    "/{id}/known",
    summary="Change what is known of my ward",
    openapi_extra=documented(known_forms.CHANGE, example=known_forms.EXAMPLE, answer=WARD),
)
@door("signed_in")
def known_change(request: HttpRequest, id: str) -> dict[str, Any]:
    """Phone, bank card, address and household, by the guardian; null forgets. A ward with an account is told."""
    user = _user(request)
    ward, given = guarding(user, id).principal, body(request)
    assert ward is not None
    actions.speak(id, lambda: known_forms.change(ward, given, by=user), by=user)
    return _ward(request, id)


@router.post("/{id}/erase", summary="Erase what is kept of my ward", openapi_extra=documented(answer=ERASURE))
@door("signed_in")
def ward_erase(request: HttpRequest, id: str) -> dict[str, Any]:
    """As at `POST /me/erase`, by the guardian, while the guardianship holds."""
    user = _user(request)
    given, ward = Reading(body(request)), guarding(user, id).principal
    assert ward is not None
    given.only()
    given.finish()
    actions.speak(id, lambda: _erase(ward, user), by=user)
    refer(request, "ward-erasure", id)
    return left(ward)


def _erase(ward: Person, user: User) -> None:
    erase(ward, by=user)


@renders("ward-erasure")
def erased_again(request: HttpRequest, id: str) -> dict[str, Any]:
    """What is left of the ward now."""
    ward = guarding(_user(request), id).principal
    assert ward is not None
    return left(ward)


def _ward(request: HttpRequest, id: str) -> dict[str, Any]:
    person = guarding(_user(request), id).principal
    assert person is not None
    opened(_user(request), person.account_id, "person", str(person.pk))
    said = masked_household(person)
    told = masked_profile(person) | ({} if said is None else {"household": said})
    return {"id": str(person.pk), "known": told}


@router.post(
    "/ask",
    response={201: Any},
    summary="Be known as the guardian of one's child",
    openapi_extra=documented(forms.ASK, required=True, example=forms.EXAMPLES["ask"], answer=MANDATE, status=201),
)
@door("signed_in")
def ask(request: HttpRequest) -> Status[dict[str, Any]]:
    """With a photo of the household register or the birth certificate; the window checks it."""
    made = forms.ask(body(request), by=_user(request))
    refer(request, "mandate", str(made.pk))
    return Status(201, shape_of(made, _user(request)))


@router.post(
    "/offer",
    response={201: Any},
    summary="Let somebody act for me",
    openapi_extra=documented(forms.OFFER, required=True, example=forms.EXAMPLES["offer"], answer=MANDATE, status=201),
)
@door("signed_in")
def offer(request: HttpRequest) -> Status[dict[str, Any]]:
    """`written.code` is to be given to whoever bears the name: it holds for seven days."""
    made = forms.offer(body(request), by=_user(request))
    refer(request, "mandate", str(made.pk))
    return Status(201, shape_of(made, _user(request)))


@router.post(
    "/take",
    summary="Take up what somebody offered me",
    openapi_extra=documented(forms.TAKE, required=True, example=forms.EXAMPLES["take"], answer=MANDATE),
)
@door("signed_in")
def take(request: HttpRequest) -> dict[str, Any]:
    done = actions.take(forms.code(body(request)), by=_user(request))
    refer(request, "mandate", str(done.pk))
    return shape_of(done, _user(request))


@router.post(
    "",
    response={201: Any},
    summary="Write down at the window who acts for whom",
    openapi_extra=documented(forms.RECORD, required=True, example=forms.EXAMPLES["record"], answer=MANDATE, status=201),
)
@door("mandates.record")
def record(request: HttpRequest) -> Status[dict[str, Any]]:
    """With the scan of the signed letter, or of what makes somebody a guardian."""
    made = forms.record(body(request), by=_user(request))
    refer(request, "mandate", str(made.pk))
    return Status(201, shape_of(made, _user(request)))


@router.get("/{id}", summary="One of them", openapi_extra=documented(answer=MANDATE))
@door("signed_in")
def mandate(request: HttpRequest, id: str) -> dict[str, Any]:
    found = detail(_user(request), id)
    opened(_user(request), found.agent.account_id if found.agent else None, "mandate", id)
    return shape_of(found, _user(request))


@router.post("/{id}/confirm", summary="The paper shows it", openapi_extra=documented(answer=MANDATE))
@door("signed_in")
def confirm(request: HttpRequest, id: str) -> dict[str, Any]:
    done = actions.confirm(id, by=_user(request))
    refer(request, "mandate", id)
    return shape_of(done, _user(request))


@router.post(
    "/{id}/refuse",
    summary="The paper does not show it",
    openapi_extra=documented(forms.REASON, required=True, example=forms.EXAMPLES["reason"], answer=MANDATE),
)
@door("signed_in")
def refuse(request: HttpRequest, id: str) -> dict[str, Any]:
    user = _user(request)
    detail(user, id)
    done = actions.refuse(id, by=user, reason=forms.reason(body(request), required=True))
    refer(request, "mandate", id)
    return shape_of(done, user)


@router.post(
    "/{id}/unmask",
    summary="The child's number in full",
    openapi_extra=documented(forms.REASON, required=True, example=forms.EXAMPLES["reason"], answer=UNMASKED),
)
@door("signed_in")
def unmask(request: HttpRequest, id: str) -> dict[str, Any]:
    """For who checks what a parent asks, to compare it with the paper: `written.identity_number` is masked."""
    told = {"value": forms.unmasked(id, body(request), by=_user(request))[1]}
    refer(request, "unmask-mandate", id)
    return told


@renders("unmask-mandate")
def unmasked_again(request: HttpRequest, id: str) -> dict[str, Any]:
    """No reply with a number is kept: it is judged, shown and written down anew."""
    return {"value": forms.unmasked(id, body(request), by=_user(request))[1]}


@router.post(
    "/{id}/end",
    summary="It shall hold no longer",
    openapi_extra=documented(forms.REASON, example=forms.EXAMPLES["reason"], answer=MANDATE),
)
@door("signed_in")
def end(request: HttpRequest, id: str) -> dict[str, Any]:
    user = _user(request)
    done = forms.end(id, body(request), by=user)
    refer(request, "mandate", id)
    return shape_of(done, user)
