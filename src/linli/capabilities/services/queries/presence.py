"""Where filing is not enough: the person must be seen, at a window or at home."""

from __future__ import annotations

from linli.capabilities.services.queries.applications import View
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Body, is_so, read_when
from linli.kernel.texts import said

FROM_AFAR = ("online", "phone")


def asked_in_person(item: PublishedItem, answers: Body) -> str:
    """What a person who answered so is asked to do, in the reader's language; "" where nobody need be seen."""
    for part in item.body.get("in_person", ()):
        if is_so(read_when(part), answers):
            return said(part["says"])
    return ""


def in_person(view: View) -> str:
    """The same of a matter as it was filed last; whoever filed at a window or at their home has been seen."""
    if view.application.channel not in FROM_AFAR or not view.item.body.get("in_person"):
        return ""
    return asked_in_person(view.item, view.filing.get("answers", {}))
