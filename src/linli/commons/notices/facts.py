"""What can have happened to a notice without the verb of a room."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class NoticeObjected:
    """Somebody objects to what is shown, the matter's n-th objection; content: name, telephone, and what."""

    VERSION = 1
    notice: str
    n: int
