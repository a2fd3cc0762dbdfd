"""Who acts for whom today, in what; and what somebody sees of it."""

from linli.commons.mandates.queries.acting import (
    ACTED_FOR,
    Acts,
    acted_for,
    acting,
    agent_names,
    agents,
    covering,
    guarded,
    guardians,
    guardianships,
    guarding,
    in_force,
    staff_tied,
    tied,
    unentered,
)
from linli.commons.mandates.queries.shown import (
    BEGUN_AT,
    COVERED,
    KIND,
    OFFER_LIFE,
    covered,
    detail,
    last_day,
    lines,
    lock,
    over,
    ref,
    visible_to,
    words,
)

__all__ = [
    "ACTED_FOR", "BEGUN_AT", "COVERED", "KIND", "OFFER_LIFE", "Acts", "acted_for", "acting", "agent_names", "agents",
    "covered", "covering", "detail", "guarded", "guardians", "guardianships", "guarding", "in_force", "last_day",
    "lines", "lock", "over", "ref", "staff_tied", "tied", "unentered", "visible_to", "words",
]  # fmt: skip
