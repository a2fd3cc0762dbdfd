"""`/ratings/station`: the ratings of the stations that the caller leads."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from linli.capabilities.services.queries.station_ratings import NEWEST, STATES, state, station_ratings
from linli.commons.places.queries import network
from linli.commons.ratings.models import Rating
from linli.kernel import clock as civic
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.schema import MOMENT, TEXT, WHOLE, choice, component, documented, listed, maybe, shape

router = Router(tags=["ratings"])
RATING = component(
    "StationRating",
    shape(
        number=TEXT, item=TEXT, unit=TEXT, level=WHOLE, rated_at=MOMENT, state=maybe(choice(*STATES)),
        followed_level=maybe(WHOLE),
    ),
)  # fmt: skip


@router.get("/station", summary="How my station was rated", openapi_extra=documented(answer=listed(RATING)))
@door("signed_in")
def ratings(
    request: HttpRequest, show: Literal["all", "open"] = "all", cursor: str = "", limit: Limit = LIMIT
) -> dict[str, Any]:
    """For who leads a station, or decides on its appeals; empty for all others. Newest first.

    `open`: something is still owed. `state` is null where nothing is. Who rated is not told.
    """
    assert isinstance(request.user, User)  # the bearer token's
    rows = station_ratings(request.user, only_open=show == "open")
    found, mark = page(rows, cursor, NEWEST, limit)
    return listing(request, found, mark, _shape)


def _shape(one: Rating) -> dict[str, Any]:
    return {
        "number": one.subject_id,
        "item": one.topic,
        "unit": network().unit_by_id(one.unit_id).code,
        "level": one.level,
        "rated_at": civic.local(one.rated).isoformat(),
        "state": state(one),
        "followed_level": one.followed_level,
    }
