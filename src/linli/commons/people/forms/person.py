"""What a desk says of a person, to clean values; for page and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.commons.people import rules
from linli.commons.people.states import LANGUAGES, MESSAGES, Document, Gender
from linli.commons.places.models import Place
from linli.commons.places.queries import network
from linli.commons.places.states import PlaceKind
from linli.kernel import clock
from linli.kernel.api.bodies import Reading
from linli.kernel.forms.kinds import check_date

OTHERS = tuple(value for value in Document.values if value != Document.RESIDENT)
# What is put right when somebody says that it is wrong.
CORRECTED = (
    "name", "identity_number", "document_number", "phone", "bank_card", "address", "birth_date", "gender",
)  # fmt: skip
_LINE = {"type": "string", "maxLength": 40}
NEW: dict[str, Any] = {
    "type": "object",
    "required": ["name", "community"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "community": {"type": "string", "minLength": 1, "maxLength": 60},
        "identity_number": _LINE,
        "document_kind": {"enum": OTHERS},
        "document_number": _LINE,
        "phone": _LINE,
        "bank_card": _LINE,
        "address": {"type": "string", "maxLength": 200},
        "birth_date": {"type": "string", "format": "date"},
        "gender": {"enum": Gender.values},
        "language": {"enum": LANGUAGES},
    },
}
FIND: dict[str, Any] = {
    "type": "object",
    "required": ["q"],
    "additionalProperties": False,
    "properties": {"q": {"type": "string", "minLength": 1, "maxLength": 60}},
}


@dataclass(frozen=True)
class PersonIn:
    """A person as a desk wrote them down; `known` as in actions.make_person."""

    name: str
    community: Place
    language: str
    known: dict[str, Any]


class _Reading(Reading):
    """The kernel's, and what only persons need."""

    def line(self, name: str, *, required: bool = False, longest: int = 40) -> str:
        """One line of text, white space made single."""
        plain = " ".join(self.text(name, required=required, longest=longest).split())
        if plain.isprintable():
            return plain
        self.flaw(f"/{name}", "format", _("Please leave out the characters that can't be seen."))
        return ""

    def number(self, name: str, kind: str) -> str:
        """A number as it is kept; "" when there is none or it is wrong."""
        value = rules.tidy(self.line(name))
        code = CHECKS[kind](value) if value else None
        if code:
            self.flaw(f"/{name}", code, MESSAGES[kind])
            return ""
        return value


CHECKS = {"cn-id": rules.identity_flaw, "cn-mobile": rules.phone_flaw, "bank-card": rules.card_flaw}


def person(raw: dict[str, Any]) -> PersonIn:
    """The clean person. Raises Problem 422 naming every value that is wrong."""
    r = _Reading(raw)
    r.only(*NEW["properties"])
    name = r.line("name", required=True, longest=60)
    community = _community(r)
    language = r.choice("language", LANGUAGES) or "zh-hans"
    known = {
        "identity_number": r.number("identity_number", "cn-id"),
        **_other_document(r),
        "phone": r.number("phone", "cn-mobile"),
        "bank_card": r.number("bank_card", "bank-card"),
        "address": r.line("address", longest=200),
        "birth_date": _birth_date(r),
        "gender": r.choice("gender", Gender.values),
    }
    _agree(r, known["identity_number"], known)
    r.finish()
    assert community is not None
    return PersonIn(name, community, language, {field: value for field, value in known.items() if value})


def corrected(known: Mapping[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """What a desk puts right in a profile as it stands: the changes; what is not given stays. Raises Problem 422."""
    r = _Reading(raw)
    r.only(*CORRECTED)
    read = {
        "name": r.line("name", longest=60),
        "identity_number": r.number("identity_number", "cn-id"),
        "document_number": _same_document(r, known),
        "phone": r.number("phone", "cn-mobile"),
        "bank_card": r.number("bank_card", "bank-card"),
        "address": r.line("address", longest=200),
        "birth_date": _birth_date(r),
        "gender": r.choice("gender", Gender.values),
    }
    _agree(r, read["identity_number"] or known.get("identity_number", ""), read)
    r.finish()
    given: dict[str, Any] = {name: value for name, value in read.items() if value}
    if "identity_number" in given:
        given |= {"document_kind": None, "document_number": None}  # the identity number is enough
    return given


def _agree(r: _Reading, number: str, said: Mapping[str, Any]) -> None:
    """An identity number says the date of birth and the gender."""
    birth, gender = said["birth_date"], said["gender"]
    if number and birth and rules.born(number).isoformat() != birth:
        r.flaw("/birth_date", "date", _("The identity number says another date of birth."))
    if number and gender and rules.gender(number) != gender:
        r.flaw("/gender", "choice", _("The identity number says another gender."))


def _same_document(r: _Reading, known: Mapping[str, Any]) -> str:
    """The number of the passport or permit that is known, as it is right."""
    number, kind = rules.compact(r.line("document_number")), known.get("document_kind")
    if number and (kind is None or r.raw.get("identity_number")):
        r.flaw("/document_number", "unknown", _("The identity number is enough."))
    elif number and kind and rules.document_flaw(kind, number):
        r.flaw("/document_number", "format", MESSAGES["document"])
    else:
        return number
    return ""


def question(raw: dict[str, Any]) -> str:
    """What was typed into the search box. Raises Problem 422."""
    r = _Reading(raw)
    r.only("q")
    q = r.line("q", required=True, longest=60)
    r.finish()
    return q


def _community(r: _Reading) -> Place | None:
    code = r.line("community", required=True, longest=60)
    places = network()
    try:
        place = places.place(code) if code else None
    except LookupError:
        place = None
    if code and (place is None or place.kind != PlaceKind.COMMUNITY or not places.is_open(place)):
        r.flaw("/community", "choice", _("There is no such community."))
        return None
    return place


def _other_document(r: _Reading) -> dict[str, str]:
    """A passport or permit, where there is no identity number; kind and number go together."""
    kind = r.choice("document_kind", OTHERS)
    number = rules.compact(r.line("document_number"))
    if bool(r.raw.get("document_kind")) != bool(r.raw.get("document_number")):
        missing = "document_number" if r.raw.get("document_kind") else "document_kind"
        r.flaw(f"/{missing}", "required", _("Please fill this in."))
    elif number and kind and rules.document_flaw(kind, number):
        r.flaw("/document_number", "format", MESSAGES["document"])
    elif number and r.raw.get("identity_number"):
        r.flaw("/document_number", "unknown", _("The identity number is enough."))
    else:
        return {"document_kind": kind, "document_number": number}
    return {}


def _birth_date(r: _Reading) -> str:
    value = r.line("birth_date")
    day = date.fromisoformat(value) if value and not check_date(value) else None
    if day and day > clock.today():
        r.flaw("/birth_date", "date", _("A date of birth can't be after today."))
        return ""
    if value and (day is None or day < rules.EARLIEST):
        r.flaw("/birth_date", "date", _("Enter a date of birth like 1945-03-09."))
        return ""
    return value
