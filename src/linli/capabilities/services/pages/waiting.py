"""A part of several items that waits for another's result: filed with the others, it goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.capabilities.services.pages.given import papers_told
from linli.capabilities.services.pages.joint import quoted, together
from linli.capabilities.services.pages.numbers import answered
from linli.capabilities.services.pages.preparing import Preparing
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.needs import needing
from linli.capabilities.services.rules import Standing, may_discard, waits
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key
from linli.kernel.ui.views import page


def show_waiting(request: HttpRequest, made: Preparing, problem: Problem | None, status: int) -> HttpResponse:
    """What was filed of it, for what it waits, and how it is left out. `problem`: what was not possible just now."""
    assert isinstance(request.user, User)
    a = made.view.application
    standing = Standing(request.user, a, made.view)
    shown = [(title, answered(made.item, made.words, made.names(n))) for n, title in made.groups().items()]
    context = {
        "made": made,
        "joint": a.joint,
        "together": together(a),
        "waits": waits(made.view.unmet),
        "groups": [group for group in shown if group[1]],
        "papers": list(_papers(made)),
        "leaves": standing.withdraws and may_discard(standing),
        "with_it": quoted(map(catalogue().item, needing(a))),
        "problem": problem,
        "once": new_key(),
    }
    return page(request, "services/waiting.html", context, status=status)


def _papers(made: Preparing) -> Iterator[str]:
    """What came in, what is added once it is granted, and what is not there."""
    yield from papers_told(made.item, made.told.values(), made.mandated)
    for code in made.missing:
        material = made.item.material(code)
        awaited = [one for one in made.view.unmet if one in material.proved_by]
        told = _("added by itself once %(items)s is granted") % {"items": quoted(map(catalogue().item, awaited))}
        yield _("%(name)s (%(way)s)") % {
            "name": said(material.name),
            "way": told if awaited else _("not handed in"),
        }
