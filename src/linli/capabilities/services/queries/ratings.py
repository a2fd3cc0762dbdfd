"""How a matter was rated and what became of it, and who sees that: nobody who handled it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.applications import View
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.seeing import ref
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.commons.people.queries import head_desk
from linli.commons.places.queries import network
from linli.commons.ratings import queries as ratings
from linli.commons.ratings.states import BAD
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.models import User
from linli.kernel.record.writing import Ref
from linli.kernel.texts import joined

KIND = "rating"
RATED, ANSWERED, CALLED = "services.ApplicationRated", "services.RatingAnswered", "services.RaterCalled"
FOLLOWED, APPEALED, DECIDED = "services.RatingFollowedUp", "services.RatingAppealed", "services.AppealDecided"
FACTS = (RATED, ANSWERED, CALLED, FOLLOWED, APPEALED, DECIDED)


def rating(number: str) -> Ref:
    """How duties and clocks name the call and the appeal: on a closed matter nothing else is open."""
    return Ref(KIND, number)


@dataclass(frozen=True)
class Rated:
    """`appealed_by`: the account that says it is mistaken; `struck`: null while nobody decided."""

    level: int
    answered: datetime | None
    reached: bool
    followed: bool
    appealed_by: int | None
    struck: bool | None

    @property
    def bad(self) -> bool:
        """Whether it is to be answered."""
        return self.level in BAD and not self.struck


def rated(number: str, view: View | None = None) -> Rated | None:
    """None where it was not rated; from the view's record where there is one, without a query."""
    return _told(view) if view is not None else _kept(number)


def _kept(number: str) -> Rated | None:
    found = ratings.of(ref(number))
    if found is None:
        return None
    return Rated(
        found.level, found.answered, found.called is not None, found.followed_level is not None,
        found.appealed_by, found.struck,
    )  # fmt: skip


def _told(view: View) -> Rated | None:
    last = {name: view.last(name) for name in FACTS}
    first, answered, appealed, decided = last[RATED], last[ANSWERED], last[APPEALED], last[DECIDED]
    if first is None:
        return None
    calls = [entry.payload["reached"] for entry in view.entries if entry.fact == CALLED]
    return Rated(
        first.payload["level"], answered.occurred if answered else None, True in calls,
        last[FOLLOWED] is not None, appealed.actor if appealed else None,
        decided.payload["struck"] if decided else None,
    )  # fmt: skip


def call_by(number: str) -> datetime | None:
    """Until when who rated badly is to be called; None where no limit runs."""
    running = Clock.objects.filter(subject_kind=KIND, subject_id=number, kind=ClockKind.CALL_BACK, ended=None)
    return running.values_list("due_at", flat=True).first()


def appeal_desk(application: Application) -> tuple[int, str] | None:
    """Who decides on an appeal of the unit that took it in: the head of the office that administers there.

    None where that is the same desk: nobody decides on their own appeal.
    """
    try:
        above = head_desk(network().desk(application.community_id, "street").pk)
    except LookupError:
        return None
    return above if above != head_desk(application.taken_in_by_id) else None


def leads(user: Somebody, application: Application) -> bool:
    """Whether this is the head who answers a bad rating, or who decides on an appeal against it."""
    desks = {head_desk(application.taken_in_by_id), appeal_desk(application)}
    return any((post.unit_id, post.role) in desks for post in posts(user))


def veil(view: View, user: Somebody) -> View:
    """The matter without what this user must not learn of its rating.

    The person concerned and who acts for them read of it, but not what offices settle among themselves; the heads read
    all. Who handles matters never learns how one was rated, nor by whom: figures are for everybody.
    """
    if view.last(RATED) is None:
        return view
    theirs = isinstance(user, User) and view.application.person.account_id == user.pk
    if theirs or not posts(user):
        view.entries = [entry for entry in view.entries if not _between_offices(entry.fact, entry.payload)]
    elif not leads(user, view.application):
        view.entries = [entry for entry in view.entries if entry.fact not in FACTS]
        view.clocks = [clock for clock in view.clocks if clock.kind != ClockKind.ANSWER_RATING]
    return view


def _between_offices(fact: str, payload: dict[str, object]) -> bool:
    return fact == APPEALED or (fact == DECIDED and not payload["struck"])


def call_back_within(item: PublishedItem) -> Amount | None:
    """How soon who rated badly is called back, where the item says so."""
    return _within(item, "call_back")


def put_right_within(item: PublishedItem) -> Amount | None:
    """How soon a bad rating is answered, where the item says so."""
    return _within(item, "put_right")


def rating_told(item: PublishedItem) -> str:
    """How long it can be rated, and what follows from a bad rating, in words."""
    told = [_("It can be rated for %(period)s after its delivery.") % {"period": period(item.rating_within)}]
    if call := call_back_within(item):
        told.append(_("Who is not satisfied is called back within %(period)s.") % {"period": period(call)})
    if right := put_right_within(item):
        told.append(_("It is put right and answered within %(period)s.") % {"period": period(right)})
    return joined(*told)


def _within(item: PublishedItem, name: str) -> Amount | None:
    found = item.body["rating"].get(name)
    return Amount(found["amount"], found["unit"]) if found else None
