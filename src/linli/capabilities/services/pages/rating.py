"""Ratings on pages: what the head does about a bad one, and how the resident and the life tell of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.pages.act import Act, Asked, Button, Field
from linli.capabilities.services.queries import View, ref
from linli.capabilities.services.queries.ratings import APPEALED, DECIDED, RATED, call_by
from linli.capabilities.services.rules import follow_until, rate_until
from linli.commons.ratings import queries as ratings
from linli.commons.ratings.models import Rating
from linli.commons.ratings.states import BAD, Ground, Level
from linli.kernel import clock as civic
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import joined
from linli.kernel.ui.words import day_full

Told = tuple[str, str]


def _call(a: Asked) -> Act:
    options = [("true", _("Somebody answered")), ("false", _("Nobody answered: I try again"))]
    reached = Field(
        "reached", _("Did somebody answer"), "radio", options=options, value=str(a.given.get("reached", "")).lower(),
        error=a.error("/reached"),
    )  # fmt: skip
    on = Field(
        "on", _("On which day"), "date", value=str(a.given.get("on", "") or civic.today().isoformat()),
        error=a.error("/on"),
    )  # fmt: skip
    note = a.text("note", _("What was said"), required=False, hint=_("The resident reads it."))
    return Act("call-rater", _("Write down the call"), "c", "primary", folded=False, fields=[reached, on, note])


def _answer(a: Asked) -> Act:
    done = a.text("what_was_done", _("What was done about it"), hint=_("The resident reads it."))
    return Act("answer-rating", _("Answer the rating"), "w", "primary", folded=False, fields=[done])


def _appeal(a: Asked) -> Act:
    grounds = [(ground.value, str(ground.label)) for ground in Ground]
    ground = Field(
        "ground", _("Why it should not count"), "radio", options=grounds, value=str(a.given.get("ground", "")),
        error=a.error("/ground"),
    )  # fmt: skip
    reason = a.text("reason", _("What shows it"), hint=_("The office above reads it, and keeps it."))
    return Act("appeal-rating", _("Appeal against the rating"), "z", fields=[ground, reason])


def _decide(a: Asked) -> Act:
    """What the head says, and whether it holds."""
    appealed = a.view.last(APPEALED)
    says = []
    if appealed is not None:
        ground = str(Ground(appealed.payload["ground"]).label)
        says = [_("The appeal: %(why)s") % {"why": _(": ").join((ground, a.view.said(appealed).get("reason", "")))}]
    hint = _("Where it is struck, the resident reads it.")
    reason = a.text("reason", _("Your reason"), hint=hint)
    buttons = [
        Button(_("Let it stand"), "primary", "false", "y"),
        Button(_("Strike it from the figures"), "grave", "true", "x"),
    ]
    return Act(
        "decide-appeal", _("Decide on the appeal"), "y", "primary", folded=False, fields=[reason], buttons=buttons,
        name="strike", warn=" ".join(says),
    )  # fmt: skip


BUILD: dict[str, Callable[[Asked], Act]] = {
    "call-rater": _call,
    "answer-rating": _answer,
    "appeal-rating": _appeal,
    "decide-appeal": _decide,
}


@dataclass(frozen=True)
class Rated:
    """How it was rated: the state, what follows, what was written beside it, what the head answered, how it is now."""

    token: str
    words: str
    comment: str
    answer: str
    now: str = ""
    struck: str = ""


def rating(view: View) -> Rated | None:
    """None when it was not rated; only then nothing more is asked of the database."""
    entry, found = view.last(RATED), None
    if entry is None or (found := ratings.of(ref(view.number))) is None:
        return None
    told, comment = {"level": str(Level(found.level).label)}, ratings.comment(found)
    if found.level not in BAD:
        return Rated("done", _("You rated it: %(level)s. Thank you.") % told, comment, "")
    if found.struck:
        decided = view.last(DECIDED)
        why = view.said(decided).get("reason", "") if decided else ""
        words = _("You rated it: %(level)s. It does not count in the figures; what you wrote is kept.")
        return Rated("ended", words % told, comment, ratings.answer(found), struck=why)
    if found.answered is None:
        later = _("You rated it: %(level)s. The head will call you and answer; the answer will be in Messages.")
        return Rated("waiting", later % told, comment, "")
    answered = _("You rated it: %(level)s. The head has answered you.")
    return Rated("done", answered % told, comment, ratings.answer(found), _now(found))


def _now(found: Rating) -> str:
    if found.followed_level is None:
        return ""
    told = _("How it is now: %(level)s.") % {"level": str(Level(found.followed_level).label)}
    return joined(told, _quoted(ratings.followed(found)))


@dataclass(frozen=True)
class ForHead:
    """How the resident rated it, 1 to 5 and in words, what stood beside it, what is so now, until when to call."""

    stars: int
    level: str
    comment: str
    now: list[str]
    call_by: datetime | None = None


def rated(view: View) -> ForHead | None:
    """For the heads; None where it was not rated, or where this user must not learn of it."""
    found = ratings.of(ref(view.number)) if view.last(RATED) else None
    if found is None:
        return None
    now, to_call = [_now(found)], found.level in BAD and not (found.called or found.answered or found.struck)
    if to_call:
        now.append(_("Nobody answered the telephone so far.") if found.tries else _("Nobody has called yet."))
    if found.struck:
        now.append(_("It does not count in the figures."))
    label, comment = str(Level(found.level).label), _quoted(ratings.comment(found))
    return ForHead(found.level, label, comment, [*filter(None, now)], call_by(view.number) if to_call else None)


def _quoted(words: str) -> str:
    return _("“%(words)s”") % {"words": words} if words else ""


def until(view: View, can: list[str]) -> datetime | None:
    """Until when it can be rated, or said how it is now."""
    if "rate" in can:
        return rate_until(view.item, view.application)
    answered = view.last("services.RatingAnswered")
    return follow_until(view.item, answered.occurred) if "follow-up" in can and answered else None


def _level(title: str, entry: Entry) -> Told:
    return title, str(Level(entry.payload["level"]).label)


def _called(title: str, missed: str, entry: Entry, note: str) -> Told:
    """The day of the call only where it was written down on another."""
    on = date.fromisoformat(entry.payload["on"])
    told = "" if on == civic.local(entry.occurred).date() else day_full(on)
    return (title if entry.payload["reached"] else missed), " · ".join(filter(None, (told, note)))


def _decided(entry: Entry, reason: str) -> Told:
    title = _("The rating was struck from the figures") if entry.payload["struck"] else _("The rating stands")
    return title, reason


def _appealed(entry: Entry, reason: str) -> Told:
    ground = str(Ground(entry.payload["ground"]).label)
    return _("Appeal against the rating"), " · ".join(filter(None, (ground, reason)))


Teller = Callable[[View, Entry, dict[str, Any]], Told]
FOR_RESIDENTS: dict[str, Teller] = {
    "services.ApplicationRated": lambda v, e, s: _level(_("You rated it"), e),
    "services.RaterCalled": lambda v, e, s: _called(
        _("The head called you"), _("The head called and nobody answered"), e, s.get("note", "")
    ),
    "services.RatingAnswered": lambda v, e, s: (_("The head answered your rating"), s.get("what_was_done", "")),
    "services.RatingFollowedUp": lambda v, e, s: _level(_("You said how it is now"), e),
    "services.AppealDecided": lambda v, e, s: _decided(e, s.get("reason", "")),
}
FOR_STAFF: dict[str, Teller] = {
    "services.ApplicationRated": lambda v, e, s: _level(_("Rated"), e),
    "services.RaterCalled": lambda v, e, s: _called(
        _("Called back"), _("Called, and nobody answered"), e, s.get("note", "")
    ),
    "services.RatingAnswered": lambda v, e, s: (_("The rating was answered"), s.get("what_was_done", "")),
    "services.RatingFollowedUp": lambda v, e, s: _level(_("Said how it is now"), e),
    "services.RatingAppealed": lambda v, e, s: _appealed(e, s.get("reason", "")),
    "services.AppealDecided": lambda v, e, s: _decided(e, s.get("reason", "")),
}
