"""`/applications/{number}/called-back`: who objected was told what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.capabilities.services import forms
from linli.capabilities.services.api import shapes
from linli.capabilities.services.api.schemas import APPLICATION
from linli.capabilities.services.queries import view
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer
from linli.kernel.api.schema import documented

router = Router(tags=["applications"])


@router.post(
    "/{number}/called-back",
    summary="Who objected was called back",
    openapi_extra=documented(
        forms.CALLED_BACK, required=True, example=forms.EXAMPLES["called_back"], answer=APPLICATION
    ),
)
@door("signed_in")
def called_back(request: HttpRequest, number: str) -> dict[str, Any]:
    """For the desk that answered it, on which day; until then `objectors` names them. Not part of `allowed`."""
    assert isinstance(request.user, User)
    done = forms.called_back(number, body(request), by=request.user)
    refer(request, "application", number)
    return shapes.application(view(done), request.user)
