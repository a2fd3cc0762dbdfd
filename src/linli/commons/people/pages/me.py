"""What is known of oneself, changed by oneself, and how one likes to read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.commons.people.forms import known as forms
from linli.commons.people.pages.whose import Whose, own
from linli.commons.people.pages.words import facts, living
from linli.commons.people.queries import LINKS, masked_household, masked_profile, person_of
from linli.commons.people.states import Role
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.forms import FieldError, inputs, read, troubles
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

CHANGED = ("phone", "bank_card", "address")


@door("signed_in")
def me(request: HttpRequest) -> HttpResponse:
    """The profile, numbers masked; who lives with one; language, size of letters, colours."""
    assert isinstance(request.user, User)
    person, places = person_of(request.user), network()
    home = places.place_by_id(person.community_id) if person and person.community_id else None
    known = masked_profile(person) if person else {"name": request.user.name or request.user.username}
    held = [(places.unit_by_id(post.unit_id), Role(post.role).label) for post in posts(request.user)]
    context = {
        "facts": facts(known),
        "person": person,
        "household": living(masked_household(person)) if person else "",
        "community": (said(home.names) or home.name) if home else "",
        "links": LINKS,
        "held": [f"{said(unit.names) or unit.name} · {role}" for unit, role in held],
    }
    return page(request, "people/me.html", context)


@door("signed_in")
def change(request: HttpRequest) -> HttpResponse:
    """Phone, bank card and address, by oneself."""
    assert isinstance(request.user, User)
    return change_of(request, own(request.user))


def change_of(request: HttpRequest, whose: Whose) -> HttpResponse:
    """The form. A masked number sent back stays, an empty field forgets."""
    found, status = list[FieldError](), 200
    form, known = forms.shown(whose.person)
    typed = dict(known)
    if request.method == "POST":
        given = read(form, request.POST, CHANGED)

        def do() -> str:
            whose.write(lambda: forms.change(whose.person, given, by=whose.user))
            return str(whose.person.pk)

        try:
            once(request, do)
        except Problem as problem:
            if problem.status != 422:
                raise
            status, found = 422, [FieldError(e.pointer, e.code, str(e.message)) for e in problem.errors]
            typed |= {name: known.get(name) if "*" in str(value) else value for name, value in given.items()}
        else:
            messages.success(request, whose.kept)
            return redirect(whose.home)
    context = {
        "whose": whose,
        "inputs": inputs(form, typed, CHANGED, errors=found, stored=known),
        "troubles": troubles(form, found),
        "once": new_key(),
    }
    return page(request, "people/change.html", context, status=status)
