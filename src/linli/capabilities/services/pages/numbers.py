"""The sensitive values of a matter: masked for all, each shown once to who says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.capabilities.services.queries import PublishedItem, View
from linli.commons.people.models import Person
from linli.commons.people.queries import MASKED, profile
from linli.commons.people.states import Document
from linli.kernel.api.bodies import Reading
from linli.kernel.forms import Input, Said, summary
from linli.kernel.texts import mask


@dataclass(frozen=True)
class Number:
    """One value: `name` in the form or the profile, its label, masked and plain."""

    name: str
    label: str
    masked: str
    plain: str


def of_person(person: Person) -> list[Number]:
    """What the profile holds under a mask."""
    known = profile(person)
    labels = {
        "identity_number": _("Identity number"),
        "document_number": Document(known["document_kind"]).label if "document_kind" in known else "",
        "phone": _("Phone"),
        "bank_card": _("Bank card"),
    }
    return [
        Number(name, str(labels[name]), mask(MASKED[name], known[name]), known[name])
        for name in labels
        if name in known
    ]


def numbers(view: View) -> list[Number]:
    """What the profile holds and the matter needs, then what was filed beside it."""
    found = [one for one in of_person(view.application.person) if view.needs(one.name)]
    values, form, answers = {one.plain for one in found}, view.item.form, view.filing.get("answers", {})
    names = [name for name in form.sensitive if name not in form.rows]
    plain = {one.name: one.text for one in summary(form, answers, names, plain=True)}
    for one in summary(form, answers, names):
        if plain[one.name] not in values:
            found.append(Number(f"filed.{one.name}", one.title, one.text, plain[one.name]))
    return found


def answered(
    item: PublishedItem, words: Mapping[str, Any], names: Sequence[str], *, plain: bool = False, typing: bool = False
) -> list[Said]:
    """A group of what was filed, in words; a passport or permit is told where the identity number would be."""
    form, answers, instead = item.form, words.get("answers", {}), words.get("document")
    told: list[Said] = []
    for name in names:
        if instead and name in item.identity_fields:
            number = instead["number"] if plain else mask(MASKED["document_number"], instead["number"])
            told.append(Said("document", str(Document(instead["kind"]).label), number))
        told += summary(form, answers, [name], plain=plain, typing=typing)
    return told


def hinted(shown: list[Input], item: PublishedItem, known: Mapping[str, Any]) -> list[Input]:
    """The inputs; of the identity number it is said that a passport or permit on file is enough."""
    if not known.get("document_number"):
        return shown
    words = _("May stay empty: %(document)s is on file.") % {"document": Document(known["document_kind"]).label}
    return [replace(one, hint=words) if one.name in item.identity_fields else one for one in shown]


def unmask_form(post: QueryDict, offered: Sequence[Number]) -> tuple[Number, str]:
    """Which number, and why. Raises Problem 422."""
    reading = Reading({name: post[name] for name in ("number", "reason") if name in post})
    known = {one.name: one for one in offered}
    name = reading.choice("number", list(known), required=True)
    reason = reading.text("reason", required=True, longest=200)
    reading.finish()
    return known[name], reason
