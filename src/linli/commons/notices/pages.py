"""A community's board: what hangs there now, for anybody; also as a print for the board downstairs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.commons.notices.actions import object_to
from linli.commons.notices.forms import objection
from linli.commons.notices.models import Notice
from linli.commons.notices.queries import of_community
from linli.commons.places.models import Place
from linli.commons.places.queries import network
from linli.commons.places.states import PlaceKind
from linli.kernel.access.doors import door
from linli.kernel.api.paging import page as one_page
from linli.kernel.api.problems import Problem
from linli.kernel.clock import local
from linli.kernel.texts import localised, said
from linli.kernel.ui.qr import qr
from linli.kernel.ui.views import page

PRINTED = 200  # more than ever hang at once


@dataclass(frozen=True)
class Shown:
    """A notice in the reader's language: only what its item publishes."""

    id: int
    title: str
    body: str
    fields: list[tuple[str, Any]]
    starts: datetime
    until: datetime

    @property
    def days(self) -> int:
        """Day by day, whatever the hour at which it was hung; the first is not counted (民法典 201)."""
        return (local(self.until).date() - local(self.starts).date()).days or 1


def _shown(notice: Notice) -> Shown:
    fields = [(said(one["title"]), localised(one["value"])) for one in notice.published]
    return Shown(notice.pk, said(notice.title), said(notice.body), fields, notice.starts, notice.until)


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
    address = request.build_absolute_uri(reverse("notices:board", args=[code]))
    context = {"shown": shown, "large": request.GET.get("large") == "1", "at": address, "qr": qr(address)}
    return page(request, "notices/paper.html", _frame(place) | context)


def _wrong(problem: Problem) -> dict[str, str]:
    """What is wrong, by field. Who went back and wrote something else is told that the first came in."""
    if problem.code == "idempotency-key-reused":
        return {"what": _("Your objection has come in already. If you send this too, it counts as another one.")}
    return {error.pointer[1:]: str(error.message) for error in problem.errors}


@door("public")
def object_(request: HttpRequest, code: str, notice: int) -> HttpResponse:
    """Who has something against what a notice shows says it here, with name and telephone; else that it is over."""
    place = _community(code)
    found = of_community(place.pk).filter(pk=notice).first()
    if found is None and Notice.objects.filter(pk=notice, community=place.pk).exists():
        messages.error(request, _("The days of this notice are over."))
        return redirect("notices:board", code)
    if found is None:
        raise Http404
    given = {name: request.POST.get(name, "") for name in ("name", "phone", "what")}
    context = _frame(place) | {"one": _shown(found), "given": given, "wrong": {}, "once": secrets.token_urlsafe(18)}
    if request.method != "POST":
        return page(request, "notices/object.html", context)
    try:
        key, address = request.POST.get("once", "")[:200], str(request.META.get("REMOTE_ADDR", ""))
        object_to(str(notice), given, objection, key=f"page:{key}" if key else "", address=address)
    except Problem as problem:
        if problem.status != 422 or not problem.errors:
            raise
        context["wrong"] = _wrong(problem)
        return page(request, "notices/object.html", context, status=422)
    messages.success(request, _("Your objection has come in. Somebody will call you."))
    return redirect("notices:board", code)
