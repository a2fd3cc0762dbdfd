"""The ratings of the stations that a head leads, or on whose appeals the head decides: who else asks, gets none."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.capabilities.services.queries.seeing import KIND, visible_to
from linli.commons.people.queries import head_desk
from linli.commons.places.queries import network
from linli.commons.places.states import Purpose
from linli.commons.ratings.models import Rating
from linli.commons.ratings.states import BAD
from linli.kernel import clock as civic
from linli.kernel.access.grants import Somebody, held
from linli.kernel.access.models import User
from linli.kernel.database.generation import Cached

LEADING = "services.lead"
TO_CALL, TO_ANSWER, ANSWERED, APPEALED, STRUCK = "to_call", "to_answer", "answered", "appealed", "struck"
STATES = (TO_CALL, TO_ANSWER, ANSWERED, APPEALED, STRUCK)
NEWEST = ("-rated", "-id")
UNANSWERED = Q(level__in=BAD, answered=None) & (Q(struck=None) | Q(struck=False))
UNDECIDED = Q(appealed_by__isnull=False, struck=None)

Desks = frozenset[tuple[int, str]]


@dataclass(frozen=True)
class Led:
    """`units`: whose bad ratings these heads answer; `stations`: those that take matters in today; `communities`: from
    where appeals come to them."""

    units: frozenset[int]
    stations: frozenset[int]
    communities: frozenset[int]

    @property
    def any(self) -> bool:
        return bool(self.stations or self.communities)


# The menu of every page asks this: it is worked out once, and anew when the network, a post or the day changes.
_led: Cached[dict[Desks, Led]] = Cached(dict, civic.today)


def led(user: Somebody) -> Led:
    """What `leads` of `queries/ratings.py` says of single matters, said of the whole network."""
    heads = frozenset((post.unit_id, post.role) for post in held(user, LEADING))
    kept = _led()
    if heads not in kept:
        kept[heads] = _led_by(heads) if heads else Led(frozenset(), frozenset(), frozenset())
    return kept[heads]


def _led_by(heads: Desks) -> Led:
    places = network()
    units = frozenset(unit for unit in places.units if head_desk(unit) in heads)
    reach = frozenset[int]().union(*(places.reach(unit) for unit, _role in heads))
    return Led(
        units,
        frozenset(u for u in units if any(s.purpose == Purpose.TAKES_IN for s in places.serving_of(u))),
        frozenset(place for place in reach if _decides(place, heads)),
    )


def _decides(place: int, heads: Desks) -> bool:
    try:
        return head_desk(network().desk(place, "street").pk) in heads
    except LookupError:
        return False


def station_ratings(user: User, *, only_open: bool = False) -> QuerySet[Rating]:
    """Of matters that the user sees and is not concerned in; order by NEWEST. `only_open`: something is still owed."""
    found = led(user)
    theirs = visible_to(user).filter(Q(taken_in_by__in=found.units) | Q(community__in=found.communities))
    seen = theirs.exclude(person__account=user.pk).filter(number=OuterRef("subject_id"))
    rows = Rating.objects.filter(Exists(seen), subject_kind=KIND)
    if not found.communities:  # so that only their own are read, by an index
        rows = rows.filter(unit__in=found.units)
    return rows.filter(UNANSWERED | UNDECIDED) if only_open else rows


def state(rating: Rating) -> str | None:
    """How far it is, one of STATES; None for one of which nothing is owed."""
    if rating.struck:
        return STRUCK
    if rating.appealed_by is not None and rating.struck is None:
        return APPEALED
    return ANSWERED if rating.answered else owed(rating)


def owed(rating: Rating) -> str | None:
    """What the head of the station still owes, an appeal or not."""
    if rating.level not in BAD or rating.answered or rating.struck:
        return None
    return TO_CALL if rating.called is None else TO_ANSWER
