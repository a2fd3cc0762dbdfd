"""What comes in about mandates, to clean values; for pages and API alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.commons.mandates import actions
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import covered, detail, words
from linli.commons.mandates.rules import check_state, may_check, of_age_on, whose, window
from linli.commons.mandates.states import GROUNDS, OF_MINORS, Ground, State
from linli.commons.people import rules as people
from linli.commons.people.models import Person
from linli.commons.people.queries import kept_out, person_of
from linli.commons.people.queries import visible_to as people_of
from linli.commons.people.states import MESSAGES
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.grants import Post, held
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import forbidden
from linli.kernel.forms.kinds import check_date

LONGEST = timedelta(days=3 * 366)
UNCLEAR = gettext_lazy("Choose “All matters”, or “Only these” and tick at least one.")
_NAME = {"type": "string", "minLength": 1, "maxLength": 60}
_ID = {"type": "string", "minLength": 1, "maxLength": 60}
_ITEMS = {"type": "array", "items": {"type": "string"}, "maxItems": 50, "description": "Codes of items; none: all."}
_DAY = {"type": "string", "format": "date", "description": "The last day on which it holds."}
ASK: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["name", "identity_number", "file"],
    "properties": {"name": _NAME, "identity_number": {"type": "string", "maxLength": 40}, "file": _ID},
}  # fmt: skip
OFFER: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["name", "until"],
    "properties": {"name": _NAME, "items": _ITEMS, "until": _DAY},
}  # fmt: skip
TAKE: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["code"],
    "properties": {"code": {"type": "string", "minLength": 1, "maxLength": 40}},
}  # fmt: skip
RECORD: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["principal", "agent", "ground", "file"],
    "properties": {
        "principal": _ID, "agent": _ID, "ground": {"enum": [str(g) for g in Ground if g != Ground.SELF]},
        "items": _ITEMS, "until": _DAY, "file": _ID,
    },
}  # fmt: skip
REASON: dict[str, Any] = {
    "type": "object", "additionalProperties": False,
    "properties": {"reason": {"type": "string", "maxLength": 500}},
}  # fmt: skip
EXAMPLES: dict[str, Any] = {
    "ask": {"name": "林小满", "identity_number": "320594201805120249", "file": "file-id"},
    "offer": {"name": "王芳", "items": ["disability-living-allowance"], "until": "2026-12-31"},
    "take": {"code": "1234567890"},
    "record": {"principal": "17", "agent": "18", "ground": "written", "until": "2026-12-31", "file": "file-id"},
    "reason": {"reason": "出生医学证明看不清"},
}


class _Reading(Reading):
    """The kernel's, and what only mandates need."""

    def items(self) -> list[str]:
        """Codes of what it is about; none: everything."""
        found = list(dict.fromkeys(self.texts("items", most=50)))
        if found == [""]:
            self.flaw("/items", "required", UNCLEAR)
            return []
        for n, code in enumerate(found):
            if code not in covered():
                self.flaw(f"/items/{n}", "choice", _("This item is not in the catalogue."))
        return found

    def last_day(self, *, required: bool = True) -> date | None:
        """The last day, not past and not further away than three years."""
        value = self.text("until", required=required, longest=10)
        if not value:
            return None
        if check_date(value):
            self.flaw("/until", "date", _("Please enter a date like 2026-06-08."))
            return None
        found, today = date.fromisoformat(value), clock.today()
        if not today <= found <= today + LONGEST:
            self.flaw("/until", "range", _("Please choose a day from today on, within three years."))
        return found

    def name(self, name: str = "name") -> str:
        """A person's name, white space made single."""
        return " ".join(self.text(name, required=True, longest=60).split())

    def minor(self) -> str:
        """The identity number of somebody under 18."""
        number = people.tidy(self.text("identity_number", required=True, longest=40))
        if not number:
            return ""
        if code := people.identity_flaw(number):
            self.flaw("/identity_number", code, MESSAGES["cn-id"])
        elif clock.today() >= of_age_on(people.born(number)):
            words = _("This person is 18 or older: who acts for an adult is entered at the window.")
            self.flaw("/identity_number", "range", words)
        return number


def chosen(scope: str, ticked: list[str]) -> list[str]:
    """What a page's choice and ticks say; none: all. All and ticks besides is unclear, and never taken for all."""
    return (ticked or [""]) if scope == "some" else [""] if ticked else []


def _resident(by: User) -> None:
    """Only a resident asks and offers; a code is taken up by anybody to whom it was made out."""
    person = person_of(by)
    if person is None or person.community_id is None:
        raise kept_out(by)


def ask(raw: dict[str, Any], *, by: User) -> Mandate:
    """A parent's asking. Raises Problem 404, 403, 409, 422."""
    _resident(by)
    reading = _Reading(raw)
    reading.only(*ASK["properties"])
    name, number = reading.name(), reading.minor()
    file = reading.text("file", longest=60)
    if not file:
        reading.flaw("/file", "required", _("Please add a photo of the paper that shows it."))
    reading.finish()
    return actions.ask(name=name, identity_number=number, file=file, by=by)


def offer(raw: dict[str, Any], *, by: User) -> Mandate:
    """Somebody lets another act. Raises Problem 404, 403, 409, 422."""
    _resident(by)
    reading = _Reading(raw)
    reading.only(*OFFER["properties"])
    name, items, until = reading.name(), reading.items(), reading.last_day()
    reading.finish()
    assert until is not None
    return actions.offer(name=name, items=items, until=until, by=by)


def code(raw: dict[str, Any]) -> str:
    """A code as it was read out: spaces and full-width digits do no harm. Raises Problem 422."""
    reading = _Reading(raw)
    reading.only("code")
    found = people.compact(reading.text("code", required=True, longest=40))
    reading.finish()
    return found


def reason(raw: dict[str, Any], *, required: bool) -> str:
    """Why. Raises Problem 422."""
    reading = _Reading(raw)
    reading.only("reason")
    found = reading.text("reason", required=required, longest=500)
    reading.finish()
    return found


def unmasked(id: str, raw: dict[str, Any], *, by: User) -> tuple[Mandate, str]:
    """The child's number in full, for who is to compare it with the paper; of that a line is kept.

    Raises Problem 404, 403, 409, 422.
    """
    mandate = detail(by, id)
    if window(by, mandate) is None:
        raise forbidden()
    check_state(mandate, State.ASKED)
    if not may_check(by, mandate):
        raise forbidden(_("Nobody handles a matter of their own."))
    why = reason(raw, required=True)
    opened(by, None, "mandate", id, what="unmask.child", reason=why)
    return mandate, str(words([mandate])[mandate.pk]["identity_number"])


def end(id: str, raw: dict[str, Any], *, by: User) -> Mandate:
    """It shall hold no longer; a window says why. Raises Problem 404, 403, 409, 422."""
    side = whose(by, detail(by, id))
    return actions.end(id, by=by, reason=reason(raw, required=side == "window"))


def record(raw: dict[str, Any], *, by: User) -> Mandate:
    """What a window writes down of somebody in its reach, or found today. Raises Problem 403, 409, 422."""
    windows = held(by, "mandates.record")
    if not windows:
        raise kept_out(by)
    reading = _Reading(raw)
    reading.only(*RECORD["properties"])
    principal, agent = _person(reading, "principal", by), _person(reading, "agent", by)
    ground = reading.choice("ground", [str(g) for g in Ground if g != Ground.SELF], required=True)
    items = reading.items()
    until = reading.last_day(required=ground == Ground.WRITTEN)
    if ground and ground != Ground.WRITTEN and items:
        reading.flaw("/items", "unknown", _("A guardian acts in all matters."))
    if ground in OF_MINORS and until:
        reading.flaw("/until", "unknown", _("It ends when the child comes of age."))
    file = reading.text("file", longest=60)
    if not file:
        reading.flaw("/file", "required", _("Please attach the scan of what was signed or shown."))
    reading.finish()
    assert principal is not None and agent is not None
    kind = next(kind for kind, grounds in GROUNDS.items() if ground in grounds)
    return actions.record_at_window(
        principal=principal, agent=agent, kind=str(kind), ground=ground, items=items, until=until, file=file, by=by,
        post=post_for(windows, principal),
    )  # fmt: skip


def _person(reading: _Reading, name: str, by: User) -> Person | None:
    id = reading.text(name, required=True, longest=60)
    known = id.isascii() and id.isdigit() and len(id) < 19
    found = people_of(by).filter(pk=int(id)).first() if known else None
    if id and found is None:
        reading.flaw(f"/{name}", "choice", _("This person is not known here; find or add them first."))
    return found


def post_for(windows: tuple[Post, ...], principal: Person) -> Post:
    """The window in whose reach the person lives, else the first."""
    home = principal.community_id
    return next((post for post in windows if home in network().reach(post.unit_id)), windows[0])
