"""What comes in about corrections, to clean values; for pages and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.commons.corrections import actions
from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.rules import untold
from linli.commons.corrections.states import LONGEST, LONGEST_ID, PROFILE, SEEN_AT_WINDOWS, Means, Outcome
from linli.commons.mandates.forms.signed import SIGNED, served, signed
from linli.commons.people.forms.person import CORRECTED, corrected
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import Problem, Wrong, wrong

_WORDS = {"type": "string", "minLength": 1, "maxLength": LONGEST}
ASK: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["subject", "wrong", "right"],
    "properties": {
        "subject": {
            "type": "object", "additionalProperties": False, "required": ["kind"],
            "description": "What it is about: the key of a holding, and the id of one thing of it; none: the kind.",
            "properties": {
                "kind": {"type": "string", "maxLength": 40}, "id": {"type": "string", "maxLength": LONGEST_ID},
            },
        },
        "wrong": _WORDS, "right": _WORDS,
        "ward": {"type": "string", "maxLength": 20, "description": "The guardianship by which one asks for a ward."},
    },
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["outcome"],
    "properties": {
        "outcome": {"enum": [str(one) for one in Outcome]},
        "reason": {"type": "string", "maxLength": LONGEST},
        "told": {"enum": Means.values, "description": "How they were told, where nobody of them has an account."},
        "changes": {
            "type": "object", "additionalProperties": False,
            "description": "Of a profile: what is right, changed with the answer.",
            "properties": {name: {"type": "string", "maxLength": 200} for name in CORRECTED},
        },
    },
}  # fmt: skip
ASK_SIGNED: dict[str, Any] = ASK | {
    "required": [*ASK["required"], "file"],
    "properties": {name: ASK["properties"][name] for name in ("subject", "wrong", "right")} | SIGNED,
}
EXAMPLES: dict[str, Any] = {
    "ask": {"subject": {"kind": "profile", "id": "name"}, "wrong": "名字写成了“秋宜”", "right": "林秋怡"},
    "answer": {"outcome": "corrected", "changes": {"name": "林秋怡"}},
}


class _Reading(Reading):
    """The kernel's, and what only corrections need."""

    def object(self, name: str, *, required: bool = False) -> dict[str, Any]:
        value = self.raw.get(name)
        if value is None:
            if required:
                self.flaw(f"/{name}", "required", _("Please fill this in."))
            return {}
        if not isinstance(value, dict):
            self.flaw(f"/{name}", "type", _("Please give an object."))
            return {}
        return value


def asking(raw: dict[str, Any]) -> dict[str, str]:
    """The clean values of an asking. Raises Problem 422."""
    reading = _Reading(raw)
    reading.only(*ASK["properties"])
    found = _said(reading) | {"ward": reading.text("ward", longest=20)}
    reading.finish()
    return found


def _said(reading: _Reading) -> dict[str, str]:
    """What it is about, what is wrong and what is right; what is wrong with these goes to the reading."""
    subject = reading.object("subject", required=True)
    inner = Reading(subject)
    inner.only("kind", "id")
    found = {
        "kind": inner.text("kind", required=bool(subject), longest=40), "id": inner.text("id", longest=LONGEST_ID),
        "wrong_is": reading.text("wrong", required=True, longest=LONGEST),
        "right_is": reading.text("right", required=True, longest=LONGEST),
    }  # fmt: skip
    reading.errors += [Wrong(f"/subject{e.pointer}", e.code, e.message) for e in inner.errors]
    return found


def ask(raw: dict[str, Any], *, by: User) -> CorrectionRequest:
    """Something is wrong. Raises Problem 404, 403, 409, and 422 only to who may ask."""
    ward = raw.get("ward")
    actions.concerned(by, ward if isinstance(ward, str) else "")
    return actions.ask(**asking(raw), by=by)


@transaction.atomic
def ask_signed(id: str, raw: dict[str, Any], *, by: User) -> CorrectionRequest:
    """What a person signed at the window is wrong. Single things are named of the profile and household alone, which
    the window sees anyway. Raises Problem 404, 403, 409, 422."""
    person, reading = served(id, by), _Reading(raw)
    reading.only(*ASK_SIGNED["properties"])
    said, sheet = _said(reading), signed(reading, person, by)
    if said["id"] and said["kind"] not in SEEN_AT_WINDOWS:
        reading.flaw("/subject/id", "choice", _("Say in words which one it is."))
    reading.finish()
    return actions.ask_signed(person, sheet, **said, by=by)


@transaction.atomic
def answer(id: str, raw: dict[str, Any], *, by: User) -> CorrectionRequest:
    """The desk's answer. Raises Problem 404, 403, 409, and only then 422."""
    asked = actions.locked(id, by=by)
    reading = _Reading(raw)
    reading.only(*ANSWER["properties"])
    outcome = reading.choice("outcome", Outcome.values, required=True)
    given = reading.object("changes")
    given = {name: value for name, value in given.items() if value not in (None, "")}
    if given and (asked.subject_kind != PROFILE or outcome == Outcome.REFUSED):
        reading.flaw("/changes", "unknown", _("Only a profile is changed with the answer, where it is corrected."))
    done = outcome == Outcome.CORRECTED and bool(given)
    reason = reading.text("reason", required=bool(outcome) and not done, longest=LONGEST)
    told = reading.choice("told", Means.values, required=untold(asked))
    if told and not untold(asked):
        reading.flaw("/told", "unknown", _("They read it here."))
    reading.finish()

    def changes(known: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return corrected(known, given)
        except Problem as problem:
            raise wrong([Wrong(f"/changes{e.pointer}", e.code, e.message) for e in problem.errors]) from problem

    return actions.answer(id, outcome=outcome, reason=reason, by=by, changes=changes if given else None, told=told)
