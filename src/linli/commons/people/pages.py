"""What is known of oneself, and how one likes to read."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.commons.people.queries import LINKS, masked_profile, person_of
from linli.commons.people.states import Role
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.texts import said
from linli.kernel.ui.views import page
from linli.kernel.ui.words import day_full


@door("signed_in")
def me(request: HttpRequest) -> HttpResponse:
    """The profile, numbers masked; language, size of letters, colours."""
    assert isinstance(request.user, User)
    person, places = person_of(request.user), network()
    home = places.place_by_id(person.community_id) if person and person.community_id else None
    known = masked_profile(person) if person else {"name": request.user.name or request.user.username}
    if born := known.get("birth_date"):
        known["birth_date"] = day_full(date.fromisoformat(born))
    held = [(places.unit_by_id(post.unit_id), Role(post.role).label) for post in posts(request.user)]
    context = {
        "facts": [(title, known[name]) for name, title in titles().items() if known.get(name)],
        "community": (said(home.names) or home.name) if home else "",
        "links": LINKS,
        "held": [f"{said(unit.names) or unit.name} · {role}" for unit, role in held],
    }
    return page(request, "people/me.html", context)


def titles() -> dict[str, str]:
    """What the profile can hold, in the order in which it is shown."""
    return {
        "name": _("Name"),
        "identity_number": _("Identity card number"),
        "document_number": _("Document number"),
        "phone": _("Mobile number"),
        "bank_card": _("Bank card"),
        "address": _("Address"),
        "birth_date": _("Born on"),
    }
