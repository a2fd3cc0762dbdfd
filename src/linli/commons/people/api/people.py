"""`/me` and `/people`: who I am, and the window's search box."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from linli.commons.people.actions.erasing import erase
from linli.commons.people.actions.exporting import exported
from linli.commons.people.actions.persons import Twin, find, make_person
from linli.commons.people.forms import known
from linli.commons.people.forms import person as forms
from linli.commons.people.models import Person
from linli.commons.people.queries import kept_out, masked, person_of, visible_to
from linli.commons.people.queries import me as shown_me
from linli.commons.people.queries.erasing import left
from linli.commons.people.queries.export import whole
from linli.commons.people.queries.looks import NEWEST_FIRST, line_of, lines, shown
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading, body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import Problem, not_found
from linli.kernel.api.schema import (
    ANY_OBJECT,
    DAY,
    MOMENT,
    TEXT,
    WHOLE,
    component,
    documented,
    listed,
    many,
    maybe,
    shape,
)

router = Router(tags=["people"])
ME = component(
    "Me",
    shape(
        account=TEXT, name=TEXT, language=TEXT, posts=many(shape(unit=TEXT, role=TEXT)),
        person=maybe(shape(id=TEXT, community=maybe(TEXT), known=ANY_OBJECT)), unread=WHOLE,
    ),
)  # fmt: skip
_NUMBERS = ("identity_number", "document_kind", "document_number", "phone", "bank_card")
_KNOWN = (*_NUMBERS, "address", "birth_date", "gender")
PERSON = component(
    "Person",
    shape(
        _KNOWN, id=TEXT, name=TEXT, community=maybe(TEXT), language=TEXT, birth_date=DAY,
        address=TEXT, gender=TEXT, **dict.fromkeys(_NUMBERS, TEXT),
    ),
)  # fmt: skip
LOOK = component(
    "Look",
    shape(
        at=MOMENT, unit=maybe(TEXT), role=maybe(TEXT), subject=shape(type=TEXT, number=TEXT), what=TEXT, words=TEXT,
        reason=maybe(TEXT),
    ),
)  # fmt: skip
_HELD = shape(key=TEXT, title=TEXT, why=TEXT, until=TEXT, items=many(ANY_OBJECT))
EXPORT = component("Export", shape(schema=TEXT, made_at=MOMENT, holdings=many(_HELD), looks=many(LOOK)))
_LEFT = shape(fate=TEXT, title=TEXT, number=maybe(TEXT), until=maybe(DAY), why=maybe(TEXT))
ERASURE = component("Erasure", shape(left=many(_LEFT), known=many(TEXT)))
WOMAN = {"name": "陈美芳", "community": "jingcheng", "identity_number": "320500194503090029", "phone": "13800004096"}


@router.get("/me", summary="Who I am", openapi_extra=documented(answer=ME))
@door("signed_in")
def me(request: HttpRequest) -> dict[str, Any]:
    """The account, its posts today, and the person behind it."""
    return shown_me(_user(request))


@router.patch(
    "/me",
    summary="Change what is known of me",
    openapi_extra=documented(known.CHANGE, example=known.EXAMPLE, answer=ME),
)
@door("signed_in")
def me_change(request: HttpRequest) -> dict[str, Any]:
    """Phone, bank card, address and household, by oneself; null forgets. The rest is corrected at a window."""
    user = _user(request)
    given = body(request)
    known.change(known.own(user), given, by=user)
    return shown_me(user)


@router.get("/me/looks", summary="Who looked at what is kept of me", openapi_extra=documented(answer=listed(LOOK)))
@door("signed_in")
def me_looks(request: HttpRequest, cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """Newest first: who opened a matter, a paper or the profile, or saw a number in full, by unit and role.

    What I did myself is not listed, nor are lists that show names and titles only.
    """
    found, mark = page(lines(_person(request)), cursor, NEWEST_FIRST, limit)
    return listing(request, found, mark, lambda line: line_of(shown(line)))


@router.post("/me/export", summary="A copy of all that is kept of me", openapi_extra=documented(answer=EXPORT))
@door("signed_in")
def me_export(request: HttpRequest) -> dict[str, Any]:
    """Every kind of what is kept: why, until when, and all of it with numbers in full; and who looked.

    Files come by `GET /files/{id}`. That a copy was taken is recorded, once for each key; what it holds is not.
    """
    given, person = Reading(body(request)), _person(request)
    given.only()
    given.finish()
    exported(_user(request), "program")
    refer(request, "export", str(person.pk))
    return whole(person)


@renders("export")
def export_again(request: HttpRequest, _subject: str) -> dict[str, Any]:
    """The copy made anew: a reply with personal data is stored nowhere."""
    return whole(_person(request))


@router.post(
    "/me/erase",
    summary="Erase what is kept of me",
    openapi_extra=documented(answer=ERASURE),
)
@door("signed_in")
def me_erase(request: HttpRequest) -> dict[str, Any]:
    """As far as the law lets it go: drafts and what I kept here by my own will go at once; what is over is used by no
    desk any more, and erased once its period is over; what is under way goes on. The answer is what is left, and why.

    Who is under 18 asks through a guardian, at `POST /mandates/{id}/erase`. Asked again, it does what has become
    possible since.
    """
    given, person = Reading(body(request)), _person(request)
    given.only()
    given.finish()
    lines = erase(person, by=_user(request))
    refer(request, "erasure", str(person.pk))
    return left(person, lines)


@renders("erasure")
def erased_again(request: HttpRequest, _subject: str) -> dict[str, Any]:
    """What is left now."""
    return left(_person(request))


@router.post(
    "/people/find",
    summary="Find a resident",
    openapi_extra=documented(forms.FIND, required=True, example={"q": "陈美芳 4096"}, answer=listed(PERSON)),
)
@door("people.find")
def people_find(request: HttpRequest) -> dict[str, Any]:
    """By whole identity number or phone, by a name with a phone's last four digits, or by a name within reach.

    By POST, so that no number stands in a URL.
    """
    asked = _allowed(request, "people.find")
    return {"items": [masked(person) for person in find(forms.question(asked), _user(request))], "next": None}


@router.post(
    "/people",
    response={201: Any},
    summary="Write down a resident",
    openapi_extra=documented(forms.NEW, required=True, example=WOMAN, answer=PERSON, status=201),
)
@door("people.make")
def people_make(request: HttpRequest) -> Status[dict[str, Any]]:
    """With or without an identity document. One who is already known is 409, with whom it is in `person`."""
    clean = forms.person(_allowed(request, "people.make"))
    try:
        made = make_person(
            clean.name, by=_user(request), community=clean.community, known=clean.known, language=clean.language
        )
    except Twin as twin:
        number = clean.known.get("identity_number") or clean.known["document_number"]
        find(number, _user(request))  # they were looked for by it: kept for the auditor, and met
        title = _("There is already a person with this document.")
        raise Problem(409, "twin", title, person=masked(twin.person)) from twin
    refer(request, "person", str(made.pk))
    return Status(201, masked(made))


@renders("person")
def again(request: HttpRequest, subject: str) -> dict[str, Any]:
    """A person who was made by a request that is repeated."""
    person = visible_to(_user(request)).filter(pk=subject).first()
    if person is None:
        raise not_found()
    return masked(person)


def _allowed(request: HttpRequest, permission: str) -> dict[str, Any]:
    """The body, and only for who may: what is wrong in it is nobody else's to learn. For a stranger it isn't there."""
    given, user = body(request), _user(request)
    if held(user, permission):
        return given
    raise kept_out(user)


def _person(request: HttpRequest) -> Person:
    """The caller. Raises Problem 404 for an account without a person."""
    found = person_of(_user(request))
    if found is None:
        raise not_found()
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
