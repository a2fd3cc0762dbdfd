"""One search over everything that somebody may see: the groups that the rooms registered, each by its own rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from ninja import Router

from linli.capabilities.services.forms.question import question
from linli.capabilities.services.queries.words import read
from linli.kernel.access.doors import door
from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.api.schema import TEXT, component, documented, many, maybe, shape
from linli.kernel.ui import finding, hooks
from linli.kernel.ui.views import page

FEW, MANY = 5, 20  # lines of a group among others; of one group alone
LONGEST = 200


@dataclass(frozen=True)
class Shown:
    """A group with what was found of it; `more`: where the next lines are, "" where there are none."""

    group: finding.Group
    found: finding.Found
    more: str


def _asked(q: str) -> str:
    """The words. Raises Problem 400 for what may be an identity or phone number, and where they are too many."""
    words = question(q)
    read(words)
    return words


def _search(user: Somebody, q: str, only: str, mark: str, path: str) -> list[Shown]:
    """What was found, group by group; `only` in one of them, after the mark. Raises Problem 400."""
    shown = []
    for group in finding.GROUPS:
        if q and group.shown(user) and only in ("", group.key):
            found = group.find(user, q, mark if only else "", MANY if only else FEW)
            query = {"q": q, "group": group.key} | ({"cursor": found.mark} if only else {})
            shown.append(Shown(group, found, f"{path}?{urlencode(query)}" if found.mark else ""))
    return shown


@door("public")
def search(request: HttpRequest) -> HttpResponse:
    """The page. What may be somebody's number is not looked for, and does not stay in the address."""
    try:
        q = _asked(request.GET.get("q", ""))
    except Problem as problem:
        return redirect(f"{request.path}?refused={'long' if problem.code == 'question' else 'number'}")
    only = request.GET.get("group", "")
    groups = _search(request.user, q, only, request.GET.get("cursor", ""), request.path)
    context = {
        "q": q,
        "groups": [one for one in groups if one.found.hits],
        "only": only if groups else "",
        "all": f"{request.path}?{urlencode({'q': q})}",
        "refused": request.GET.get("refused", ""),
        "persons": hooks.search(request.user),
    }
    return page(request, "shell/search.html", context)


router = Router(tags=["search"])
HIT = shape(title=TEXT, text=TEXT, href=maybe(TEXT), state=maybe(TEXT))
GROUP = component("SearchGroup", shape(key=TEXT, title=TEXT, items=many(HIT), next=maybe(TEXT)))


@router.get(
    "",
    summary="Everything that I may see, by words",
    openapi_extra=documented(answer=shape(groups=many(GROUP))),
)
@door("signed_in")
def found(request: HttpRequest, q: str = "", group: str = "", cursor: str = "") -> dict[str, Any]:
    """Five lines of each group; `group`: of this one twenty, page by page. Groups without a line are left out."""
    assert isinstance(request.user, User)  # the bearer token's
    groups = _search(request.user, _asked(q), group, cursor, request.path)
    return {"groups": [_told(request, one) for one in groups if one.found.hits]}


def _told(request: HttpRequest, one: Shown) -> dict[str, Any]:
    items = [
        {"title": hit.title, "text": hit.text, "href": hit.href or None, "state": hit.state[1] if hit.state else None}
        for hit in one.found.hits
    ]
    further = request.build_absolute_uri(one.more) if one.more else None
    return {"key": one.group.key, "title": str(one.group.title), "items": items, "next": further}
