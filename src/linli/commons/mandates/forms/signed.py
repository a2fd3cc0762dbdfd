"""What somebody signs at a window, or a guardian for a ward: who may take it in there, and what came in."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.commons.mandates.forms import post_for
from linli.commons.mandates.queries import guardianships, ref, tied
from linli.commons.mandates.rules import acts_freely
from linli.commons.people.actions import erasing
from linli.commons.people.actions.erasing import Signed
from linli.commons.people.models import Person
from linli.commons.people.queries import visible_to as people_of
from linli.commons.people.queries.erasing import Line
from linli.kernel.access.grants import Post, held
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import Problem, forbidden, not_found
from linli.kernel.record.writing import By

TAKES_IN = "people.make"
SIGNED: dict[str, Any] = {
    "file": {"type": "string", "maxLength": 60, "description": "The scan of the sheet that was signed."},
    "guardian": {
        "type": "string", "maxLength": 20, "description": "Of a ward: the guardianship of the guardian who signed.",
    },
}  # fmt: skip
ERASE: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["file"], "properties": SIGNED,
}  # fmt: skip
EXAMPLE = {"file": "file-id"}


def served(id: str, by: User) -> Person:
    """Who stands before this worker: somebody else, whom the worker sees. Raises Problem 404, 403."""
    known = held(by, TAKES_IN) and id.isascii() and id.isdigit() and len(id) < 19
    found = people_of(by).filter(pk=int(id)).first() if known else None
    if found is None:
        raise not_found()
    if found.account_id == by.pk or tied(by, found.pk):
        raise forbidden(_("This is you, or somebody for whom you act. A colleague does it, or you do at home."))
    return found


def unsigned(person: Person) -> str:
    """Why nothing is signed here for this person, in words; "" where it is."""
    if person.account_id is not None:
        return _("%(name)s has an account, and asks for this there, under “My data”.") % {"name": person.name}
    if acts_freely(person) or guardianships(person.pk).exists():
        return ""
    return _("Who is under 18 signs through a guardian, and none is entered yet. Enter the guardian first.")


def check(person: Person) -> None:
    """Raises Problem 409 where nothing is signed here."""
    if why := unsigned(person):
        raise Problem(409, "not-signed-here", _("This is not possible now."), detail=why)


def window_of(by: User, person: Person) -> Post:
    """At which of this worker's windows it is."""
    return post_for(held(by, TAKES_IN), person)


def signed(reading: Reading, person: Person, by: User) -> Signed:
    """The scan, and who signed; what is wrong goes to the reading. Raises Problem 409.

    Needs a transaction: until it ends the guardianship does not end.
    """
    check(person)
    file, chosen = reading.text("file", longest=60), reading.text("guardian", longest=20)
    if not file:
        reading.flaw("/file", "required", _("Please attach the scan of what was signed."))
    under = None
    if not acts_freely(person):
        rows = guardianships(person.pk).select_for_update(of=("self",), no_key=True)
        under = next((ref(one.pk) for one in rows if str(one.pk) == chosen), None)
        if under is None:
            reading.flaw("/guardian", "choice", _("Please choose the guardian who signed."))
    elif chosen:
        reading.flaw("/guardian", "unknown", _("This person signs without a guardian."))
    post = window_of(by, person)
    return Signed(By(by.pk, post.unit, post.role, under), file)


@transaction.atomic
def erase(id: str, raw: dict[str, Any], *, by: User) -> tuple[Person, list[Line]]:
    """What a person signed at the window is done: of whom, and what is left. Raises Problem 404, 403, 409, 422."""
    person, reading = served(id, by), Reading(raw)
    reading.only(*SIGNED)
    sheet = signed(reading, person, by)
    reading.finish()
    return person, erasing.erase(person, by=by, signed=sheet)
