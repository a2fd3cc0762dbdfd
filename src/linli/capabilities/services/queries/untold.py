"""What somebody without an account has still to be told of a matter."""

from __future__ import annotations

from linli.capabilities.services.queries.applications import View
from linli.capabilities.services.queries.seeing import brought
from linli.capabilities.services.states import MUST_BE_TOLD, TOLD_WHEN_OVER
from linli.kernel.record.timeline import Entry

TOLD = ("services.ResidentTold", "services.ResultDelivered")
FOLLOW = "services.AcceptedConditionally"
KEPT = ("services.MaterialsPromised", "services.MaterialsSupplied")


def untold(view: View) -> list[Entry]:
    """What nobody has told yet; once it has ended, that alone.

    Who promises, hands in what was to follow or files the correction knows what was asked; not where another did it.
    """
    owed: list[Entry] = []
    another = brought(view.application, view.filing.get("handed_in_by", ""))
    for entry in view.entries:
        if entry.fact in TOLD_WHEN_OVER:
            owed = [entry]
        elif entry.fact in MUST_BE_TOLD or (entry.fact == "services.ApplicationFiled" and another):
            owed.append(entry)
        elif entry.fact in TOLD or (entry.fact == "services.ApplicationResubmitted" and not another):
            owed = []
        elif entry.fact in KEPT:
            owed = [one for one in owed if one.fact != FOLLOW]
    return owed
