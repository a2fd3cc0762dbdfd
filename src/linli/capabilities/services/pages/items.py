"""The catalogue's public pages: the list with its search, and one item."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language

from linli.capabilities.services.forms.question import question
from linli.capabilities.services.models.catalogue import GROUPS
from linli.capabilities.services.pages.unchanged import unchanged
from linli.capabilities.services.queries import item_page
from linli.capabilities.services.queries.bundle_page import how_parts_go, joins, used_for
from linli.capabilities.services.queries.catalogue import UnknownItem, catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.questions import questions
from linli.capabilities.services.queries.situations import situations
from linli.commons.mandates.queries import Acts, acting
from linli.commons.people.queries import person_of
from linli.kernel.access.doors import door
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.ui.views import page


@door("public")
@unchanged
def items(request: HttpRequest) -> HttpResponse:
    """All items by situation in life, or those that fit a question, best first; `for` somebody those one may file."""
    q = question(request.GET.get("q", ""))
    found = catalogue().search(q, get_language() or "zh-hans")
    joined = catalogue().search(q, get_language() or "zh-hans", bundles=True)
    if acts := _acts(request):
        found, joined = ([item for item in some if _cover(acts, item.code)] for some in (found, joined))
    groups = [] if q else [(GROUPS[group], list(some)) for group, some in groupby(found, key=lambda item: item.group)]
    context = {"q": q, "found": found, "bundles": joined, "groups": groups, "whom": acts[0] if acts else None}
    return page(request, "services/items.html", context)


def _acts(request: HttpRequest) -> list[Acts]:
    """How the reader acts for the person whom the address names; nothing is asked where it names nobody."""
    whom = request.GET.get("for", "")
    return [acts for acts in acting(request.user) if str(acts.principal) == whom and acts.community] if whom else []


def _cover(all_: list[Acts], code: str) -> bool:
    return any(acts.covers(code) for acts in all_)


def _comes(request: HttpRequest) -> bool:
    """Whether this is an account that files at a window only; nothing is asked for who is signed out."""
    user = request.user
    if not isinstance(user, User) or posts(user):
        return False
    person = person_of(user)
    return person is None or person.community_id is None


@door("public")
@unchanged
def item(request: HttpRequest, code: str) -> HttpResponse:
    """Who may apply, what is needed, how it goes, and what it rests on."""
    try:
        shown = catalogue().item(code)
    except UnknownItem:
        raise Http404 from None
    whom = next((acts for acts in _acts(request) if acts.covers(code)), None)
    if shown.parts:
        return page(request, "services/bundle.html", _bundle(request, shown) | {"whom": whom})
    context = {
        "item": shown,
        "group": GROUPS[shown.group],
        "moments": item_page.how_it_goes(shown),
        "facts": item_page.facts(shown),
        "provenance": item_page.provenance(shown),
        "chosen": item_page.chosen(shown),
        "places": item_page.places(shown),
        "situations": situations(shown),
        "come": whom is None and _comes(request),
        "whom": whom,
        "asks": bool(questions(shown)),
    }
    return page(request, "services/item.html", context)


def _bundle(request: HttpRequest, bundle: PublishedItem) -> dict[str, Any]:
    """What the page of several items that are applied for as one shows."""
    return {
        "item": bundle,
        "group": GROUPS[bundle.group],
        "joins": joins(bundle),
        "moments": how_parts_go(bundle),
        "provenance": item_page.provenance(bundle),
        "chosen": item_page.chosen(bundle),
        "used_for": used_for(bundle),
        "come": _comes(request),
    }


urlpatterns = [path("items/", items, name="items"), path("items/<slug:code>", item, name="item")]
