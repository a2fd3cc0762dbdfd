"""Plugs in the registers as a source, the facts, the page below the one about me, and what is held of a person."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.commons.credentials import facts
from linli.commons.credentials.api import shown
from linli.commons.credentials.queries import SOURCES, holds, registered
from linli.commons.people.models import Person
from linli.commons.people.queries import LINKS
from linli.commons.people.queries.held import Holding, Row, hold
from linli.kernel.texts import said
from linli.kernel.ui.words import day_full

__all__ = ["facts"]

SOURCES.append(registered)
LINKS.append((_("My credentials"), "award", "credentials:mine"))


def _rows(person: Person, most: int | None) -> Iterable[Row]:
    for one in holds(person)[:most]:
        told = (said(one.by), day_full(one.since), day_full(one.until) if one.until else "")
        yield Row(said(one.name), " · ".join(filter(None, told)), id=f"{one.about.kind}:{one.about.id}:{one.kind}")


def _told(person: Person) -> Iterable[dict[str, Any]]:
    return (shown(one) for one in holds(person))


hold(
    Holding(
        "credentials", 50, "award", _("Credentials, and lists of other offices"),
        _("So that you need not hand in what is known. The office that keeps a list answers for it and corrects it."),
        _("What was granted here as long as its matter; a list until its office hands over the next one."),
        _rows, _told, every="credentials:mine", guarded=True,
    )
)  # fmt: skip
