"""All that is held of a person, as a file: JSON a piece at a time, and an archive with the papers."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from linli.commons.people.models import Person
from linli.commons.people.queries.held import HELD
from linli.commons.people.queries.looks import NEWEST_FIRST, line_of, lines, shown
from linli.kernel.clock import local, now
from linli.kernel.files import store

SCHEMA = "linli.person/1"
BATCH = 500  # lines in memory at a time
LONGEST = 60  # characters of a file's name: some systems take no more than 255 bytes


def pieces(person: Person) -> Iterator[str]:
    """JSON: `schema`, `made_at`, `holdings[{key, title, why, until, items[]}]`, `looks[]`; numbers in plain."""
    yield f'{{"schema": {_json(SCHEMA)}, "made_at": {_json(local(now()).isoformat())}, "holdings": ['
    for n, holding in enumerate(HELD):
        head = {"key": holding.key, "title": str(holding.title), "why": str(holding.why), "until": str(holding.until)}
        yield f'{", " if n else ""}{_json(head)[:-1]}, "items": ['
        yield from _listed(holding.told(person))
        yield "]}"
    yield '], "looks": ['
    rows = lines(person).order_by(*NEWEST_FIRST).iterator(chunk_size=BATCH)
    yield from _listed(line_of(shown(line)) for line in rows)
    yield "]}"


def whole(person: Person) -> dict[str, Any]:
    """The same at once."""
    found: dict[str, Any] = json.loads("".join(pieces(person)))
    return found


def _listed(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for n, item in enumerate(items):
        yield f"{',' if n else ''}\n{_json(item)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def archive(person: Person, pages: Mapping[str, bytes]) -> IO[bytes]:
    """A ZIP on disk, at its beginning: the pages, data.json, and below files/ what was handed in, by matter.

    One file is in memory at a time. What went while it was made is left out.
    """
    made = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for name, page in pages.items():
            packed.writestr(name, page)
        with packed.open("data.json", "w", force_zip64=True) as out:
            for piece in pieces(person):
                out.write(piece.encode())
        for n, (folder, file) in enumerate(((f, one) for holding in HELD for f, one in holding.files(person)), 1):
            try:
                packed.writestr(f"files/{folder}/{n:03d} {_plain(file.plain_name)}", store.content(file))
            except FileNotFoundError:
                continue
    made.seek(0)
    return made


def _plain(name: str) -> str:
    """A name that every system takes: short, without the signs that some forbid, its ending kept."""
    stem, dot, ending = re.sub(r'[<>:"/\\|?*]', "_", name).rpartition(".")
    return f"{(stem or ending)[:LONGEST]}{dot if stem else ''}{ending[:10] if stem else ''}"
