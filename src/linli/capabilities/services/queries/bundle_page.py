"""What a bundle's public page shows: its items in their order, what each needs of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.item_page import Moment, unit_name
from linli.capabilities.services.queries.parts import Part
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.situations import only_if
from linli.kernel.texts import joined, said


@dataclass(frozen=True)
class Joins:
    """One item that a bundle joins: whether it can be left out, and after which of the others it begins."""

    item: PublishedItem
    optional: bool
    after: str


def joins(bundle: PublishedItem) -> list[Joins]:
    """The items in their order."""
    return [Joins(item_of(part), bool(part.choice), after(bundle, part)) for part in bundle.parts]


def item_of(part: Part) -> PublishedItem:
    """The item of a part, in the version that the bundle joins."""
    return catalogue().numbered(part.item, part.version)


def after(bundle: PublishedItem, part: Part) -> str:
    """The names of the items whose result it needs; "" for none."""
    needed = [said(item_of(other).name) for other in bundle.parts if other.item in part.needs]
    return _(", ").join(_("“%(name)s”") % {"name": name} for name in needed)


def used_for(bundle: PublishedItem) -> dict[str, str]:
    """For which of its items each paper is, by code, and in which situation; "" where all of them ask for it always."""
    told: dict[str, str] = {}
    items = [item_of(part) for part in bundle.parts]
    for material in bundle.materials:
        asking = [item for item in items if material.code in {m.code for m in item.materials}]
        only = {only_if(item, item.material(material.code)) for item in asking} - {""}
        names = "" if len(asking) == len(items) else _(", ").join(said(item.name) for item in asking)
        told[material.code] = joined(_("For: %(items)s.") % {"items": names} if names else "", *sorted(only))
    return told


def how_parts_go(bundle: PublishedItem) -> list[Moment]:
    """From one filing to the results."""
    return [Moment(_("You file once"), note=_("What several of them ask, you say once.")), *_parts(bundle)]


def _parts(bundle: PublishedItem) -> Iterator[Moment]:
    for part in bundle.parts:
        item = item_of(part)
        note = _("%(body)s decides") % {"body": unit_name(item.competent_body)}
        if needed := after(bundle, part):
            note = _("begins by itself once %(items)s is granted; %(words)s") % {"items": needed, "words": note}
        limit = item.promise_by("online") or item.limit_by("online")
        yield Moment(said(item.name), period(limit) if limit else "", note)
