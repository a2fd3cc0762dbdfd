"""What a person signed at the window: that all that is kept of them be erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.capabilities.services.queries.fates import seen
from linli.commons.mandates.forms.signed import ERASE, EXAMPLE, erase, served
from linli.commons.people.models import Person
from linli.commons.people.queries.erasing import Line, fates, left
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.schema import documented

router = Router(tags=["people"])
ERASURE = {"$ref": "#/components/schemas/Erasure"}


@router.post(
    "/{id}/erase",
    summary="Erase what is kept of a resident",
    openapi_extra=documented(ERASE, required=True, example=EXAMPLE, answer=ERASURE),
)
@door("people.make")
def erase_person(request: HttpRequest, id: str) -> dict[str, Any]:
    """As at `POST /me/erase`, at a window, on the sheet that the person signed before the worker, for a ward the
    guardian; the scan is kept with the record. Nobody does it for themselves, nor for whom they act. The answer names
    what is left and this window sees."""
    assert isinstance(request.user, User)
    person, lines = erase(id, body(request), by=request.user)
    refer(request, "window-erasure", id)
    return _left(person, lines, request.user)


@renders("window-erasure")
def erased_again(request: HttpRequest, id: str) -> dict[str, Any]:
    """What is left now."""
    assert isinstance(request.user, User)
    person = served(id, request.user)
    return _left(person, fates(person), request.user)


def _left(person: Person, lines: Sequence[Line], user: User) -> dict[str, Any]:
    return left(Person.objects.get(pk=person.pk), seen(user, lines))
