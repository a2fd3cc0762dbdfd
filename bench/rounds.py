"""Jobs and floors side by side: short chunks in random order, several rounds, medians."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from statistics import median

from bench.load import Chunk

Runner = Callable[[], Chunk]


def rounds(runners: Mapping[str, Runner], times: int, after: Callable[[str], None]) -> dict[str, Chunk]:
    """The median chunk of each runner. `after` is called with the runner's name when its chunk is over."""
    kept: defaultdict[str, list[Chunk]] = defaultdict(list)
    for n in range(times):
        order = list(runners)
        random.shuffle(order)  # what drifts while it runs then drifts for all
        for name in order:
            kept[name].append(runners[name]())
            after(name)
            print(f"\rround {n + 1} of {times}: {name:<12}", end="", file=sys.stderr, flush=True)
    print("\r" + " " * 40, end="\r", file=sys.stderr, flush=True)
    return {name: _median(chunks) for name, chunks in kept.items()}


def _median(chunks: list[Chunk]) -> Chunk:
    return Chunk(
        median(c.rate for c in chunks), median(c.p50 for c in chunks), median(c.p99 for c in chunks),
        sum(c.errors for c in chunks), median(c.cpu for c in chunks),
    )  # fmt: skip
