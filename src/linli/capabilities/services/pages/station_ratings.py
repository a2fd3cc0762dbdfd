"""How residents rate a station, for who leads it: newest first, and what is still owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.capabilities.services.pages import said as words
from linli.capabilities.services.queries import station_ratings as queries
from linli.capabilities.services.queries.station_ratings import LEADING, NEWEST, led, owed, state, station_ratings
from linli.commons.ratings.models import Rating
from linli.commons.ratings.queries.figures import names
from linli.commons.ratings.states import Level
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.paging import page as one_page
from linli.kernel.texts import said
from linli.kernel.ui.views import page

State = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """One rating. `stars`: 1 to 5; `state`: token, words, icon; `more`: what else there is to know, in words."""

    item: str
    number: str
    stars: int
    level: str
    at: datetime
    unit: str
    state: State | None
    more: list[str]

    @property
    def href(self) -> str:
        return f"/matters/{self.number}"


@door(LEADING)
def shown(request: HttpRequest) -> HttpResponse:
    """All, or with `show=open` those of which something is still owed; to who leads no station it isn't there."""
    assert isinstance(request.user, User)
    mine = led(request.user)
    if not mine.any:
        raise Http404
    show = "open" if request.GET.get("show") == "open" else ""
    rows = station_ratings(request.user, only_open=bool(show))
    found, mark = one_page(rows, request.GET.get("cursor", ""), NEWEST)
    query = request.GET.copy()
    query["cursor"] = mark
    context = {
        "rows": _rows(found),
        "station": words.unit(min(mine.stations)) if len(mine.stations) == 1 and not mine.communities else "",
        "show": show,
        "first": "cursor" not in request.GET,
        "more": f"{request.path}?{query.urlencode()}" if mark else None,
    }
    return page(request, "services/station_ratings.html", context)


def _rows(found: list[Rating]) -> list[Row]:
    called = names()
    return [
        Row(
            item=said(called[one.topic]) if one.topic in called else one.topic,
            number=one.subject_id,
            stars=one.level,
            level=str(Level(one.level).label),
            at=one.rated,
            unit=words.unit(one.unit_id),
            state=_state(one),
            more=_more(one),
        )
        for one in found
    ]


def _state(rating: Rating) -> State | None:
    told = {
        queries.TO_CALL: ("due", _("To call"), "telephone"),
        queries.TO_ANSWER: ("due", _("To answer"), "pencil"),
        queries.ANSWERED: ("done", _("Answered"), ""),
        queries.APPEALED: ("waiting", _("Appeal not decided yet"), "flag"),
        queries.STRUCK: ("ended", _("Struck, does not count"), ""),
    }
    found = state(rating)
    return told[found] if found else None


def _more(rating: Rating) -> list[str]:
    told = []
    if state(rating) == queries.APPEALED and (still := owed(rating)):
        told.append(_("The call is still owed.") if still == queries.TO_CALL else _("The answer is still owed."))
    if owed(rating) == queries.TO_CALL and rating.tries:
        told.append(_("Nobody answered the telephone so far."))
    if rating.appealed_by is not None and rating.struck is False:
        told.append(_("The appeal did not hold, the rating stands."))
    if rating.followed_level is not None:
        told.append(_("How it is now: %(level)s.") % {"level": str(Level(rating.followed_level).label)})
    return told
