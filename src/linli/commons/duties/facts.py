"""What can have happened to a duty or a clock of its own accord; what a verb opens or closes is in the verb's fact."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class DutyTaken:
    """Somebody of the desk took the duty."""

    VERSION = 1
    kind: str


@fact
@dataclass(frozen=True)
class DutyHandedOver:
    """The duty's holder changed."""

    VERSION = 1
    kind: str


@fact
@dataclass(frozen=True)
class DutyLetGo:
    """Who had taken the duty holds the post no longer: it is the desk's again."""

    VERSION = 1
    kind: str


@fact
@dataclass(frozen=True)
class LimitMissed:
    """A limit passed and what it limits was not done; the head owes it attention from now on."""

    VERSION = 1
    kind: str
    due: str
