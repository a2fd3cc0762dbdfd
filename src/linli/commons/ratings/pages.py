"""How residents rate: figures for everybody, of months that are over."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.commons.places.queries import network
from linli.commons.ratings.queries.figures import chosen, figures, months, names
from linli.commons.ratings.queries.sums import Sum, Table
from linli.commons.ratings.states import Level
from linli.kernel.access.doors import door
from linli.kernel.texts import joined, said
from linli.kernel.ui.views import page
from linli.kernel.ui.words import month as words_of


@dataclass(frozen=True)
class Row:
    """One line: what it is about, and its ratings. `levels`: words, number, part of a hundred; best first."""

    name: str
    number: int
    average: float
    satisfied: int
    levels: list[tuple[str, int, int]]


@door("public")
def shown(request: HttpRequest) -> HttpResponse:
    """One month: all together, by station, by item."""
    offered = months()
    try:
        month = chosen(request.GET.get("month", ""), offered)
    except (LookupError, ValueError):
        raise Http404 from None
    found = figures(month) if month else None
    places, called = network(), names()
    context = {
        "offered": [(one, words_of(one), f"{one:%Y-%m}") for one in offered],
        "month": month,
        "words": words_of(month) if month else "",
        "total": _row(_("All together"), found.total) if found else None,
        "stations": _rows(found.stations, {str(u.pk): said(u.names) or u.name for u in places.units.values()})
        if found else [],
        "topics": _rows(found.topics, {code: said(name) for code, name in called.items()}) if found else [],
        "notes": _notes(found.struck) if found else "",
    }  # fmt: skip
    return page(request, "ratings/figures.html", context)


def _notes(n: int) -> str:
    """What the figures leave out, and what they count as satisfied."""
    struck = ngettext(
        "%(n)d rating was struck after an appeal and does not count.",
        "%(n)d ratings were struck after an appeal and do not count.",
        n,
    )
    return joined(
        _("What has fewer than five ratings is not shown by itself."),
        _("Who is fairly satisfied is counted as satisfied."),
        struck % {"n": n} if n else "",
    )


def _rows(table: Table, called: dict[str, str]) -> list[Row]:
    rows = [_row(called.get(key, key), one) for key, one in table.rows]
    return [*rows, _row(_("The others together"), table.others)] if table.others else rows


def _row(name: str, one: Sum) -> Row:
    levels = [
        (str(level.label), one.counts.get(level, 0), round(100 * one.counts.get(level, 0) / one.number))
        for level in sorted(Level, reverse=True)
    ]
    return Row(name, one.number, one.average, one.satisfied, levels)
