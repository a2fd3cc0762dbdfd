"""`/verify/{code}`: what a printed decision says of itself, to anybody who holds it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.capabilities.services.api.schemas import VERIFIED
from linli.capabilities.services.queries.results import check
from linli.kernel.access.doors import door
from linli.kernel.api.schema import documented
from linli.kernel.clock import local
from linli.kernel.texts import said

router = Router(tags=["verify"])


@router.get(
    "/{code}",
    auth=None,
    summary="Is this decision genuine, and does it still hold?",
    openapi_extra=documented(answer=VERIFIED),
)
@door("public")
def verify(request: HttpRequest, code: str) -> dict[str, Any]:
    """Issued by, on, still valid; nothing personal."""
    found = check(code)
    return {
        "code": found.code,
        "item": said(found.item),
        "issued_by": said(found.issued_by),
        "issued_on": local(found.issued).date().isoformat(),
        "valid": found.valid,
        "valid_until": found.until.isoformat() if found.until else None,
        "revoked_on": local(found.revoked).date().isoformat() if found.revoked else None,
    }
