"""What can have happened in the tests of the record."""

from dataclasses import dataclass

from linli.kernel.record.facts import fact


@fact
@dataclass(frozen=True)
class Counted:
    """The subject's counter, as it stood under the subject's lock."""

    VERSION = 1
    n: int


@fact
@dataclass(frozen=True)
class Said:
    """Something was said."""

    VERSION = 2
    words: list[str]
    more: dict[str, object]
