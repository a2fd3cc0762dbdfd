"""An account opened at a window, or a new password for it: for who stands there, and never for a ward."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.commons.mandates.forms.signed import served, window_of
from linli.commons.mandates.rules import acts_freely
from linli.commons.people.actions.residents import Handed, hand_over, hindrance
from linli.commons.people.models import Person
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import Problem
from linli.kernel.record.writing import By

GIVE: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["document_seen"],
    "properties": {
        "document_seen": {"const": True, "description": "The original identity document was looked at."},
        "second_step_lost": {"type": "boolean", "description": "Take off a second step at sign-in too."},
    },
}  # fmt: skip
EXAMPLE = {"document_seen": True}


def why_not(person: Person) -> str:
    """Why this person gets no account or password here, in words; "" where they do."""
    if not acts_freely(person):
        return _("Who is under 18 has no account: the guardian applies for them, with an account of their own.")
    return hindrance(person)


@transaction.atomic
def give(id: str, raw: dict[str, Any], *, by: User) -> Handed:
    """What is handed over. Raises Problem 404, 403, 409, 422."""
    person, reading = served(id, by), Reading(raw)
    if why := why_not(person):
        raise Problem(409, "not-here", _("This is not possible now."), detail=why)
    reading.only(*GIVE["properties"])
    if raw.get("document_seen") is not True:
        reading.flaw("/document_seen", "required", _("Please look at the identity document first."))
    lost = raw.get("second_step_lost", False)
    if not isinstance(lost, bool):
        reading.flaw("/second_step_lost", "type", _("This is of the wrong kind."))
    reading.finish()
    post = window_of(by, person)
    return hand_over(person, by, By(by.pk, post.unit, post.role), step_lost=lost is True)
