"""A community's board: what hangs there now, for anybody; also as a print for the board downstairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from linli.commons.notices.models import Notice
from linli.commons.notices.queries import of_community
from linli.commons.places.models import Place
from linli.commons.places.queries import network
from linli.commons.places.states import PlaceKind
from linli.kernel.access.doors import door
from linli.kernel.api.paging import page as one_page
from linli.kernel.texts import localised, said
from linli.kernel.ui.views import page

PRINTED = 200  # more than ever hang at once


@dataclass(frozen=True)
class Shown:
    """A notice in the reader's language: only what its item publishes."""

    title: str
    body: str
    fields: list[tuple[str, Any]]
    starts: datetime
    until: datetime

    @property
    def days(self) -> int:
        return (self.until - self.starts).days or 1


def _shown(notice: Notice) -> Shown:
    fields = [(said(one["title"]), localised(one["value"])) for one in notice.published]
    return Shown(said(notice.title), said(notice.body), fields, notice.starts, notice.until)


def _community(code: str) -> Place:
    try:
        found = network().place(code)
    except LookupError:
        raise Http404 from None
    if found.kind != PlaceKind.COMMUNITY:
        raise Http404
    return found


def _frame(place: Place) -> dict[str, Any]:
    """`station` takes matters in there; "" where nobody does."""
    try:
        unit = network().takes_in(place.pk)
        about = {"station": said(unit.names) or unit.name, "address": unit.address}
    except LookupError:
        about = {"station": "", "address": ""}
    return {"code": place.code, "place": said(place.names) or place.name} | about


@door("public")
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The running notices of one community, newest first."""
    place = _community(code)
    found, mark = one_page(of_community(place.pk), request.GET.get("cursor", ""))
    more = f"{request.path}?cursor={mark}" if mark else None
    return page(request, "notices/board.html", _frame(place) | {"shown": [_shown(n) for n in found], "more": more})


@door("public")
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The same on paper."""
    place = _community(code)
    shown = [_shown(n) for n in of_community(place.pk).order_by("-id")[:PRINTED]]
    context = {"shown": shown, "large": request.GET.get("large") == "1"}
    return page(request, "notices/paper.html", _frame(place) | context)
