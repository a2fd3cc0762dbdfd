"""Catalogue files into published versions: read and judged whole before the first write, all or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.capabilities.services.actions.catalogue import publish
from linli.capabilities.services.forms.item_sense import sense
from linli.capabilities.services.forms.item_shape import ItemChecker
from linli.commons.credentials.queries import kinds
from linli.commons.places.public import network
from linli.kernel.sources import Flaw, Flawed, Source, read


def load_catalogue(path: str | Path) -> str:
    """Publish what is new in a file, or in all files of a folder. Returns a summary of one line.

    Raises Flawed, with every flaw of every file, and then nothing is written. Loading twice changes nothing.
    """
    bodies = read_items(Path(path))
    with transaction.atomic():
        new = [version for body in bodies if (version := publish(body))]
    names = ", ".join(f"{version.item.code} {version.number}" for version in new)
    unknown = sorted({kind for body in bodies for kind in _proving(body)} - kinds().keys())
    later = f"; nothing shows yet who holds {', '.join(unknown)}" if unknown else ""
    return (
        f"{len(bodies)} items: {len(new)} published, {len(bodies) - len(new)} as before{names and f' ({names})'}{later}"
    )


def _proving(body: dict[str, Any]) -> list[str]:
    """The kinds of credentials that its papers are proved by."""
    return [kind for material in body.get("materials", ()) for kind in material.get("proved_by", ())]


def read_items(path: Path) -> list[dict[str, Any]]:
    """The bodies of a file or folder. Raises Flawed."""
    flaws: list[Flaw] = []
    bodies: list[dict[str, Any]] = []
    files: dict[str, Path] = {}
    for file in _files(path):
        try:
            source = read(file)
        except Flawed as flawed:
            flaws += flawed.flaws
            continue
        body, wrong = judge_source(source)
        flaws += wrong
        bodies.append(body)
        code = body.get("code")
        if isinstance(code, str) and files.setdefault(code, file) != file:
            flaws.append(source.flaw(("code",), f"{code} is also the code of {files[code]}"))
    if flaws:
        raise Flawed(flaws)
    return bodies


def judge_source(source: Source) -> tuple[dict[str, Any], list[Flaw]]:
    """One item's body, and all that is wrong in its file."""
    checker = ItemChecker(source)
    checker.shape(network())
    body = plain(source.data)
    if not isinstance(body, dict):
        return {}, checker.flaws
    sense(checker, body)
    code, name = body.get("code"), Path(source.file).stem
    if isinstance(code, str) and code != name:
        checker.flaw(("code",), f"{code} differs from the name of the file, {name}")
    return body, checker.flaws


def plain(value: Any) -> Any:
    """As it is stored: dates as text, nothing that is null."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix in (".yaml", ".yml") and file.is_file())
    if not files:
        raise Flawed([Flaw(str(path), 1, "file", "no item (*.yaml) in this folder")])
    return files
