"""Papers: handed in one by one or together, replaced, taken out again; and each paper itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.capabilities.services import forms
from linli.capabilities.services.pages.given import Paper
from linli.capabilities.services.pages.preparing import Preparing, as_given, begin
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.files import store
from linli.kernel.files.doors import served, take
from linli.kernel.ui.views import page


@dataclass(frozen=True)
class Line(Paper):
    """One material: what is there of it, what the correction notice asks, why a file was not taken."""

    asked: str = ""
    error: str = ""

    @property
    def paper(self) -> dict[str, Any] | None:
        return self.given


@door("signed_in")
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """The papers. POST takes what was chosen: `remove` takes one out, `go` is `stay`, `later` or to go on.

    `use`, from the last look: what is here already is used for this one paper, and nothing else changes.
    """
    assert isinstance(request.user, User)
    made = begin(request.user, number)
    if made is None or not made.materials:
        return redirect("services:matter", number)
    if "use" in request.POST:
        return _used(made, request.POST["use"], request.user)
    if request.method == "POST":
        return _posted(request, made, request.user)
    return _page(request, made, {})


def _posted(request: HttpRequest, made: Preparing, user: User) -> HttpResponse:
    kept = {code: as_given(paper) for code, paper in made.papers.items()}
    before, wrong, status = {paper["code"]: paper for paper in made.kept}, {}, 200
    for material in made.materials:
        if request.POST.get("remove") == material.code:
            kept.pop(material.code, None)
            if material.source == "shared_data":
                kept[material.code] = {"code": material.code, "known": True}
        elif material.declares and "file" not in kept.get(material.code, {}):
            _declare(request, made, kept, material.code)
        elif upload := request.FILES.get(f"file-{material.code}"):
            try:
                kept[material.code] = {"code": material.code, "file": take(user, upload).pk}
            except Problem as problem:
                wrong[material.code], status = str(problem.title), problem.status
        elif f"use-{material.code}" in request.POST and (offer := made.offers.get(material.code)):
            kept[material.code] = offer.given
        elif request.POST.get(f"later-{material.code}") and "file" not in kept.get(material.code, {}):
            kept[material.code] = {"code": material.code, "follows": True}
        elif "follows" in kept.get(material.code, {}):
            del kept[material.code]
    if kept != before:
        forms.perform_change(made.number, {"materials": list(kept.values())}, by=user)
    if wrong:
        return _page(request, _again(made, user), wrong, status)
    if request.POST.get("go") == "later":
        messages.success(request, _("Saved. You find it under “My matters”."))
        return redirect("services:matters")
    stays = "remove" in request.POST or request.POST.get("go") == "stay"
    return redirect("services:papers" if stays else "services:check", made.number)


def _used(made: Preparing, code: str, user: User) -> HttpResponse:
    """What is here already, for a paper that is still missing; then the last look again."""
    if code in made.missing and (offer := made.offers.get(code)):
        papers = [as_given(paper) for paper in made.papers.values()]
        forms.perform_change(made.number, {"materials": [*papers, offer.given]}, by=user)
    return redirect("services:check", made.number)


def _declare(request: HttpRequest, made: Preparing, kept: dict[str, dict[str, Any]], code: str) -> None:
    """The person's tick, or no tick; whoever acts for them leaves it as it is."""
    if not made.speaks:
        return
    kept.pop(code, None)
    if f"declared-{code}" in request.POST:
        kept[code] = {"code": code, "declared": True}


def _again(made: Preparing, user: User) -> Preparing:
    return begin(user, made.number) or made


def _page(request: HttpRequest, made: Preparing, wrong: dict[str, str], status: int = 200) -> HttpResponse:
    lines = [
        Line(
            m,
            made.told.get(m.code),
            offer=made.offers.get(m.code),
            asked=made.asked_of_paper(m.code),
            error=wrong.get(m.code, ""),
            private=made.mandated,
        )
        for m in made.materials
    ]
    lines.sort(key=lambda line: not line.asked)  # what the correction notice asks for first
    last = list(made.groups())[-1]
    context = {
        "made": made,
        "lines": lines,
        "steps": made.steps(),
        "step": len(made.groups()),
        "back": reverse("services:fill", args=[made.number, last]),
    }
    return page(request, "services/papers.html", context, status=status)


@door("signed_in")
def paper(request: HttpRequest, id: str) -> HttpResponse:
    """One paper itself, for its owner and for whoever sees the matter that it belongs to."""
    assert isinstance(request.user, User)
    found = store.visible(request.user, id)
    if found is None:
        raise Http404
    return served(found, request.user)
