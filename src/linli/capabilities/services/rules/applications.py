"""Who may do which verb on a matter, and whether it is possible now. Said once; `allowed` is derived from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.joint import JointView
from linli.capabilities.services.rules.hindrances import HINDRANCES, renewed_by_silence
from linli.capabilities.services.rules.standing import Standing
from linli.capabilities.services.states import MOVES, VERBS, State
from linli.kernel.access.grants import Post, Somebody
from linli.kernel.api.problems import Problem, forbidden, not_found

STAFF = frozenset(
    {
        "help-first", "accept", "accept-conditionally", "request-correction", "not-accept", "complete-step",
        "send-back", "answer-objection", "suspend", "resume", "extend", "grant", "refuse", "deliver", "call-rater",
        "answer-rating", "appeal-rating", "decide-appeal", "check-declaration",
    }
)  # fmt: skip


def _window(s: Standing) -> Post | None:
    return s.windows[0] if s.windows else None


def _deliverer(s: Standing) -> Post | None:
    return s.at(s.application.taken_in_by_id, "generalist") or _window(s)


def _at_its_desk(s: Standing) -> Post | None:
    """At the desk of the open step, or at the one that decides once every step is complete."""
    if s.application.state != State.REVIEW:
        return s.step_post or s.deciding_post
    return s.step_post if s.application.step_k is not None else s.deciding_post


def _reviewer(s: Standing) -> Post | None:
    """Nobody decides on their own appeal."""
    return None if s.rated is not None and s.rated.appealed_by == s.user.pk else s.appeal_post


ACTORS: dict[str, Callable[[Standing], Post | None]] = {
    "help-first": _window,
    "accept": _window,
    "accept-conditionally": _window,
    "request-correction": _window,
    "not-accept": _window,
    "complete-step": lambda s: s.step_post,
    "send-back": _at_its_desk,
    "answer-objection": lambda s: s.step_post,
    "suspend": _at_its_desk,
    "resume": _at_its_desk,
    "extend": lambda s: s.deciding_post,
    "grant": lambda s: s.deciding_post,
    "refuse": lambda s: s.deciding_post,
    "deliver": _deliverer,
    "call-rater": lambda s: s.head_post,
    "answer-rating": lambda s: s.head_post,
    "appeal-rating": lambda s: s.head_post,
    "decide-appeal": _reviewer,
    "check-declaration": lambda s: s.deciding_post,
}


def actor(verb: str, standing: Standing) -> Post | None:
    """The post through which the user would do a verb of staff; None: not through any."""
    if standing.tied:  # nobody handles a matter of their own, nor of whom they act for
        return None
    return ACTORS[verb](standing)


def may(verb: str, standing: Standing) -> bool:
    """Whether this user is one who does this verb, whatever the state."""
    if verb in STAFF:
        return actor(verb, standing) is not None
    if verb in ("submit", "resubmit", "supply"):
        return standing.acting or standing.scribe or (verb == "submit" and _made(standing))
    if verb == "promise":
        return standing.speaks or standing.scribe
    return standing.withdraws or standing.scribe if verb == "withdraw" else standing.speaks


def _made(standing: Standing) -> bool:
    """Who began it; whoever did so for somebody, while they act for them."""
    return standing.application.filed_by_id == standing.user.pk and standing.application.agent_id is None


def why_not(verb: str, standing: Standing) -> str:
    """Why the verb is not possible now; "" when it is."""
    a = standing.application
    if a.restricted_at is not None:
        return _("Its use is restricted at the person's wish: nothing more is done with it.")
    if (a.state, verb) not in MOVES:
        now = a.get_outcome_display() if a.state == State.ENDED else a.get_state_display()
        return _("The matter is now “%(state)s”: this can't be done with it.") % {"state": now}
    if verb in STAFF and (reason := renewed_by_silence(a)):
        return reason
    return HINDRANCES[verb](standing) if verb in HINDRANCES else ""


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


def check_together(user: Somebody, application: Application) -> Standing:
    """Whether this user files a bundle's draft. Raises Problem 404 for what is none, 403."""
    standing = Standing(user, application)
    if not application.bundle:
        raise not_found()
    if not may("submit", standing):
        raise forbidden()
    return standing


def withdrawable(view: JointView, user: Somebody) -> Iterator[bool]:
    """Of each part, whether this user can take it back, or leave it out while it waits."""
    for one in view.parts:
        a = one.application
        mine = a is not None and Standing(user, a, one.view).withdraws
        yield mine and (one.view is None or "withdraw" in allowed(user, one.view.application, one.view))


def may_discard(standing: Standing) -> bool:
    """Whether this user is one who throws it away while it is a draft."""
    agents_own = standing.acts is not None and standing.application.filed_by_id == standing.user.pk
    return standing.speaks or standing.scribe or _made(standing) or agents_own


def check_discard(user: Somebody, application: Application) -> Standing:
    """Only a draft can be thrown away. Raises Problem 403, 409."""
    standing = Standing(user, application)
    if not may_discard(standing):
        raise forbidden()
    if application.state != State.DRAFT:
        raise _not_now(standing, _("Only a draft can be thrown away; a filed matter can be withdrawn."))
    return standing


def _not_now(standing: Standing, reason: str) -> Problem:
    a, can = standing.application, allowed(standing.user, standing.application)
    return Problem(409, "state", _("This is not possible now."), detail=reason, state=a.state, allowed=can)
