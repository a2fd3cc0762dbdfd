"""What is in the way of rating, and of what follows from a bad rating."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.ratings import appeal_desk
from linli.capabilities.services.rules.item import rate_until
from linli.capabilities.services.rules.standing import Standing
from linli.commons.calendar.rules import reckon
from linli.kernel import clock as civic


def follow_until(item: PublishedItem, answered: datetime) -> datetime:
    """Until when an answered rating may be followed up: as long after the answer as one may rate after delivery."""
    return reckon(answered, item.rating_within.amount, item.rating_within.unit).at


def _not_ratable(s: Standing) -> str:
    if s.rated is not None:
        return _("This has been rated already.")
    return "" if civic.now() <= rate_until(s.item, s.application) else _("The time for rating is over.")


def _none_bad(s: Standing) -> str:
    if s.rated is not None and s.rated.struck:
        return _("The rating was struck: nothing is owed any more.")
    return "" if s.rated is not None and s.rated.bad else _("There is no bad rating to answer.")


def _no_call(s: Standing) -> str:
    if why := _none_bad(s):
        return why
    assert s.rated is not None
    if s.rated.answered:
        return _("The rating has been answered.")
    return _("Who rated was called back already.") if s.rated.reached else ""


def _not_answerable(s: Standing) -> str:
    if why := _none_bad(s):
        return why
    return _("The rating has been answered.") if s.rated is not None and s.rated.answered else ""


def _nothing_to_follow(s: Standing) -> str:
    if s.rated is None or not s.rated.bad or s.rated.answered is None:
        return _("There is no answer to a rating yet.")
    if s.rated.followed:
        return _("How it is now was said already.")
    over = civic.now() > follow_until(s.item, s.rated.answered)
    return _("The time to say how it is now is over.") if over else ""


def _not_appealable(s: Standing) -> str:
    if why := _none_bad(s):
        return why
    if s.rated is not None and s.rated.appealed_by is not None:
        return _("An appeal is made only once.")
    return "" if appeal_desk(s.application) else _("There is no other office that could decide on it.")


def _no_appeal(s: Standing) -> str:
    if s.rated is None or s.rated.appealed_by is None:
        return _("There is no appeal to decide on.")
    return _("The appeal has been decided on.") if s.rated.struck is not None else ""


OF_RATINGS: dict[str, Callable[[Standing], str]] = {
    "rate": _not_ratable,
    "call-rater": _no_call,
    "answer-rating": _not_answerable,
    "follow-up": _nothing_to_follow,
    "appeal-rating": _not_appealable,
    "decide-appeal": _no_appeal,
}
