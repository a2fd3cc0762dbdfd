"""Asking for all that is held of one to be erased: first what becomes of each thing, then one button."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.commons.people.actions.erasing import erase
from linli.commons.people.pages.whose import Whose, own_data
from linli.commons.people.pages.words import kept_by_will
from linli.commons.people.queries.erasing import Line, fates, forgettable, refusal
from linli.commons.people.states import Fate
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

MOST = 20  # things of one fate that are shown


@dataclass(frozen=True)
class Group:
    """What shares a fate: the newest, and how many beside these."""

    fate: Fate
    lines: Sequence[Line]
    unnamed: int


@door("signed_in")
def erasing(request: HttpRequest) -> HttpResponse:
    """What becomes of what is held of me."""
    assert isinstance(request.user, User)
    return erasing_of(request, own_data(request.user))


def erasing_of(request: HttpRequest, whose: Whose) -> HttpResponse:
    """The preview; and, once it is confirmed, the deed."""
    person, unsure = whose.person, False
    if request.method == "POST":
        unsure = request.POST.get("sure") != "yes"
        if not unsure:
            once(request, lambda: _erase(whose))
            messages.success(request, _("Done. What is left stands here, with the reason."))
            return redirect(request.path)
    lines, refused = fates(person), refusal(person, whose.user)
    names = kept_by_will(forgettable(person, lines))
    can = names or any(line.fate != Fate.KEPT and not line.done for line in lines)
    context = {
        "groups": grouped(lines, lines), "forgotten": names, "can": can, "refused": refused,
        "whose": whose, "unsure": unsure, "once": new_key(),
    }  # fmt: skip
    return page(request, "people/erasing.html", context, status=422 if unsure else 200)


def _erase(whose: Whose) -> str:
    whose.write(lambda: _deed(whose))
    return str(whose.person.pk)


def _deed(whose: Whose) -> None:
    erase(whose.person, by=whose.user)


def grouped(lines: Sequence[Line], seen: Sequence[Line]) -> list[Group]:
    """By fate: how many there are, and of those that the reader sees the newest."""
    total = Counter(line.fate for line in lines)
    of = {fate: [line for line in seen if line.fate == fate][:MOST] for fate in Fate}
    return [Group(fate, of[fate], total[fate] - len(of[fate])) for fate in Fate if total[fate]]
