"""Words that the pages of this room share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

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


def about(member: Mapping[str, Any]) -> str:
    """Somebody of a household in one line, beside the name: relation, number (masked), or day of birth."""
    birth = member.get("birth_date")
    born = _("born on %(day)s") % {"day": day_full(date.fromisoformat(birth))} if birth else ""
    return " · ".join(filter(None, (str(Relation(member["relation"]).label), member.get("identity_number", ""), born)))
