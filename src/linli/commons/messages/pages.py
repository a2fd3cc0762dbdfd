"""One's messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.commons.messages.actions import read, read_all
from linli.commons.messages.queries import said, visible_to
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.paging import page as one_page
from linli.kernel.ui.views import page

BESIDE = 5


@dataclass(frozen=True)
class Shown:
    """A message in the reader's language."""

    at: datetime
    title: str
    body: str
    link: str
    new: bool


@door("signed_in")
def messages(request: HttpRequest) -> HttpResponse:
    """Newest first; what has been shown counts as read. htmx asks for the few new ones beside the desk."""
    assert isinstance(request.user, User)
    if "HX-Request" in request.headers:
        new = [said(m) for m in visible_to(request.user).filter(read=None).order_by("-pk")[:BESIDE]]
        return page(request, "messages/short.html", {"new": new})
    found, mark = one_page(visible_to(request.user), request.GET.get("cursor", ""))
    shown = [Shown(m.occurred, *said(m), m.read is None) for m in found]
    if unread := [m.pk for m in found if m.read is None]:
        read(unread, by=request.user)
    more = f"{request.path}?cursor={mark}" if mark else None
    return page(request, "messages/list.html", {"shown": shown, "more": more, "first": "cursor" not in request.GET})


@require_POST
@door("signed_in")
def all_read(request: HttpRequest) -> HttpResponse:
    """All seen, those on older pages too."""
    assert isinstance(request.user, User)
    read_all(by=request.user)
    return redirect("messages:list")
