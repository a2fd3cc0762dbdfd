"""`/duties`: what the caller owes, most urgent first."""

from __future__ import annotations

from typing import Any, Literal, get_args

from django.http import HttpRequest
from ninja import Router

from linli.commons.duties import forms
from linli.commons.duties.models import Duty
from linli.commons.duties.queries import seen, visible_to
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.schema import MOMENT, TEXT, YES_NO, choice, component, documented, listed, maybe, shape
from linli.kernel.texts import said

router = Router(tags=["duties"])
Kind = Literal[
    "accept", "step", "decide", "deliver", "correct", "supply", "objection", "call_objector",
    "answer_rating", "call_back", "appeal", "spot_check", "check_mandate", "correct_data", "tell", "late",
    "repair",
]  # fmt: skip
DUTY = component(
    "Duty",
    shape(
        id=TEXT, kind=choice(*get_args(Kind)), subject=shape(type=TEXT, number=TEXT), title=TEXT,
        community=maybe(TEXT), owed_by=shape(("unit", "role", "person"), unit=TEXT, role=TEXT, person=TEXT),
        holder=maybe(TEXT), due_at=maybe(MOMENT), late=YES_NO, stopped=YES_NO,
    ),
)  # fmt: skip
COLLEAGUE = {"to": "jingcheng.generalist", "reason": "我明天休息"}


def shape_of(duty: Duty) -> dict[str, Any]:
    """The contract's Duty."""
    places = network()
    owed: dict[str, Any] = {"person": str(duty.person_id)}
    if duty.unit_id is not None:
        owed = {"unit": places.unit_by_id(duty.unit_id).code, "role": duty.role}
    late = duty.due_at is not None and duty.due_at < civic.now()
    return {
        "id": str(duty.pk),
        "kind": duty.kind,
        "subject": {"type": duty.subject_kind, "number": duty.subject_id},
        "title": said(duty.title),
        "community": places.place_by_id(duty.community_id).code if duty.community_id else None,
        "owed_by": owed,
        "holder": duty.holder.username if duty.holder else None,
        "due_at": civic.local(duty.due_at).isoformat() if duty.due_at else None,
        "late": late,
        "stopped": bool(duty.clock and any(stop.during.upper is None for stop in duty.clock.stops.all())),
    }


@router.get("", summary="What I owe", openapi_extra=documented(answer=listed(DUTY)))
@door("signed_in")
def duties(
    request: HttpRequest,
    late: bool | None = None,
    kind: Kind | None = None,
    cursor: str = "",
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Open duties of the caller's desks and the caller's own, most urgent first."""
    rows = visible_to(request.user).select_related("holder", "clock").prefetch_related("clock__stops")
    if late is not None:
        rows = rows.filter(due_at__lt=civic.now()) if late else rows.exclude(due_at__lt=civic.now())
    if kind is not None:
        rows = rows.filter(kind=kind)
    found, mark = page(rows, cursor, ("urgency", "id"), limit)
    return listing(request, found, mark, shape_of)


@renders("duty")
def shown(request: HttpRequest, id: str) -> dict[str, Any]:
    return shape_of(Duty.objects.select_related("holder", "clock").get(pk=id))


@router.post("/{id}/take", summary="I am on it", openapi_extra=documented(forms.TAKE, answer=DUTY))
@door("signed_in")
def take(request: HttpRequest, id: str) -> dict[str, Any]:
    """Says who of the desk is on it; any member of the desk may still do the verb."""
    assert isinstance(request.user, User)
    raw = body(request)
    duty = forms.take(seen(request.user, id).pk, raw, by=request.user)
    refer(request, "duty", str(duty.pk))
    return shape_of(duty)


@router.post(
    "/{id}/hand-over",
    summary="Hand over to a colleague",
    openapi_extra=documented(forms.HAND_OVER, required=True, example=COLLEAGUE, answer=DUTY),
)
@door("signed_in")
def hand_over(request: HttpRequest, id: str) -> dict[str, Any]:
    """Gives it to another member of the same desk."""
    assert isinstance(request.user, User)
    raw = body(request)
    duty = forms.hand_over(seen(request.user, id).pk, raw, by=request.user)
    refer(request, "duty", str(duty.pk))
    return shape_of(duty)
