"""`/duties/{id}/told`: somebody without an account was told what has happened to their matter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.capabilities.services import forms
from linli.capabilities.services.api import shapes
from linli.capabilities.services.api.schemas import APPLICATION
from linli.capabilities.services.queries import view
from linli.commons.duties.queries import seen
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer
from linli.kernel.api.schema import documented

router = Router(tags=["duties"])


@router.post(
    "/{id}/told",
    summary="The resident was told",
    openapi_extra=documented(forms.TOLD, required=True, example=forms.EXAMPLES["told"], answer=APPLICATION),
)
@door("signed_in")
def told(request: HttpRequest, id: str) -> dict[str, Any]:
    """Ends a duty of kind `tell`: by phone, at the window, by post, at home; on which day; with a note."""
    assert isinstance(request.user, User)
    raw = body(request)
    done = forms.told(seen(request.user, id).pk, raw, by=request.user)
    refer(request, "application", done.number)
    return shapes.application(view(done), request.user)
