"""Words that the pages of this room share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.commons.people.states import Relation
from linli.kernel.ui.words import day_full


def titles() -> dict[str, str]:
    """What the profile can hold, in the order in which it is shown."""
    return {
        "name": _("Name"),
        "identity_number": _("Identity card number"),
        "document_number": _("Document number"),
        "phone": _("Mobile number"),
        "bank_card": _("Bank card"),
        "address": _("Address"),
        "birth_date": _("Born on"),
    }


def kept_by_will(names: Iterable[str]) -> list[str]:
    """What somebody kept here by their own will, in words."""
    words = titles() | {"household": _("Household")}
    return [words[name] for name in names]


def facts(known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A masked profile in words: title, value."""
    told = dict(known)
    if born := told.get("birth_date"):
        told["birth_date"] = day_full(date.fromisoformat(born))
    return [(title, told[name]) for name, title in titles().items() if told.get(name)]


def living(said: list[dict[str, Any]] | None, name: str = "") -> str:
    """How many live with one, or with who bears the name, in words; "" where nothing was said."""
    if said is None:
        return ""
    if said:
        return ngettext("%(n)d person", "%(n)d people", len(said)) % {"n": len(said)}
    return _("%(name)s lives alone") % {"name": name} if name else _("Nobody, I live alone")


def about(member: Mapping[str, Any]) -> str:
    """Somebody of a household in one line, beside the name: relation, number (masked), or day of birth."""
    birth = member.get("birth_date")
    born = _("born on %(day)s") % {"day": day_full(date.fromisoformat(birth))} if birth else ""
    return " · ".join(filter(None, (str(Relation(member["relation"]).label), member.get("identity_number", ""), born)))
