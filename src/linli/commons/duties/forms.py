"""Input to clean values."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from linli.commons.duties.actions import holding
from linli.commons.duties.models import Duty
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading

HAND_OVER: dict[str, Any] = {
    "type": "object",
    "required": ["to"],
    "additionalProperties": False,
    "properties": {"to": {"type": "string", "minLength": 1}, "reason": {"type": "string", "maxLength": 500}},
}
TAKE: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}


@transaction.atomic
def take(duty: int, raw: dict[str, Any], *, by: User) -> Duty:
    """Say that one is on it. Raises Problem 403, 409, and only then 422."""
    found = holding.take(duty, by=by)
    reading = Reading(raw)
    reading.only()
    reading.finish()
    return found


@transaction.atomic
def hand_over(duty: int, raw: dict[str, Any], *, by: User) -> Duty:
    """Give a duty to a colleague. Raises Problem 403, 409, and only then 422 for what is wrong in the values."""
    holding.locked(duty, by)
    reading = Reading(raw)
    to = reading.text("to", required=True, longest=150)
    reason = reading.text("reason", longest=500)
    reading.only("to", "reason")
    reading.finish()
    return holding.hand_over(duty, to, reason, by=by)
