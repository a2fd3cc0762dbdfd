"""A material and how it is there, in words; and what its owner was spared by that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.offers import Offer
from linli.capabilities.services.queries.parts import Material
from linli.capabilities.services.queries.spared import Spared
from linli.kernel.texts import said
from linli.kernel.ui.words import day_full

PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Paper:
    """A material on a page. `over`: what it rests on holds no longer; `private`: that is not the reader's to see.

    `offer`: how it need not be handed in.
    """

    material: Material
    given: dict[str, Any] | None
    over: bool = False
    offer: Offer | None = None
    private: bool = False

    @property
    def there(self) -> bool:
        return bool(self.given) and "follows" not in (self.given or {})

    @property
    def picture(self) -> bool:
        return bool(self.given) and (self.given or {}).get("type") in PICTURES

    @property
    def rests(self) -> str:
        """On what it rests, where it was not handed in for this matter."""
        noted = (self.given or {}).get("from") if not self.private else None
        return resting(noted, seen="known" in (self.given or {})) if noted else ""

    @property
    def offered(self) -> str:
        """On what it would rest, while it is not there."""
        return resting(self.offer.shown, seen=self.offer.way == "known") if self.offer and not self.there else ""


def resting(noted: Mapping[str, Any], seen: bool = False) -> str:
    """A credential by whom, since when and until when; or when a paper was handed in or `seen`, and for what, where
    the reader may know that."""
    day, until = _day(noted["since"]), _day(noted["until"])
    if noted["name"] is None:
        parts = [(_("original seen on %(day)s") if seen else _("handed in on %(day)s")) % {"day": day}]
    elif noted["by"] is None:
        told = {"day": day, "item": said(noted["name"])}
        words = _("original seen on %(day)s for “%(item)s”") if seen else _("handed in on %(day)s for “%(item)s”")
        parts = [words % told]
    else:
        parts = [said(noted["name"]), said(noted["by"]), _("since %(day)s") % {"day": day}]
    parts += [_("until %(day)s") % {"day": until}] if until else []
    parts += [_("list of %(day)s") % {"day": _day(noted["as_of"])}] if noted["as_of"] else []
    return " · ".join(parts)


def _day(written: str | None) -> str:
    return day_full(date.fromisoformat(written)) if written else ""


def spared(what: Spared) -> str:
    """What needed not be handed in, and how often she needed not come; "" where nothing was spared."""
    told = []
    if what.papers:
        told.append(ngettext("%(n)d paper", "%(n)d papers", what.papers) % {"n": what.papers})
    if what.trips:
        told.append(ngettext("%(n)d trip", "%(n)d trips", what.trips) % {"n": what.trips})
    return _(", ").join(told)


def papers_told(item: PublishedItem, papers: Iterable[Mapping[str, Any]], private: bool) -> list[str]:
    """Papers, each with how it was given; `private`: on what one rests is not the reader's to see."""
    ways = {
        "file": _("handed in"),
        "known": _("known to the office"),
        "seen": _("original seen"),
        "declared": _("declared"),
        "follows": _("asked to hand it in later"),
    }
    found = []
    for given in papers:
        paper_ = Paper(item.material(given["code"]), dict(given), private=private)
        way = next(words_ for key, words_ in ways.items() if key in given)
        told = {"name": said(paper_.material.name), "way": _(": ").join(filter(None, (way, paper_.rests)))}
        found.append(_("%(name)s (%(way)s)") % told)
    return found
