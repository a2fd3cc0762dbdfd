"""Catalogue files into published versions: read and judged whole before the first write, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.capabilities.services.actions.catalogue import publish
from linli.capabilities.services.forms.bundle import BundleChecker, Versions, join
from linli.capabilities.services.forms.item_questions import questions_shape
from linli.capabilities.services.forms.item_sense import sense
from linli.capabilities.services.forms.item_shape import ItemChecker
from linli.capabilities.services.models import ItemVersion
from linli.commons.credentials.queries import kinds
from linli.commons.places.public import network
from linli.kernel.sources import Flaw, Flawed, Source, read


def load_catalogue(path: str | Path) -> str:
    """Publish what is new in a file, or in all files of a folder. Returns a summary of one line.

    A bundle joins the newest versions of its items, and is published anew when one of them is. Raises Flawed, with
    every flaw of every item, or of every bundle once the items are sound, and then nothing is written. Loading twice
    changes nothing.
    """
    return load_sources(*read_sources(Path(path)))


def load_sources(sources: Sequence[Source], flaws: Sequence[Flaw] = ()) -> str:
    """The same, of files that were read already. `flaws`: what kept others from being read."""
    bodies = judged([source for source in sources if not _joins(source)], flaws)
    with transaction.atomic():
        new = [version for body in bodies if (version := publish(body))]
        joined = join_bundles([source for source in sources if _joins(source)])
        new += [version for body in joined if (version := publish(body))]
    bodies += joined
    names = ", ".join(f"{version.item.code} {version.number}" for version in new)
    unknown = sorted({kind for body in bodies for kind in _proving(body)} - kinds().keys())
    later = f"; nothing shows yet who holds {', '.join(unknown)}" if unknown else ""
    return (
        f"{len(bodies)} items: {len(new)} published, {len(bodies) - len(new)} as before{names and f' ({names})'}{later}"
    )


def _proving(body: dict[str, Any]) -> list[str]:
    """The kinds of credentials that its papers are proved by."""
    return [kind for material in body.get("materials", ()) for kind in material.get("proved_by", ())]


def read_sources(path: Path) -> tuple[list[Source], list[Flaw]]:
    """The files, and what keeps them from being read, or apart by their codes."""
    flaws: list[Flaw] = []
    sources: list[Source] = []
    files: dict[str, str] = {}
    for file in _files(path):
        try:
            source = read(file)
        except Flawed as flawed:
            flaws += flawed.flaws
            continue
        code = source.get(("code",))
        if isinstance(code, str) and files.setdefault(code, source.file) != source.file:
            flaws.append(source.flaw(("code",), f"{code} is also the code of {files[code]}"))
        sources.append(source)
    return sources, flaws


def _joins(source: Source) -> bool:
    """Whether the file is that of a bundle."""
    return source.get(("parts",)) is not None


def judged(sources: Sequence[Source], flaws: Sequence[Flaw] = ()) -> list[dict[str, Any]]:
    """The bodies of these items. Raises Flawed, with the flaws that were known before."""
    found = [judge_source(source) for source in sources]
    if wrong := [*flaws, *(flaw for _body, some in found for flaw in some)]:
        raise Flawed(wrong)
    return [body for body, _wrong in found]


def join_bundles(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """The bodies of these bundles, and of those published before, with the newest versions of their items.

    Needs the transaction in which the items were published. Raises Flawed: also where a bundle that was published no
    longer fits its items.
    """
    newest = ItemVersion.objects.order_by("item", "-number").distinct("item").select_related("item")
    versions: Versions = {one.item.code: (one.number, one.body) for one in newest}
    given = {source.get(("code",)) for source in sources}
    before = [
        Source(code, data=body["bundle"])
        for code, (_number, body) in versions.items()
        if "bundle" in body and code not in given
    ]
    flaws: list[Flaw] = []
    bodies: list[dict[str, Any]] = []
    for source in [*sources, *before]:
        checker = BundleChecker(source)
        checker.bundle()
        _named(checker, source)
        bodies.append(join(checker, plain(source.data), versions))
        flaws += checker.flaws
    if flaws:
        raise Flawed(flaws)
    return bodies


def _named(checker: ItemChecker, source: Source) -> None:
    code, name = source.get(("code",)), Path(source.file).stem
    if isinstance(code, str) and code != name:
        checker.flaw(("code",), f"{code} differs from the name of the file, {name}")


def judge_source(source: Source) -> tuple[dict[str, Any], list[Flaw]]:
    """One item's body, and all that is wrong in its file."""
    checker = ItemChecker(source)
    checker.shape(network())
    questions_shape(checker)
    body = plain(source.data)
    if not isinstance(body, dict):
        return {}, checker.flaws
    sense(checker, body)
    _named(checker, source)
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
