"""Filling in: one group of questions a page, saved at every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.pages.numbers import hinted
from linli.capabilities.services.pages.preparing import Preparing, begin, siblings
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.forms import FieldError, Input, grown, inputs, merge, pressed, prune, read, troubles
from linli.kernel.ui.views import page

WRONG = 422


@door("signed_in")
def fill(request: HttpRequest, number: str, index: int) -> HttpResponse:
    """One group. POST saves it: `go` is `later` to stop here; else it goes on unless something is wrong."""
    assert isinstance(request.user, User)
    made = begin(request.user, number)
    if made is None:
        return redirect("services:matter", number)
    if index not in made.groups():
        raise Http404
    if request.method == "POST":
        return _posted(request, made, index, request.user)
    return _page(request, made, index, made.answers)


def _posted(request: HttpRequest, made: Preparing, index: int, user: User) -> HttpResponse:
    names, form = made.names(index), made.form
    typed = merge(form, made.answers, read(form, request.POST, names))
    changed = pressed(form, request.POST, typed)
    answers = prune(form, changed if changed is not None else typed)
    if request.headers.get("HX-Target") == "fields":
        shown = inputs(form, answers, names, errors=made.asked_of_fields(), known=made.known(answers))
        return page(request, "services/asked.html", _asked(made, shown))
    refused = made.save(answers, names, user)
    if changed is not None:
        return _page(request, made, index, answers)
    if request.POST.get("go") == "later" and not refused:
        messages.success(request, _("Saved. You find it under “My matters”."))
        return redirect("services:matters")
    if not refused and (new := grown(form, request.POST, names, answers)):
        told = ngettext(
            "Your answer brings %(n)d more question; please go on below.",
            "Your answer brings %(n)d more questions; please go on below.",
            len(new),
        )
        messages.info(request, told % {"n": len(new)})
        return redirect(made.href_field(f"/answers/{new[0]}"))
    wrong = refused if request.POST.get("go") == "later" else made.errors(index, answers)
    if wrong:
        return _page(request, made, index, answers, wrong, WRONG)
    return redirect(made.href_after(index, answers))


def _asked(made: Preparing, shown: list[Input]) -> dict[str, Any]:
    """The questions, and the mark of what is filled in for somebody else."""
    whose = _("From the profile of %(name)s") % {"name": made.whose} if made.whose else ""
    return {"inputs": hinted(shown, made.item, made.profile), "on_file": whose}


def _page(
    request: HttpRequest,
    made: Preparing,
    index: int,
    answers: Mapping[str, Any],
    wrong: Iterable[FieldError] = (),
    status: int = 200,
) -> HttpResponse:
    titles, found = made.groups(answers), list(wrong)
    asked = made.asked_of_fields()
    shown = inputs(made.form, answers, made.names(index), errors=[*asked, *found], known=made.known(answers))
    context = {
        "made": made,
        "title": titles[index],
        "steps": made.steps(),
        "step": list(titles).index(index),
        **_asked(made, shown),
        "troubles": troubles(made.form, found),
        "back": made.href_before(index),
        "here": reverse("services:fill", args=[made.number, index]),
        "siblings": siblings(made.item),
    }
    return page(request, "services/fill.html", context, status=status)
