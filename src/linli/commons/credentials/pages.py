"""What I hold, as every source of this installation says today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from linli.commons.credentials.queries import holds
from linli.commons.people.queries import person_of
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.ui.views import page


@door("signed_in")
def mine(request: HttpRequest) -> HttpResponse:
    """My credentials: what was granted here, and what the lists of other offices say of me."""
    assert isinstance(request.user, User)
    person = person_of(request.user)
    return page(request, "credentials/mine.html", {"proofs": holds(person) if person else []})
