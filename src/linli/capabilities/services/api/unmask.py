"""A number shown in full, for a reason: each showing leaves a line, also where a request is repeated."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import OBJECTED, View, detail, ref
from linli.capabilities.services.rules import Standing, allowed, answered
from linli.commons.mandates.queries import tied
from linli.commons.notices.queries import objected
from linli.commons.people.models import Person
from linli.commons.people.queries import MASKED, profile, visible_to
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held, posts
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading, body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.problems import forbidden, not_found
from linli.kernel.api.schema import TEXT, component, documented, shape

matters, persons = Router(tags=["applications"]), Router(tags=["people"])
LONGEST = 200  # characters of a reason
BODY: dict[str, Any] = {
    "type": "object",
    "required": ["pointer", "reason"],
    "additionalProperties": False,
    "properties": {
        "pointer": {"type": "string", "description": "Where it stands masked in what you read: `/answers/bank_card`."},
        "reason": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    },
}
REASON = "Called back about a paper"
UNMASKED = component("Unmasked", shape(value=TEXT))
Offered = dict[str, tuple[str, str]]  # pointer -> what the access log calls it, value


@matters.post(
    "/{number}/unmask",
    summary="A number of a matter in full",
    openapi_extra=documented(
        BODY, required=True, example={"pointer": "/applicant/phone", "reason": REASON}, answer=UNMASKED
    ),
)
@door("signed_in")
def unmask_matter(request: HttpRequest, number: str) -> dict[str, Any]:
    """For staff who see the matter and have nothing to do with it themselves; who objected, for who answers them."""
    shown = _of_matter(request, number)
    refer(request, "unmask-matter", number)
    return shown


@persons.post(
    "/{id}/unmask",
    summary="A number of a person in full",
    openapi_extra=documented(BODY, required=True, example={"pointer": "/phone", "reason": REASON}, answer=UNMASKED),
)
@door("people.find")
def unmask_person(request: HttpRequest, id: str) -> dict[str, Any]:
    """For whoever may look for persons: within reach, or found by number or written down today."""
    shown = _of_person(request, id)
    refer(request, "unmask-person", id)
    return shown


@renders("unmask-matter")
def matter_again(request: HttpRequest, number: str) -> dict[str, Any]:
    """No reply with a number is kept: it is judged, shown and written down anew."""
    return _of_matter(request, number)


@renders("unmask-person")
def person_again(request: HttpRequest, id: str) -> dict[str, Any]:
    """As of a matter."""
    return _of_person(request, id)


def _of_matter(request: HttpRequest, number: str) -> dict[str, Any]:
    given, user = body(request), _user(request)
    view = detail(user, number)
    standing = Standing(user, view.application, view)
    if not posts(user) or standing.tied:
        raise forbidden()
    named, value, reason = _chosen(given, _in_matter(view, standing))
    opened(user, None, "application", number, what=f"unmask.{named}", reason=reason)
    return {"value": value}


def _of_person(request: HttpRequest, id: str) -> dict[str, Any]:
    given, user = body(request), _user(request)
    known = held(user, "people.find") and id.isascii() and id.isdigit() and len(id) < 19
    person = visible_to(user).filter(pk=int(id)).first() if known else None
    if person is None:
        raise not_found()
    opened(user, person.account_id, "person", str(person.pk))
    if tied(user, person.pk):
        raise forbidden()
    named, value, reason = _chosen(given, _in_profile(person, ""))
    opened(user, None, "person", str(person.pk), what=f"unmask.{named}", reason=reason)
    return {"value": value}


def _chosen(given: dict[str, Any], offered: Offered) -> tuple[str, str, str]:
    """What the access log calls it, its value, and why it is asked for. Raises Problem 422."""
    reading = Reading(given)
    reading.only(*BODY["properties"])
    pointer = reading.choice("pointer", list(offered), required=True)
    reason = reading.text("reason", required=True, longest=LONGEST)
    reading.finish()
    return (*offered[pointer], reason)


def _in_profile(person: Person, before: str) -> Offered:
    known = profile(person)
    return {f"{before}/{name}": (name, known[name]) for name in MASKED if name in known}


def _in_matter(view: View, standing: Standing) -> Offered:
    """What is masked in the contract's Application as this worker reads it."""
    a: Application = view.application
    found = {at: one for at, one in _in_profile(a.person, "/applicant").items() if view.needs(one[0])}
    answers, form = view.filing.get("answers", {}), view.item.form
    for name in form.sensitive:
        if name not in form.rows and answers.get(name):
            found[f"/answers/{name}"] = (f"filed.{name}", str(answers[name]))
    told = objected([ref(a.number)]).get(ref(a.number), []) if view.last(OBJECTED) else []
    waiting = [one for one in told if not one.outcome] if "answer-objection" in allowed(standing.user, a, view) else []
    found |= {f"/objections/{n}/phone": (f"objection.{one.n}", one.phone) for n, one in enumerate(waiting)}
    for n, one in enumerate(answered(told, standing)):
        if not one.told:
            found[f"/objectors/{n}/phone"] = (f"objection.{one.n}", one.phone)
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
