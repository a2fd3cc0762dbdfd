"""What is said of oneself and of who lives with one, to clean values; for pages, API and window alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from linli.commons.people import rules
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import WARDS, person_of, profile
from linli.commons.people.states import LONGEST_ADDRESS, LONGEST_NAME, MESSAGES, MOST_MEMBERS, Relation
from linli.kernel.access.models import User
from linli.kernel.api.bodies import pointed
from linli.kernel.api.problems import Problem, Wrong, forbidden, wrong
from linli.kernel.forms import Form, errors, merge
from linli.kernel.texts import LANGUAGES

Raw = Mapping[str, Any]
CHANGE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "What is left out stays; null forgets it. A masked number sent back as it was shown stays too.",
    "properties": {
        "phone": {"type": ["string", "null"], "maxLength": 40},
        "bank_card": {"type": ["string", "null"], "maxLength": 40},
        "address": {"type": ["string", "null"], "maxLength": LONGEST_ADDRESS},
        "household": {
            "type": ["array", "null"],
            "maxItems": MOST_MEMBERS,
            "description": "All who live with you, without yourself; empty: you live alone.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "relation"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
                    "relation": {"enum": Relation.values},
                    "identity_number": {"type": "string", "maxLength": 40},
                    "birth_date": {"type": "string", "format": "date"},
                },
            },
        },
    },
}
SON: dict[str, Any] = {"name": "林小满", "relation": "child", "identity_number": "320594201805120249"}
EXAMPLE: dict[str, Any] = {"phone": "13800138000", "household": [SON]}


TO_NAMED = gettext_lazy("Relation to %(name)s")


def _in_each(words: Promise) -> dict[str, str]:
    """A text in every language, as forms have it."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(words)
    return found


def _text(title: Promise, more: Raw, hint: Promise | None = None) -> dict[str, Any]:
    return {"type": "string", "title": _in_each(title), **({"description": _in_each(hint)} if hint else {}), **more}


@cache
def known_form() -> Form:
    """What somebody may change of themselves, as a form: phone, bank_card, address, household."""
    labels = {one.value: _in_each(one.label) for one in Relation}
    hint = gettext_lazy("With it the birth date is known; without it some forms have to ask again.")
    alone = gettext_lazy("Only where there is no number.")
    relation = {"enum": list(labels), "x-labels": labels}
    member = {
        "name": _text(gettext_lazy("Name"), {"maxLength": LONGEST_NAME}),
        "relation": _text(gettext_lazy("Relation to the person"), relation),
        "identity_number": _text(gettext_lazy("Identity card number"), _secret("cn-id"), hint),
        "birth_date": _text(gettext_lazy("Born on"), {"format": "date"}, alone),
    }
    rows = {"type": "object", "required": ["name", "relation"], "properties": member}
    household = {"type": "array", "title": _in_each(gettext_lazy("Member of the household")), "maxItems": MOST_MEMBERS}
    fields = {
        "phone": _text(gettext_lazy("Mobile number"), _secret("cn-mobile")),
        "bank_card": _text(gettext_lazy("Bank card"), _secret("bank-card")),
        "address": _text(gettext_lazy("Address"), {"maxLength": LONGEST_ADDRESS}),
    }
    return Form({"properties": fields | {"household": household | {"items": rows}}})


def member_form(name: str) -> Form:
    """The form of one member of a household. `name`: of whom it is said, where that is somebody else; else ""."""
    row = known_form().rows["household"]
    if not name:
        return row
    titles = {language: words % {"name": name} for language, words in _in_each(TO_NAMED).items()}
    relation = row.schema["properties"]["relation"] | {"title": titles}
    return Form({**row.schema, "properties": row.schema["properties"] | {"relation": relation}})


def _secret(kind: str) -> dict[str, Any]:
    return {"format": kind, "x-sensitive": True}


def own(user: User) -> Person:
    """The person whom this account may change alone. Raises Problem 403."""
    person = person_of(user)
    if person is None:
        raise forbidden(_("There is no person behind this account, so nothing is kept of one."))
    if any(ward(person) for ward in WARDS):
        raise forbidden(_("Who is under 18 comes to any window with a parent to change this."))
    return person


def change(person: Person, raw: Raw, *, by: User) -> None:
    """Phone, bank card, address and the whole household: what is given replaces, None forgets. Raises Problem 422."""
    set_profile(person, by=by, changes=lambda known: changed(known, raw))


def changed(known: Raw, raw: Raw) -> dict[str, Any]:
    """The changes that are meant, from the profile as it stands. Raises Problem 422."""
    form = known_form()
    merged = merge(form, {name: known[name] for name in form.every if name in known}, raw)
    given = {name: merged.get(name) for name in raw if name in form.every}
    if raw.get("household") == []:
        given["household"] = []  # said: nobody
    flaws = [Wrong(f"/{pointed(name)}", "unknown", _("This is not known here.")) for name in raw if name not in given]
    flaws += [Wrong(e.pointer, e.code, e.message) for e in errors(form, given)]
    if address := given.get("address"):
        given["address"] = " ".join(str(address).split())
    if (members := given.get("household")) and not flaws:
        given["household"], found = _judged(members, known)
        flaws = [Wrong(f"/household/{n}{error.pointer}", error.code, error.message) for n, error in found]
    if flaws:
        raise wrong(flaws)
    return given


def _judged(members: list[Any], known: Raw) -> tuple[list[rules.Member], list[tuple[int, Wrong]]]:
    """The household as it is kept, and what is wrong with it, each with its entry."""
    found = rules.household_flaws(members, known.get("identity_number"))
    flaws = [(n, Wrong(f"/{field}", code, MESSAGES[words] % {"name": name})) for n, field, code, words, name in found]
    return [rules.whole(member) for member in members], flaws


def household_of(known: Raw) -> list[rules.Member]:
    """Who lives with the person, as was said."""
    return list(known.get("household") or ())


def mark(member: Raw) -> str:
    """What stands for one entry in a form: an entry that was changed meanwhile has another."""
    return salted_hmac("people.household", repr(sorted(member.items())), algorithm="sha256").hexdigest()


def put_member(person: Person, raw: Raw, *, by: User, n: int | None = None, seen: str = "") -> None:
    """Add somebody to the household, or change the entry `n` that was shown as `seen`. Raises Problem 409, 422."""

    def decided(known: Raw) -> Raw:
        members, row = household_of(known), known_form().rows["household"]
        old = {} if n is None else _entry(members, n, seen)
        merged = merge(row, old, raw)
        another = merged.get("identity_number") not in (None, old.get("identity_number"))
        if another and merged.get("birth_date") == old.get("birth_date"):
            merged.pop("birth_date", None)  # the new number says it
        flaws = [Wrong(error.pointer, error.code, error.message) for error in errors(row, merged)]
        at = len(members) if n is None else n
        others = members[:at] + members[at + 1 :]
        if len(others) >= MOST_MEMBERS:
            flaws.append(Wrong("", "length", _("Please give at most %(n)d.") % {"n": MOST_MEMBERS}))
        if not flaws:
            (*others, merged), found = _judged([*others, merged], known)
            flaws = [error for entry, error in found if entry == len(others)]  # what others say is theirs
        if flaws:
            raise wrong(flaws)
        return {"household": [*others[:at], merged, *others[at:]]}

    set_profile(person, by=by, changes=decided)


def alone(person: Person, *, by: User) -> None:
    """The person says that nobody lives with them. Raises Problem 409 where somebody was written down meanwhile."""

    def decided(known: Raw) -> Raw:
        if known.get("household"):
            raise _another()
        return {"household": []}

    set_profile(person, by=by, changes=decided)


def take_out(person: Person, n: int, seen: str, *, by: User) -> str:
    """Take somebody out of the household; their name. Raises Problem 409."""
    gone: list[str] = []

    def decided(known: Raw) -> Raw:
        members = household_of(known)
        gone.append(str(_entry(members, n, seen)["name"]))
        del members[n]
        return {"household": members or None}  # whether nobody is left, or nobody else said, is not known

    set_profile(person, by=by, changes=decided)
    return gone[-1]


def _entry(members: list[rules.Member], n: int, seen: str) -> rules.Member:
    """The entry that was shown. Raises Problem 409 when it is another one now."""
    if n >= len(members) or not constant_time_compare(mark(members[n]), seen):
        raise _another()
    return members[n]


def _another() -> Problem:
    says = _("The list was changed meanwhile. Please look at it again.")
    return Problem(409, "changed", _("This is not possible now."), detail=says)


def shown(person: Person) -> tuple[Form, dict[str, Any]]:
    """The form, and what is known for it, in plain."""
    form, known = known_form(), profile(person)
    return form, {name: known[name] for name in form.every if name in known}
