"""What is held of me, why and until when; and who looked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from linli.commons.people.models import Person
from linli.commons.people.pages.whose import Whose
from linli.commons.people.queries import person_of
from linli.commons.people.queries.held import FURTHER, HELD, WRONG, Holding, Row
from linli.commons.people.queries.looks import NEWEST_FIRST, lines, shown
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.paging import page as one_page
from linli.kernel.api.problems import not_found
from linli.kernel.ui.views import page

NEWEST = 5


@dataclass(frozen=True)
class Section:
    """One kind of what is held: its newest rows, and whether there are more."""

    holding: Holding
    rows: list[Row]
    more: bool


def person_behind(request: HttpRequest) -> Person:
    """The reader. Raises Problem 404 for an account without a person."""
    assert isinstance(request.user, User)
    found = person_of(request.user)
    if found is None:
        raise not_found()
    return found


def sections(person: Person, most: int | None) -> list[Section]:
    """All kinds of what can be held. `most`: how many rows of each; None for all."""
    found = []
    for holding in HELD:
        cut = None if holding.short or most is None else most
        rows = list(holding.rows(person, cut + 1 if cut else None))
        found.append(Section(holding, rows[:cut], cut is not None and len(rows) > cut))
    return found


@door("signed_in")
def data(request: HttpRequest) -> HttpResponse:
    """The newest of each kind, and where the rest is."""
    return show(request, person_behind(request))


def show(request: HttpRequest, person: Person, wrong: str = "", status: int = 200) -> HttpResponse:
    """`wrong`: why the file was refused."""
    wrong_at = WRONG[0][0] if WRONG and person.community_id else ""  # who lives nowhere here has no desk to ask
    context = {"sections": sections(person, NEWEST), "further": FURTHER, "wrong_at": wrong_at, "wrong": wrong}
    return page(request, "people/data.html", context, status=status)


@door("signed_in")
def data_print(request: HttpRequest) -> HttpResponse:
    """All of it on paper; `large=1` in large letters."""
    person = person_behind(request)
    context = {"name": person.name, "sections": sections(person, None), "large": request.GET.get("large") == "1"}
    return page(request, "people/data_print.html", context)


@door("signed_in")
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at what is held of me, newest first."""
    return looks_of(request, person_behind(request))


def looks_of(request: HttpRequest, person: Person, whose: Whose | None = None) -> HttpResponse:
    """The lines about a person. `whose`: for whom the reader speaks, whose own lines are left out as well."""
    but = [whose.user.pk] if whose else []
    found, mark = one_page(lines(person, but), request.GET.get("cursor", ""), NEWEST_FIRST)
    context = {
        "looks": [shown(line) for line in found],
        "more": f"{request.path}?cursor={mark}" if mark else None,
        "first": "cursor" not in request.GET,
        "whose": whose,
    }
    return page(request, "people/looks.html", context)
