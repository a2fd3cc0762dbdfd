"""Can I apply? A short way of questions before anything is filled in; it decides nothing and keeps nothing."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from linli.capabilities.services.pages.unchanged import unchanged
from linli.capabilities.services.queries.catalogue import UnknownItem, catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.questions import Way, questions, way
from linli.kernel.access.doors import door
from linli.kernel.ui.views import page

GIVEN = re.compile(r"([0-9](-[0-9])*)?")


@door("public")
@unchanged
def can_i(request: HttpRequest, code: str) -> HttpResponse:
    """One question a page; `a`: the answers so far, by their places; `n`: the one just chosen."""
    item = _item(code)
    given = request.GET.get("a", "")
    if not GIVEN.fullmatch(given) or not re.fullmatch(r"[0-9]?", request.GET.get("n", "")):
        raise Http404
    if chosen := request.GET.get("n", ""):
        _walked(item, more := f"{given}-{chosen}".strip("-"))
        return HttpResponseRedirect(f"{reverse('services:can-i', args=[code])}?a={more}")
    walked = _walked(item, given)
    context = {
        "item": item,
        "way": walked,
        "a": given,
        "back": given.rpartition("-")[0],
        "position": len(walked.answered) + 1,
        "total": len(questions(item)),
        "others": _others(walked),
    }
    return page(request, "services/can_i.html", context)


def _item(code: str) -> PublishedItem:
    try:
        item = catalogue().item(code)
    except UnknownItem:
        raise Http404 from None
    if not questions(item):
        raise Http404
    return item


def _walked(item: PublishedItem, given: str) -> Way:
    try:
        return way(item, [int(n) for n in given.split("-")] if given else [])
    except LookupError:
        raise Http404 from None


def _others(walked: Way) -> list[PublishedItem]:
    """What may fit instead, as far as this district has it."""
    known = {item.code: item for item in (*catalogue().items, *catalogue().bundles)}
    return [known[code] for code in walked.instead if code in known]


urlpatterns = [path("items/<slug:code>/can-i", can_i, name="can-i")]
