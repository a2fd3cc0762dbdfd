"""The values of the verbs that rate, and of those that follow from a bad rating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.queries import ref
from linli.capabilities.services.rules import Standing
from linli.commons.ratings import queries as ratings
from linli.commons.ratings.states import Ground
from linli.kernel import clock
from linli.kernel.api.bodies import Reading

Values = dict[str, Any]


def _rate(reading: Reading, standing: Standing) -> Values:
    reading.only("level", "comment")
    if reading.raw.get("level") is None:
        reading.flaw("/level", "required", _("Please choose how satisfied you are."))
        return {}
    return {"level": reading.whole("level", 1, 5), "comment": reading.text("comment")}


def _call(reading: Reading, standing: Standing) -> Values:
    """Not before it was rated, nor on a day to come."""
    reading.only("reached", "on", "note")
    reached = reading.yes_or_no("reached", _("Say whether somebody answered."))
    on, note = reading.day("on", clock.today()), reading.text("note")
    found = ratings.of(ref(standing.application.number))
    if found is not None and not reading.errors and on < clock.local(found.rated).date():
        reading.flaw("/on", "date", _("It had not been rated yet on that day."))
    return {"reached": reached, "on": on, "note": note}


def _answer(reading: Reading, standing: Standing) -> Values:
    reading.only("what_was_done")
    return {"what_was_done": reading.text("what_was_done", required=True)}


def _appeal(reading: Reading, standing: Standing) -> Values:
    reading.only("ground", "reason")
    return {
        "ground": reading.choice("ground", Ground.values, required=True),
        "reason": reading.text("reason", required=True),
    }


def _decide(reading: Reading, standing: Standing) -> Values:
    reading.only("strike", "reason")
    strike = reading.yes_or_no("strike", _("Say whether the rating is struck."))
    return {"strike": strike, "reason": reading.text("reason", required=True)}


PARSERS: dict[str, Callable[[Reading, Standing], Values]] = {
    "rate": _rate,
    "call-rater": _call,
    "answer-rating": _answer,
    "follow-up": _rate,
    "appeal-rating": _appeal,
    "decide-appeal": _decide,
}
