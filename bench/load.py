"""Load on one address for some seconds: by wrk where it is installed, else by a client of ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.house import cpu
from tests.faults.installation import ROOT

CONCURRENCY = 8
WRK = shutil.which("wrk")
BY = "wrk" if WRK else "our own client (wrk is not installed)"


@dataclass(frozen=True)
class Chunk:
    """What some seconds of load gave. Times in milliseconds; `cpu`: cores that the load itself took."""

    rate: float
    p50: float
    p99: float
    errors: int
    cpu: float


def load(url: str, seconds: int, headers: dict[str, str], extra: tuple[str, ...] = ()) -> Chunk:
    """Ask for one address, eight at a time. `extra`: a file of filers, a prefix for keys, the words to vary."""
    lines = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    if WRK:
        lua = str(Path(__file__).with_name("load.lua"))
        words = [WRK, "-t1", f"-c{CONCURRENCY}", f"-d{seconds}s", "--timeout", "10s", "-s", lua, *lines, url]
    else:
        words = [sys.executable, "-m", "bench.client", url, str(seconds), str(CONCURRENCY), *lines]
    before = cpu()
    done = subprocess.run(
        [*words, "--", *extra], cwd=ROOT, text=True, capture_output=True, check=True, timeout=seconds + 60,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    found = json.loads(done.stdout.strip().splitlines()[-1])
    rate = found["requests"] / found["seconds"]
    return Chunk(rate, found["p50"], found["p99"], found["errors"], (cpu() - before) / found["seconds"])
