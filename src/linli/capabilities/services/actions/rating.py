"""How it was: rated once, a bad rating called back, answered, followed up; an appeal that strikes a mistaken one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from linli.capabilities.services.actions import verbs
from linli.capabilities.services.facts import (
    AppealDecided,
    ApplicationRated,
    RaterCalled,
    RatingAnswered,
    RatingAppealed,
    RatingFollowedUp,
)
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import ref
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.ratings import appeal_desk, call_back_within, put_right_within, rating
from linli.capabilities.services.rules import Standing
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.people.queries import head_desk
from linli.commons.ratings import actions as ratings
from linli.commons.ratings import queries as rated
from linli.commons.ratings.models import Rating
from linli.commons.ratings.states import BAD
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.record.writing import Ref


@transaction.atomic
def rate(number: str, *, by: User, level: int, comment: str = "") -> Application:
    """Rate it once, 1–5; who rates badly is called back, and the head owes an answer. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("rate", number, by)
    verbs.move(application, "rate")
    ratings.rate(ref(number), level, comment, unit=application.taken_in_by_id, topic=application.item)
    if level in BAD:
        call, right = call_back_within(standing.item), put_right_within(standing.item)
        _owe(rating(number), DutyKind.CALL_BACK, ClockKind.CALL_BACK, call, standing)
        _owe(ref(number), DutyKind.ANSWER_RATING, ClockKind.ANSWER_RATING, right, standing)
    verbs.note(ApplicationRated(level), application, verbs.as_party(standing, by))
    return application


def _owe(about: Ref, kind: DutyKind, timed: ClockKind, limit: Amount | None, standing: Standing) -> None:
    """The head of the unit that took it in owes this, within what the item says, where it does."""
    application, clock = standing.application, None
    if limit is not None:
        clock = duties.start_clock(
            about, timed, limit.amount, limit.unit, at_unit=application.taken_in_by_id, started=civic.now()
        )
    duties.owe(
        about, kind, desk=head_desk(application.taken_in_by_id), clock=clock,
        community=application.community_id, title=standing.item.name,
    )  # fmt: skip


@transaction.atomic
def call_rater(number: str, *, by: User, reached: bool, on: date, note: str = "") -> Application:
    """Who rated badly was called back, or nobody answered: then it is still owed, until the answer is written.

    Raises Problem 404, 403, 409.
    """
    application, standing = verbs.begin("call-rater", number, by)
    who, found = verbs.in_post("call-rater", standing, by), _rating(number)
    content = verbs.keep("rater_called", application, {"note": note})
    verbs.move(application, "call-rater")
    ratings.called(found, on if reached else None)
    if reached:
        _call_is_done(number)
    verbs.note(RaterCalled(reached, on.isoformat()), application, who, content)
    return application


@transaction.atomic
def answer_rating(number: str, *, by: User, what_was_done: str) -> Application:
    """Say what was done about a bad rating, once. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("answer-rating", number, by)
    who, found = verbs.in_post("answer-rating", standing, by), _rating(number)
    content = verbs.keep("rating_answer", application, {"what_was_done": what_was_done})
    verbs.move(application, "answer-rating")
    ratings.answer(found, what_was_done)
    duties.done(ref(number), DutyKind.ANSWER_RATING)
    duties.end_clocks(ref(number), ClockKind.ANSWER_RATING)
    _call_is_done(number)
    verbs.note(RatingAnswered(), application, who, content)
    return application


@transaction.atomic
def follow_up(number: str, *, by: User, level: int, comment: str = "") -> Application:
    """After the answer, how it is now, once (追评). Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("follow-up", number, by)
    verbs.move(application, "follow-up")
    ratings.follow_up(_rating(number), level, comment)
    verbs.note(RatingFollowedUp(level), application, verbs.as_party(standing, by))
    return application


@transaction.atomic
def appeal_rating(number: str, *, by: User, ground: str, reason: str) -> Application:
    """Say once that a bad rating is mistaken; the office above decides. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("appeal-rating", number, by)
    who, desk = verbs.in_post("appeal-rating", standing, by), appeal_desk(application)
    content = verbs.keep("rating_appeal", application, {"reason": reason})
    verbs.move(application, "appeal-rating")
    ratings.appeal(_rating(number), by.pk)
    duties.owe(rating(number), DutyKind.APPEAL, desk=desk, community=application.community_id, title=standing.item.name)
    verbs.note(RatingAppealed(ground), application, who, content)
    return application


@transaction.atomic
def decide_appeal(number: str, *, by: User, strike: bool, reason: str) -> Application:
    """Strike a mistaken rating from the figures, or let it stand; it is kept. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("decide-appeal", number, by)
    who = verbs.in_post("decide-appeal", standing, by)
    content = verbs.keep("appeal_decision", application, {"reason": reason})
    verbs.move(application, "decide-appeal")
    ratings.decide(_rating(number), strike)
    duties.done(rating(number), DutyKind.APPEAL)
    if strike:
        _call_is_done(number)
        duties.done(ref(number), DutyKind.ANSWER_RATING)
        duties.end_clocks(ref(number), ClockKind.ANSWER_RATING)
    verbs.note(AppealDecided(strike), application, who, content)
    return application


def _call_is_done(number: str) -> None:
    duties.done(rating(number), DutyKind.CALL_BACK)
    duties.end_clocks(rating(number))


def _rating(number: str) -> Rating:
    found = rated.of(ref(number))
    assert found is not None  # checked by the rule
    return found
