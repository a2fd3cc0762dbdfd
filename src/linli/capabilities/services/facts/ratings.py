"""What can have happened to the rating of a matter."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class ApplicationRated:
    """Rated by the applicant."""

    VERSION = 1
    level: int


@fact
@dataclass(frozen=True)
class RatingAnswered:
    """The head answered a bad rating; content: what was done."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class RaterCalled:
    """Who rated badly was called back, `on` a day; not `reached`: nobody answered. Content: the note."""

    VERSION = 1
    reached: bool
    on: str


@fact
@dataclass(frozen=True)
class RatingFollowedUp:
    """After the answer the applicant said how it is now."""

    VERSION = 1
    level: int


@fact
@dataclass(frozen=True)
class RatingAppealed:
    """The head says that a bad rating is mistaken; content: the reason."""

    VERSION = 1
    ground: str


@fact
@dataclass(frozen=True)
class AppealDecided:
    """The office above decided whether the rating is struck from the figures; content: the reason."""

    VERSION = 1
    struck: bool
