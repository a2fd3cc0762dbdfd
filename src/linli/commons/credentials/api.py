"""GET /credentials: what the caller holds today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.commons.credentials.queries import Proof, holds
from linli.commons.people.queries import person_of
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.schema import DAY, TEXT, component, documented, listed, maybe, shape
from linli.kernel.texts import said

router = Router(tags=["credentials"])
CREDENTIAL = component(
    "Credential",
    shape(
        kind=TEXT, name=TEXT, by=TEXT, since=DAY, until=maybe(DAY), as_of=maybe(DAY),
        source=shape(type=TEXT, id=TEXT),
    ),
)  # fmt: skip


def shown(proof: Proof) -> dict[str, Any]:
    """A credential as the API shows it."""
    return {
        "kind": proof.kind,
        "name": said(proof.name),
        "by": said(proof.by),
        "since": proof.since.isoformat(),
        "until": proof.until.isoformat() if proof.until else None,
        "as_of": proof.as_of.isoformat() if proof.as_of else None,
        "source": {"type": proof.about.kind, "id": proof.about.id},
    }


@router.get("", summary="What I hold", openapi_extra=documented(answer=listed(CREDENTIAL)))
@door("signed_in")
def credentials(request: HttpRequest) -> dict[str, Any]:
    """Granted here, or in a list that another office handed over. `until`: the last day; null where none is known."""
    assert isinstance(request.user, User)
    person = person_of(request.user)
    return {"items": [shown(proof) for proof in holds(person)] if person else [], "next": None}
