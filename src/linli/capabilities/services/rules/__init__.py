"""Pure decisions."""

from linli.capabilities.services.rules.applications import (
    actor,
    allowed,
    check,
    check_change,
    check_discard,
    check_together,
    may_discard,
    why_not,
    withdrawable,
)
from linli.capabilities.services.rules.filing import (
    WAYS,
    document,
    form_for,
    judge,
    judge_draft,
    judge_materials,
    stale,
    unspoken,
)
from linli.capabilities.services.rules.hindrances import (
    following,
    nobody_at_first,
    nowhere_after,
    silence_decides,
    unpromised,
    waits,
)
from linli.capabilities.services.rules.item import earlier, rate_until, remedies_told, silent_on, valid_until
from linli.capabilities.services.rules.known import LEARNED, asked_for, known, learnable, shared, with_known
from linli.capabilities.services.rules.ratings import follow_until
from linli.capabilities.services.rules.standing import Standing, answered, offered, speaks

__all__ = [
    "LEARNED",
    "WAYS",
    "Standing",
    "actor",
    "allowed",
    "answered",
    "asked_for",
    "check",
    "check_change",
    "check_discard",
    "check_together",
    "document",
    "earlier",
    "follow_until",
    "following",
    "form_for",
    "judge",
    "judge_draft",
    "judge_materials",
    "known",
    "learnable",
    "may_discard",
    "nobody_at_first",
    "nowhere_after",
    "offered",
    "rate_until",
    "remedies_told",
    "shared",
    "silence_decides",
    "silent_on",
    "speaks",
    "stale",
    "unpromised",
    "unspoken",
    "valid_until",
    "waits",
    "why_not",
    "with_known",
    "withdrawable",
]
