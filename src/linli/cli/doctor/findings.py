"""What the doctor finds, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """One line: `bad` is to be mended now, `warn` soon. `todo` is what helps."""

    level: Level
    about: str
    words: str
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.level:<4}  {self.about:<10}  {self.words}" + (f"\n{'':18}{self.todo}" if self.todo else "")

    def plain(self) -> dict[str, str]:
        return asdict(self)


Check = Callable[[], Iterator[Finding]]


def graded(value: float, warn: float, bad: float) -> Level:
    """`bad` at or beyond one bound, `warn` at or beyond the other; the bounds rise."""
    return "bad" if value >= bad else "warn" if value >= warn else "ok"


def age(span: timedelta) -> str:
    """A span in the largest unit of which there are two: `45 seconds`, `3 hours`, `12 days`."""
    seconds = max(int(span.total_seconds()), 0)
    for name, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} seconds"


def size(bytes_: float) -> str:
    """Bytes as people read them: `3.2 GB`."""
    for name in ("B", "KB", "MB", "GB"):
        if bytes_ < 1000:
            return f"{bytes_:.0f} {name}" if name == "B" else f"{bytes_:.1f} {name}"
        bytes_ /= 1000
    return f"{bytes_:.1f} TB"
