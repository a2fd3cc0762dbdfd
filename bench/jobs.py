"""The jobs of a run and their floors: what is asked of whom, and what must come of it."""

from __future__ import annotations

import itertools
import os
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.filers import MARK
from bench.house import House, ask, said
from bench.load import CONCURRENCY, Chunk, load
from bench.report import Finding
from bench.rounds import Runner
from bench.weight import KB, Answer, Weight, weigh

BROWSER = {"Accept-Encoding": "gzip", "Accept-Language": "zh-CN", "User-Agent": "linli-bench"}
MATTER = "<the longest matter>"
RESIDENT = ("/", "/items/", "/items/unemployment-registration", "/matters/", MATTER)
_prefixes = itertools.count(100)


class Jobs:
    """The runners of one stage; `told` is what the capture said of each job."""

    def __init__(self, house: House, ports: dict[str, int], seconds: int) -> None:
        self.house, self.ports, self.seconds = house, ports, seconds
        self.base = f"http://127.0.0.1:{house.port}"

    def filing(self, told: dict[str, Any]) -> Runner:
        """F1: each chunk has keys and words of its own."""
        file = str(self.house.data / "filers.tsv")

        def run() -> Chunk:
            extra = (file, f"b{next(_prefixes)}x", MARK)
            return load(self.base + told["address"], self.seconds, BROWSER, extra)

        return run

    def page(self, told: dict[str, Any], **more: str) -> Runner:
        """A page of somebody signed in, or of nobody."""
        cookie = {"Cookie": told["cookie"]} if "cookie" in told else {}
        return partial(load, self.base + told["address"], self.seconds, BROWSER | cookie | more)

    def search(self, one: dict[str, Any]) -> Runner:
        """F4: one question, by API."""
        return self.page({"address": one["address"]}, Authorization=f"Bearer {one['token']}")

    def floor(self, name: str, path: str) -> Runner:
        return partial(load, f"http://127.0.0.1:{self.ports[name]}{path}", self.seconds, BROWSER)

    def unchanged(self, told: dict[str, Any]) -> Runner:
        """F6, with the tag that the running web gives."""
        request = urllib.request.Request(self.base + told["address"], headers=BROWSER)
        with urllib.request.urlopen(request) as answer:
            return self.page(told, **{"If-None-Match": answer.headers["ETag"]})

    def writers(self, file: Path) -> Runner:
        """W: as many processes as cores, together eight connections."""
        cores = min(os.cpu_count() or 1, CONCURRENCY)
        share = [CONCURRENCY // cores] * cores
        start = self.house.helper
        helpers = [start("bench.floors.writers", str(file), str(n), str(20 + 8 * i)) for i, n in enumerate(share)]

        def run() -> Chunk:
            for helper in helpers:
                ask(helper, self.seconds)
            return Chunk(sum(said(helper)["rate"] for helper in helpers), 0, 0, 0, 0)

        return run

    def sequencer(self) -> Runner:
        helper = self.house.helper("bench.sequencing")

        def run() -> Chunk:
            ask(helper, self.seconds)
            return Chunk(said(helper)["rate"], 0, 0, 0, 0)

        return run

    def weights(self, cookie: str, matter: str) -> dict[str, Weight]:
        """F9: a resident's pages as the running web sends them."""
        pages = [page.replace(MATTER, matter) for page in RESIDENT]
        return {page: weigh(page, partial(self._fetch, cookie)) for page in pages}

    def _fetch(self, cookie: str, path: str) -> Answer:
        headers = BROWSER | {"Cookie": cookie, "Accept-Encoding": "gzip, br"}
        with urllib.request.urlopen(urllib.request.Request(self.base + path, headers=headers)) as answer:
            body, kept = answer.read(), "immutable" in answer.headers.get("Cache-Control", "")
            return Answer(len(body), _text(body, answer.headers.get("Content-Encoding", "")), kept)


def _text(body: bytes, encoding: str) -> str:
    import gzip

    return (gzip.decompress(body) if encoding == "gzip" else body).decode(errors="replace")


def filed(ours: Chunk, floor: Chunk, told: dict[str, Any]) -> Finding:
    found = Finding(
        "F1", "file an application by API", "≥ 0.20, p99 ≤ 5 p50", ours.rate, floor.rate, "W", ours.rate / floor.rate,
        told["statements"], 16, ours.p50, ours.p99,
    )  # fmt: skip
    found.judge(0.20)
    if ours.p99 > 5 * ours.p50:
        found.misses.append("p99")
    return found


def read(job: str, what: str, at_least: float, most: int) -> Callable[[str, Chunk, Chunk, dict[str, Any]], Finding]:
    """How a page is judged beside floor P; the first argument says with how many matters."""

    def judged(among: str, ours: Chunk, floor: Chunk, told: dict[str, Any]) -> Finding:
        found = Finding(
            f"{job}@{among}", what, f"≥ {at_least:.2f}", ours.rate, floor.rate, "P", ours.rate / floor.rate,
            told["statements"], most, ours.p50, ours.p99,
        )  # fmt: skip
        found.judge(at_least)
        return found

    return judged


DESK = read("F2", "desk: first 20 duties, with counts", 0.40, 6)
LIFE = read("F3", "a matter's page with its whole timeline", 0.35, 9)


def searched(among: str, ours: Chunk, desk: Chunk, one: dict[str, Any]) -> Finding:
    """Beside the desk of the same run: the goal of four times its time is a quarter of its rate."""
    found = Finding(
        f"F4@{among}", one["what"], "≥ 0.25, recall 1.00", ours.rate, desk.rate, "F2", ours.rate / desk.rate,
        one["statements"], None, ours.p50, ours.p99,
    )  # fmt: skip
    found.judge(0.25)
    if not one["exact"]:
        found.misses.append("recall")
    found.notes = [f"recall {one['recall']:.2f} of the newest 20, {one['shown']} shown"]
    return found


def unchanged(ours: Chunk, floor: Chunk, told: dict[str, Any]) -> Finding:
    found = Finding(
        "F6", "an item's page, 304, without session", "≤ 1 SQL", ours.rate, floor.rate, "E", ours.rate / floor.rate,
        told["statements"], 1, ours.p50, ours.p99,
    )  # fmt: skip
    found.judge(0)
    return found


def sequenced(ours: Chunk, filings: Chunk, entries: float) -> Finding:
    made = filings.rate * entries
    found = Finding("F10", "the sequencer, beside the entries of F1", "≥ 5", ours.rate, made, "F1", ours.rate / made)
    found.judge(5)
    return found


def weighed(weights: dict[str, Weight]) -> Finding:
    heavy = [page for page, weight in weights.items() if not weight.light]
    found = Finding("F9", "a resident's pages: first / later / requests", "≤ 120 / 15 KB, 10", misses=heavy)
    found.notes = [
        f"{page:<36} {w.first / KB:6.1f} KB {w.later / KB:6.1f} KB {w.requests:3} requests"
        for page, w in weights.items()
    ]
    return found
