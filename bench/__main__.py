"""`make bench`: reports, and never fails on a slow machine. Ends by itself after some minutes."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from typing import Any

from bench import jobs, report
from bench.house import House, house
from bench.jobs import Jobs
from bench.load import BY, Chunk
from bench.report import Finding
from bench.rounds import rounds

FEW, MANY = 10_000, 100_000
FLOORS = {"P": "bench.floors.pages:application", "E": "bench.floors.empty:application"}
PER_FILING = (  # the entries that filings made, each of them a matter
    "SELECT count(*)::float / greatest(count(DISTINCT subject_id), 1) FROM record_entry WHERE subject_id IN "
    "(SELECT number FROM services_application WHERE filed_at >= '{}' AND drafted_at >= '{}')"
)


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("--quick", action="store_true", help="1 s and 2 rounds instead of 3 s and 5")
    words.add_argument("--few", action="store_true", help=f"only with {FEW:,} matters")
    words.add_argument("--write-baseline", action="store_true", help="keep this run's ratios in bench/baseline.json")
    asked = words.parse_args()
    with house() as it:
        run = Run(it, *((1, 2) if asked.quick else (3, 5)))
        ran = report.machine(asked.quick, BY, 0)
        run.prepare()
        findings = run.all_jobs() + ([] if asked.few else run.again_among_many())
        run.explain(findings)
        _say("Verifying the record.")
        it.run("-m", "linli.cli", "verify-record")
    ran["load_cpu"] = round(run.cpu, 2)
    report.show(findings, ran)
    report.keep(findings, ran, asked.write_baseline)


class Run:
    """One run on one installation."""

    def __init__(self, it: House, seconds: int, times: int) -> None:
        self.it, self.seconds, self.times = it, seconds, times
        self.told: dict[str, Any] = {}
        self.cpu = 0.0
        ports = {name: _free_port() for name in FLOORS}
        self.jobs = Jobs(it, ports, seconds)
        it.environment |= {"LINLI_BENCH_PAGES": str(it.data / "pages")}

    def prepare(self) -> None:
        """The installation with its first matters, its web and worker, and the floors."""
        it = self.it
        _say("Preparing an installation.")
        it.begin()
        it.environment["LINLI_BENCH_SOCKET"] = str(it.server.socket)
        filers = it.call("bench.prepare", "district")
        (it.data / "filers.json").write_text(json.dumps(filers))
        lines = [f"{one['token']}\t{one['body']}\n" for one in filers]
        (it.data / "filers.tsv").write_text("".join(lines))
        self._grow(FEW)
        it.copy()
        it.open()
        for name, target in FLOORS.items():
            it.serve(target, self.jobs.ports[name])
            _until_listening(self.jobs.ports[name])

    def _grow(self, to: int) -> None:
        _say(f"Making {to:,} matters.")
        there = int(self.it.ask("SELECT count(*) FROM services_application")[0][0])
        self.it.call("bench.prepare", "grow", str(max(0, to - there)), str(to))
        self.told = self.it.call("bench.capture", str(self.it.data / "pages" / str(to)))

    def all_jobs(self) -> list[Finding]:
        """Everything among the first matters."""
        make, told, pages = self.jobs, self.told, self.it.data / "pages" / str(FEW)
        weights = make.weights(told["F9"]["cookie"], told["F9"]["address"])
        begun = self.it.ask("SELECT clock_timestamp()")[0][0]
        found = self._rounds({
            "F1": make.filing(told["F1"]), "W": make.writers(pages / "F1.filing"),
            **self._reading(FEW), "F6": make.unchanged(told["F6"]), "E": make.floor("E", "/"), "F10": make.sequencer(),
        })  # fmt: skip
        self.it.settle()
        entries = float(self.it.ask(PER_FILING.format(begun, begun))[0][0])
        return [
            jobs.filed(found["F1"], found["W"], told["F1"]),
            *self._read(FEW, found),
            jobs.unchanged(found["F6"], found["E"], told["F6"]),
            jobs.weighed(weights),
            jobs.sequenced(found["F10"], found["F1"], entries),
        ]

    def again_among_many(self) -> list[Finding]:
        """The pages once more, among ten times as many matters."""
        self._grow(MANY)
        return self._read(MANY, self._rounds(self._reading(MANY)))

    def _reading(self, among: int) -> dict[str, Any]:
        make, told = self.jobs, self.told
        floors = {f"P{job}": make.floor("P", f"/{among}/{job}") for job in ("F2", "F3")}
        asked = {f"F4.{n}": make.search(one) for n, one in enumerate(told["F4"])}
        return {"F2": make.page(told["F2"]), "F3": make.page(told["F3"])} | floors | asked

    def _read(self, among: int, found: dict[str, Chunk]) -> list[Finding]:
        return [
            jobs.DESK(f"{among:,}", found["F2"], found["PF2"], self.told["F2"]),
            jobs.LIFE(f"{among:,}", found["F3"], found["PF3"], self.told["F3"]),
            *(jobs.searched(f"{among:,}", found[f"F4.{n}"], found["F2"], one) for n, one in enumerate(self.told["F4"])),
        ]

    def _rounds(self, runners: dict[str, Any]) -> dict[str, Chunk]:
        """First each once for nothing: caches fill, statements get prepared."""
        _say(f"Measuring: {len(runners)} jobs and floors, {self.times} rounds of {self.seconds} s.")
        for runner in runners.values():
            runner()
        self.it.settle()
        found = rounds(runners, self.times, self._after)
        self.cpu = max([self.cpu, *(chunk.cpu for chunk in found.values())])
        for name, chunk in found.items():
            if chunk.errors:
                _say(f"{name}: {chunk.errors} errors; its figure says nothing.")
        return found

    def _after(self, name: str) -> None:
        """What filings leave to the worker is not another job's to pay for."""
        if name == "F1" and not self.it.settle():
            _say("The worker has not caught up with the filings.")

    def explain(self, findings: list[Finding]) -> None:
        """Where the time goes, for whatever misses its goal."""
        for one in findings:
            job = one.job.partition("@")[0]
            if one.misses and job in ("F1", "F2", "F3"):
                one.costs = self.it.call("bench.costs", job, self.told[job]["address"])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_listening(port: int) -> None:
    import time

    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("A floor does not answer.")


if __name__ == "__main__":
    main()
