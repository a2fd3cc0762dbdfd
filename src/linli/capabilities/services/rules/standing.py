"""What a user is to a matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from linli.capabilities.services.models import Application, Step
from linli.capabilities.services.queries import PublishedItem, View, catalogue, ref
from linli.capabilities.services.queries.declarations import checks
from linli.capabilities.services.queries.offers import Offer, offers_to
from linli.capabilities.services.queries.ratings import Rated, appeal_desk, rated
from linli.capabilities.services.states import State
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.commons.mandates.queries import Acts, covering, tied
from linli.commons.mandates.rules import is_minor
from linli.commons.notices.queries import Said, unanswered
from linli.commons.notices.states import Outcome
from linli.commons.people.queries import head_desk
from linli.commons.places.queries import network
from linli.kernel.access.grants import Post, Somebody, held, posts


def speaks(user: Somebody, application: Application) -> bool:
    """Whether this user's word is that of the person concerned."""
    return Standing(user, application).speaks


def offered(user: Somebody, application: Application) -> dict[str, Offer]:
    """What need not be handed in again, by material; of that, who acts by a mandate learns nothing."""
    standing = Standing(user, application)
    if standing.mandated:
        return {}
    return offers_to(user, standing.item, application.person, application.number)


def answered(told: Iterable[Said], standing: Standing) -> list[Said]:
    """Of what was objected that which was answered, for the desk of its notice; what ended before is nobody's."""
    here = (Outcome.UPHELD, Outcome.DISMISSED)
    return [one for one in told if one.outcome in here and one.phone and standing.notice_post(one.round)]


@dataclass
class Standing:
    """What a user is to a matter."""

    user: Somebody
    application: Application
    view: View | None = None

    @cached_property
    def item(self) -> PublishedItem:
        return catalogue().version(self.application.version_id)

    @cached_property
    def party(self) -> bool:
        """The person concerned."""
        return self.user.pk is not None and self.user.pk == self.application.person.account_id

    @cached_property
    def acts(self) -> Acts | None:
        """How the user acts for the person concerned in this item: as guardian, or by a mandate."""
        return None if self.party else covering(self.user, self.application.person_id, self.application.item)

    @property
    def mandated(self) -> bool:
        """Who acts by a mandate: what the office knows of the person is not theirs to see."""
        return self.acts is not None and not self.acts.guardian

    @property
    def concerned(self) -> bool:
        """The person concerned, or who acts for them: what they see is the matter, not the desk."""
        return self.party or self.acts is not None

    @cached_property
    def acting(self) -> bool:
        """Who goes on with it: the person concerned, unless under 18, or who acts for them."""
        return self.acts is not None or (self.party and not is_minor(self.application.person))

    @cached_property
    def tied(self) -> bool:
        """The person concerned, or who acts for them in anything: such a one handles nothing of theirs."""
        return self.party or tied(self.user, self.application.person_id)

    @property
    def staff(self) -> bool:
        """Somebody at a desk who has nothing to do with the matter themselves."""
        return bool(posts(self.user)) and not self.tied

    @property
    def speaks(self) -> bool:
        """Whose word is the person's own: themselves, or their guardian. By a mandate nobody promises, declares or
        rates for another."""
        return self.acting and (self.party or (self.acts is not None and self.acts.guardian))

    @property
    def withdraws(self) -> bool:
        """By a mandate one withdraws too, but no worker does for a resident."""
        return self.speaks or (self.acts is not None and not posts(self.user))

    @cached_property
    def windows(self) -> tuple[Post, ...]:
        """The user's windows that take this community's matters in."""
        place = self.application.community_id
        return tuple(p for p in held(self.user, "services.take_in") if place in network().reach(p.unit_id))

    @cached_property
    def scribe(self) -> bool:
        """A generalist who writes down what the person concerned says: at the window, or for who has no account."""
        a = self.application
        return (a.channel != "online" or a.person.account_id is None) and bool(self.windows) and not self.tied

    @cached_property
    def stay(self) -> Step | None:
        """Where the matter lies now."""
        if self.view is not None:
            return self.view.stay
        return self.application.steps.filter(left=None).first()

    @property
    def all_complete(self) -> bool:
        """Every step is complete: it lies at the desk that decides."""
        return self.application.state == State.REVIEW and self.application.step_k is None

    def at(self, unit: int, role: str) -> Post | None:
        """The user's post at this desk."""
        return next((p for p in posts(self.user) if p.unit_id == unit and p.role == role), None)

    def desk(self, unit: str, role: str) -> Post | None:
        """The user's post at the desk that the item names, for the matter's community."""
        try:
            return self.at(network().desk(self.application.community_id, unit).pk, role)
        except LookupError:
            return None

    @cached_property
    def step_post(self) -> Post | None:
        """The user's post at the desk of the open step; while none is open, at any desk that the item names."""
        if self.application.step_k is not None:
            return self.at(self.stay.unit_id, self.stay.role) if self.stay else None
        return next((post for s in self.item.steps if (post := self.desk(s.unit, s.role))), None)

    def notice_post(self, round: int) -> Post | None:
        """The user's post at the desk of the notice that hung in this round, whichever desk it lies at now."""
        if self.view is not None:
            hung = next((stay for stay in self.view.stays if stay.round == round), None)
        else:
            hung = self.application.steps.filter(round=round).first()
        return self.at(hung.unit_id, hung.role) if hung and not self.tied else None

    @cached_property
    def deciding_post(self) -> Post | None:
        """The user's post at the desk that decides."""
        a, deciding = self.application, self.item.deciding
        if a.decided_by_id is not None:
            return self.at(a.decided_by_id, deciding.role)
        return self.desk(deciding.unit, deciding.role)

    @cached_property
    def extendable(self) -> Clock | None:
        """The limit that an extension stretches: the one by law, where the item has one, else the promise."""
        law = self.item.limit_by(self.application.channel)
        return self.newest(ClockKind.DECIDE_STATUTORY if law else ClockKind.DECIDE_PROMISED)

    @cached_property
    def objections(self) -> int:
        """How many objections to its notice wait for an answer; from the view's record without a query."""
        if self.view is None:
            return unanswered(ref(self.application.number)).count()
        return len(self.view.objections)

    @cached_property
    def check(self) -> Clock | None:
        """The limit of the check of what was declared, while it is open."""
        if self.view is not None:
            return self.view.check
        return checks([self.application.number]).get(self.application.number)

    @cached_property
    def head_post(self) -> Post | None:
        return self.at(*head_desk(self.application.taken_in_by_id))

    @cached_property
    def appeal_post(self) -> Post | None:
        """The user's post at the desk that decides on appeals of the unit that took it in."""
        desk = appeal_desk(self.application)
        return self.at(*desk) if desk else None

    @cached_property
    def rated(self) -> Rated | None:
        """How it was rated, and what became of it."""
        return rated(self.application.number, self.view)

    @cached_property
    def checking_head(self) -> Post | None:
        """Who leads the unit that decided, and so checks what was declared."""
        a = self.application
        return self.at(*head_desk(a.decided_by_id)) if a.decided_by_id is not None else None

    def newest(self, kind: str) -> Clock | None:
        """The newest running clock of a kind."""
        if self.view is not None:
            return self.view.clock(kind)
        about = ref(self.application.number)
        rows = Clock.objects.filter(subject_kind=about.kind, subject_id=about.id, kind=kind, ended=None)
        return rows.order_by("-round").first()
