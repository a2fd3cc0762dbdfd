"""A progress bar on stderr; where stderr is no terminal, a line for each tenth, or nothing."""

from __future__ import annotations

import sys
from types import TracebackType

WIDTH = 40


class Progress:
    def __init__(self, what: str, lines: bool = True) -> None:
        self.what, self._lines = what, lines
        self._shown = -1
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        self.step(0, 1)
        return self

    def step(self, done: int, total: int) -> None:
        """`done` of `total` is behind us."""
        share = min(done / total, 1.0) if total else 1.0
        mark = int(share * (WIDTH if self._live else 10))
        if mark == self._shown:
            return
        self._shown = mark
        if self._live:
            print(f"\r{self.what} [{'#' * mark:<{WIDTH}}] {share:4.0%}", end="", file=sys.stderr, flush=True)
        elif self._lines:
            print(f"{self.what}: {share:.0%}", file=sys.stderr, flush=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.step(1, 1)
        if self._live:
            print(file=sys.stderr)
