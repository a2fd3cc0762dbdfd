"""The doors of the home page: what people come for, by situation in life."""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.models.catalogue import GROUPS
from linli.capabilities.services.queries import catalogue
from linli.kernel.texts import said
from linli.kernel.ui.home import Door

ITEMS = "/items/"
ICONS = {
    "work": "briefcase",
    "hardship": "wallet2",
    "disability": "universal-access",
    "residence": "person-vcard",
    "family": "balloon-heart",
    "ageing": "person-heart",
    "health": "heart-pulse",
}


def situations() -> list[Door]:
    """One door for each situation that has items, in the catalogue's order, and one for all of them."""
    items = catalogue().items
    doors = [
        Door(str(GROUPS[group]), _(", ").join(said(item.name) for item in some), ICONS[group], f"{ITEMS}#group-{n}")
        for n, (group, some) in enumerate(groupby(items, key=lambda item: item.group), start=1)
    ]
    count = ngettext("%(n)d item", "%(n)d items", len(items)) % {"n": len(items)}
    return [*doors, Door(_("All services"), count, "grid", ITEMS)]
