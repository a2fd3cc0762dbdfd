"""Who may do which verb on a matter, and whether it is possible now. Said once; `allowed` is derived from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application, Step
from linli.capabilities.services.queries import PublishedItem, View, catalogue, ref
from linli.capabilities.services.rules.item import earlier, rate_until
from linli.capabilities.services.states import MOVES, VERBS, State
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.commons.people.queries import head_desk
from linli.commons.places.queries import network
from linli.commons.ratings import queries as ratings
from linli.commons.ratings.states import BAD
from linli.kernel import clock as civic
from linli.kernel.access.grants import Post, Somebody, held, posts
from linli.kernel.api.problems import Problem, forbidden

STAFF = frozenset(
    {
        "accept", "request-correction", "not-accept", "complete-step", "send-back", "grant", "refuse", "deliver",
        "answer-rating",
    }
)  # fmt: skip


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
    def windows(self) -> tuple[Post, ...]:
        """The user's windows that take this community's matters in."""
        place = self.application.community_id
        return tuple(p for p in held(self.user, "services.take_in") if place in network().reach(p.unit_id))

    @cached_property
    def scribe(self) -> bool:
        """A generalist who writes down what the person concerned says: at the window, or for who has no account."""
        a = self.application
        return (a.channel != "online" or a.person.account_id is None) and bool(self.windows) and not self.party

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

    @cached_property
    def deciding_post(self) -> Post | None:
        """The user's post at the desk that decides."""
        a, deciding = self.application, self.item.deciding
        if a.decided_by_id is not None:
            return self.at(a.decided_by_id, deciding.role)
        return self.desk(deciding.unit, deciding.role)

    @cached_property
    def head_post(self) -> Post | None:
        return self.at(*head_desk(self.application.taken_in_by_id))


def _window(s: Standing) -> Post | None:
    return s.windows[0] if s.windows else None


def _deliverer(s: Standing) -> Post | None:
    return s.at(s.application.taken_in_by_id, "generalist") or _window(s)


def _sender_back(s: Standing) -> Post | None:
    if s.application.state != State.REVIEW:
        return s.step_post or s.deciding_post
    return s.step_post if s.application.step_k is not None else s.deciding_post


ACTORS: dict[str, Callable[[Standing], Post | None]] = {
    "accept": _window,
    "request-correction": _window,
    "not-accept": _window,
    "complete-step": lambda s: s.step_post,
    "send-back": _sender_back,
    "grant": lambda s: s.deciding_post,
    "refuse": lambda s: s.deciding_post,
    "deliver": _deliverer,
    "answer-rating": lambda s: s.head_post,
}


def actor(verb: str, standing: Standing) -> Post | None:
    """The post through which the user would do a verb of staff; None: not through any."""
    if standing.party:  # nobody handles a matter of their own
        return None
    return ACTORS[verb](standing)


def may(verb: str, standing: Standing) -> bool:
    """Whether this user is one who does this verb, whatever the state."""
    if verb in STAFF:
        return actor(verb, standing) is not None
    if verb in ("submit", "resubmit"):
        return standing.party or standing.scribe or (verb == "submit" and _made(standing))
    return standing.party


def _made(standing: Standing) -> bool:
    return standing.application.filed_by_id == standing.user.pk


def why_not(verb: str, standing: Standing) -> str:
    """Why the verb is not possible now; "" when it is."""
    a = standing.application
    if (a.state, verb) not in MOVES:
        now = a.get_outcome_display() if a.state == State.ENDED else a.get_state_display()
        return _("The matter is now “%(state)s”: this can't be done with it.") % {"state": now}
    return HINDRANCES[verb](standing) if verb in HINDRANCES else ""


def _one_notice(s: Standing) -> str:
    given = hasattr(s.application, "correction") and s.application.correction is not None
    return _("The one correction notice has been given.") if given else ""


def _not_over(s: Standing) -> str:
    if s.application.step_k is None:
        return _("Every step is complete.")
    if s.item.step(s.application.step_k).kind != "notice":
        return ""
    clock = _newest(s, ClockKind.NOTICE)
    return _("The public notice is not over yet.") if clock and civic.now() < clock.due_at else ""


def _nowhere_back(s: Standing) -> str:
    return "" if earlier(s.item, s.application.step_k) else _("There is no earlier step to send it back to.")


def _not_complete(s: Standing) -> str:
    return "" if s.all_complete else _("Not every step is complete.")


def _rating(s: Standing) -> tuple[int, bool] | None:
    """The level, and whether it was answered; from the view's record where there is one, without a query."""
    if s.view is not None:
        rated = s.view.last("services.ApplicationRated")
        return (rated.payload["level"], s.view.last("services.RatingAnswered") is not None) if rated else None
    found = ratings.of(ref(s.application.number))
    return (found.level, found.answered is not None) if found else None


def _not_ratable(s: Standing) -> str:
    if _rating(s) is not None:
        return _("This has been rated already.")
    return "" if civic.now() <= rate_until(s.item, s.application) else _("The time for rating is over.")


def _not_answerable(s: Standing) -> str:
    found = _rating(s)
    if found is None or found[0] not in BAD:
        return _("There is no bad rating to answer.")
    return _("The rating has been answered.") if found[1] else ""


def _nobody_at(s: Standing, *names: str) -> str:
    """Whether one of these desks can't be found by the matter's community today."""
    try:
        for name in names:
            network().desk(s.application.community_id, name)
    except LookupError:
        return _(
            "It is not known which office does this for the community at present: the network must name one first."
        )
    return ""


def _no_first_desk(s: Standing) -> str:
    return _nobody_at(s, s.item.deciding.unit, *(step.unit for step in s.item.steps[:1]))


def _no_next_desk(s: Standing) -> str:
    k = s.application.step_k or 0
    return _nobody_at(s, *(step.unit for step in s.item.steps[k : k + 1]))


def _no_earlier_desk(s: Standing) -> str:
    k = earlier(s.item, s.application.step_k)
    return _nobody_at(s, s.item.step(k).unit) if k else ""


HINDRANCES: dict[str, Callable[[Standing], str]] = {
    "request-correction": _one_notice,
    "accept": _no_first_desk,
    "complete-step": lambda s: _not_over(s) or _no_next_desk(s),
    "send-back": lambda s: _nowhere_back(s) or _no_earlier_desk(s),
    "grant": _not_complete,
    "refuse": _not_complete,
    "rate": _not_ratable,
    "answer-rating": _not_answerable,
}


def _newest(s: Standing, kind: str) -> Clock | None:
    if s.view is not None:
        return s.view.clock(kind)
    rows = Clock.objects.filter(subject_kind="application", subject_id=s.application.number, kind=kind, ended=None)
    return rows.order_by("-round").first()


def allowed(user: Somebody, application: Application, view: View | None = None) -> list[str]:
    """The verbs that this user may use now: exactly those that would answer neither 403 nor 409.

    `view`: the matter as it has been read already, so that nothing is asked twice.
    """
    standing = Standing(user, application, view)
    return [verb for verb in VERBS if (application.state, verb) in MOVES and _free(verb, standing)]


def _free(verb: str, standing: Standing) -> bool:
    return may(verb, standing) and not why_not(verb, standing)


def check(verb: str, user: Somebody, application: Application) -> Standing:
    """Raises Problem 403 when the user isn't one who does this, 409 when it is not possible now."""
    standing = Standing(user, application)
    if not may(verb, standing):
        raise forbidden()
    if reason := why_not(verb, standing):
        raise _not_now(standing, reason)
    return standing


def check_change(user: Somebody, application: Application) -> Standing:
    """Answers and materials may be changed in a draft and while a correction is awaited. Raises Problem 403, 409."""
    standing = Standing(user, application)
    if not may("resubmit" if application.state != State.DRAFT else "submit", standing):
        raise forbidden()
    if application.state not in (State.DRAFT, State.CORRECTION):
        raise _not_now(standing, _("What was filed can be changed only when a correction was asked for."))
    return standing


def check_discard(user: Somebody, application: Application) -> None:
    """Only a draft can be thrown away. Raises Problem 403, 409."""
    standing = Standing(user, application)
    if not may("submit", standing):
        raise forbidden()
    if application.state != State.DRAFT:
        raise _not_now(standing, _("Only a draft can be thrown away; a filed matter can be withdrawn."))


def _not_now(standing: Standing, reason: str) -> Problem:
    a, can = standing.application, allowed(standing.user, standing.application)
    return Problem(409, "state", _("This is not possible now."), detail=reason, state=a.state, allowed=can)
