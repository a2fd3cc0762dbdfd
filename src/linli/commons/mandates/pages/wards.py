"""What is known of a ward, seen and changed by the guardian."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from linli.commons.mandates import actions
from linli.commons.mandates.queries import guarding
from linli.commons.people.pages.data import looks_of
from linli.commons.people.pages.erasing import erasing_of
from linli.commons.people.pages.household import household_of, member_of
from linli.commons.people.pages.me import change_of
from linli.commons.people.pages.whose import Whose
from linli.commons.people.pages.words import facts, living
from linli.commons.people.queries import masked_household, masked_profile
from linli.commons.people.queries.held import WRONG
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.ui.views import page


def _ward(request: HttpRequest, id: str) -> Whose:
    """Of whom the user is guardian by this mandate; opening leaves a line. Raises Problem 404."""
    user = request.user
    assert isinstance(user, User)  # the door lets only accounts in
    person = guarding(user, id).principal
    assert person is not None
    opened(user, person.account_id, "person", str(person.pk))
    home, household = reverse("mandates:ward", args=[id]), reverse("mandates:ward-household", args=[id])

    def write(do: Callable[[], None]) -> None:
        actions.speak(id, do, by=user)

    return Whose(person, user, home, household, person.name, write)


@door("signed_in")
def known(request: HttpRequest, id: str) -> HttpResponse:
    """The profile, numbers masked, and who lives with the ward."""
    whose = _ward(request, id)
    context = {
        "id": id,
        "whose": whose,
        "facts": facts(masked_profile(whose.person)),
        "household": living(masked_household(whose.person), whose.name),
        "wrong_at": WRONG[0][1] if WRONG and whose.person.community_id else "",
    }
    return page(request, "mandates/ward.html", context)


@door("signed_in")
def change(request: HttpRequest, id: str) -> HttpResponse:
    """Phone, bank card and address."""
    return change_of(request, _ward(request, id))


@door("signed_in")
def household(request: HttpRequest, id: str) -> HttpResponse:
    """Who lives with the ward."""
    return household_of(request, _ward(request, id))


@door("signed_in")
def new(request: HttpRequest, id: str) -> HttpResponse:
    """Add somebody."""
    return member_of(request, _ward(request, id))


@door("signed_in")
def member(request: HttpRequest, id: str, n: int) -> HttpResponse:
    """Change what was said of somebody; `n` counts from 0."""
    return member_of(request, _ward(request, id), n)


@door("signed_in")
def looks(request: HttpRequest, id: str) -> HttpResponse:
    """Who looked at what is held of the ward."""
    whose = _ward(request, id)
    return looks_of(request, whose.person, whose)


@door("signed_in")
def erasing(request: HttpRequest, id: str) -> HttpResponse:
    """What becomes of what is held of the ward."""
    return erasing_of(request, _ward(request, id))
