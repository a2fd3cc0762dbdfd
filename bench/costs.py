"""Where the time of a page goes: `-m bench.costs JOB ADDRESS`, run inside the installation. Prints JSON."""

from __future__ import annotations

import cProfile
import json
import pstats
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import django

TIMES = 60
TOP = 5
PLACES = (  # where a function lies, and what it is called in the report
    (r"/(linli/\w+/\w+)(?:/\w+)?", r"\1"),
    (r"/(linli/\w+)", r"\1"),
    (r"/site-packages/(django/db|django/core|django/utils|psycopg_pool|psycopg|jinja2|[a-z_]+)", r"\1"),
    (r"/templates/", "templates"),
    (r"/lib/python[\d.]+/(\w+)", r"python: \1"),
)


def main(job: str, address: str) -> object:
    """The five places with the most time of their own, as shares of the whole."""
    django.setup()
    once = _once(job, address)
    once()
    profile = cProfile.Profile()
    profile.enable()
    for _n in range(TIMES):
        once()
    profile.disable()
    own: defaultdict[str, float] = defaultdict(float)
    for (file, _line, name), (_calls, _all, spent, _cumulative, _callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        own[_place(file, name)] += spent
    whole = sum(own.values())
    ordered = sorted(own.items(), key=lambda one: -one[1])[:TOP]
    costs = [{"where": where, "share": round(spent / whole, 3)} for where, spent in ordered]
    return {"ms": round(1000 * whole / TIMES, 2), "top": costs}


def _once(job: str, address: str) -> Callable[[], object]:
    from bench.filers import STAFF, signed_in

    if job != "F1":
        client = signed_in(STAFF)
        return lambda: client.get(address, headers={"Accept-Encoding": "gzip"})
    from django.conf import settings
    from django.test import Client

    filer = json.loads((Path(settings.DATA) / "filers.json").read_text())[0]
    client = Client(headers={"Host": "127.0.0.1", "Authorization": f"Bearer {filer['token']}"})
    keys = (f"cost-{n}" for n in range(10 * TIMES))
    return lambda: client.post(
        address, filer["body"], "application/json", headers={"Idempotency-Key": next(keys), "Accept-Encoding": "gzip"}
    )


def _place(file: str, name: str) -> str:
    if file == "~":
        inside = re.search(r"'(\w+)(?:\.\w+)*' objects|built-in method (\w+)\.", name)
        return f"C: {(inside[1] or inside[2]) if inside else 'python'}"
    for pattern, said in PLACES:
        if found := re.search(pattern, file):
            return found.expand(said)
    return Path(file).name or "templates"


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2])))
