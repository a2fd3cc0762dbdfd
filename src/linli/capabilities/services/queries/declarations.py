"""The check of what was declared: a subject of its own, because the matter is over by then."""

from __future__ import annotations

from collections.abc import Collection

from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.kernel.record.writing import Ref

KIND = "declaration"


def declaration(number: str) -> Ref:
    """How the record, duties and clocks name what was declared in a matter."""
    return Ref(KIND, number)


def checks(numbers: Collection[str]) -> dict[str, Clock]:
    """The clocks of the checks that are open on these matters, by the matter's number; one query."""
    rows = Clock.objects.filter(subject_kind=KIND, subject_id__in=numbers, kind=ClockKind.SPOT_CHECK, ended=None)
    return {clock.subject_id: clock for clock in rows}
