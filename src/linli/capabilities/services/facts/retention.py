"""What can have happened to a matter once it is over."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class ApplicationRestricted:
    """At the person's wish no desk uses it any more (个人信息保护法 47)."""

    VERSION = 1


@fact
@dataclass(frozen=True)
class ApplicationErased:
    """Its period is over: words, papers and person are erased; number, item, place, dates and outcome stay."""

    VERSION = 1
