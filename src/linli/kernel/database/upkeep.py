"""When the installation was last cared for: backed up, a backup rehearsed, a seal kept elsewhere. In machine time."""

from __future__ import annotations

from datetime import datetime

from linli.kernel import clock
from linli.kernel.database.models import Care, Upkeep
from linli.kernel.sweeps import seldom

TURNS = 60  # seconds between two signs of life of the worker


def note(care: Care, detail: str = "") -> None:
    """Remember that it was done just now, in place of the time before."""
    Upkeep.objects.update_or_create(care=care, defaults={"done": clock.machine(), "detail": detail})


def last(care: Care) -> tuple[datetime, str] | None:
    """When it was last done and what was said of it; None if never."""
    return Upkeep.objects.filter(care=care).values_list("done", "detail").first()


@seldom(TURNS)
def turning() -> None:
    """The worker's sign of life."""
    note(Care.WORKER)
