"""The papers of a filing: what was given, what it rests on where it need not be handed in again, and what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application, Material
from linli.capabilities.services.queries import ref
from linli.capabilities.services.queries.offers import Offer
from linli.capabilities.services.rules import WAYS, offered
from linli.kernel import clock as civic
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Wrong
from linli.kernel.files.store import attach, free, usable
from linli.kernel.record.writing import Ref

Papers = list[dict[str, Any]]


def offered_of(given: Sequence[Any], by: User, application: Application) -> Mapping[str, Offer]:
    """What need not be handed in again; asked only where something is given that could be such.

    Whoever asks for somebody else leaves a line, for a refusal tells too what somebody holds.
    """
    ways = {way for one in given if isinstance(one, dict) for way in one}
    if not ways & {"known", "file"}:
        return {}
    person = application.person
    about = ref(application.number) if application.pk else Ref("person", str(person.pk))
    opened(by, person.account_id, about.kind, about.id)
    return offered(by, application)


def papers_of(
    materials: Sequence[Any],
    by: User,
    found: list[Wrong],
    number: str = "",
    had: Sequence[Mapping[str, Any]] = (),
    offers: Mapping[str, Offer] = MappingProxyType({}),
) -> Papers:
    """The papers with what is known of their files; a file that is not the filer's is named in `found`.

    `number`: of the matter that is filed; what another matter holds already is copied for it.
    """
    asked = [m["file"] for m in materials if "file" in m]
    held = {(one["code"], one["file"]) for one in (*had, *(o.given for o in offers.values())) if "file" in one}
    files = {f.pk: f for f in usable(by, asked, [file for _code, file in held])} if asked else {}
    for i, one in enumerate(materials):  # what the matter holds, it holds as this paper and no other
        file = files.get(one.get("file", ""))
        if "file" in one and (file is None or (file.owner_id != by.pk and (one["code"], file.pk) not in held)):
            found.append(Wrong(f"/materials/{i}/file", "file", _("This file is not there, or not yours.")))
    files = free(files.values(), ref(number)) if files and number and not found else files
    papers = []
    for one in materials:
        paper = {"code": one["code"]} | {way: one[way] for way in WAYS if way in one}
        if "file" in one and (file := files.get(one["file"])) is not None:
            paper |= {"file": file.pk, "name": file.plain_name, "type": file.type, "size": file.size}
            paper |= {"sha256": file.sha256, "on": civic.local(file.created).date().isoformat()}
        papers.append(paper | _noted(one, had, offers))
    return papers


def _noted(one: Mapping[str, Any], had: Sequence[Mapping[str, Any]], offers: Mapping[str, Offer]) -> dict[str, Any]:
    """What a paper rests on, where it is one that need not be handed in again, and since when it is known."""
    given = {name: one[name] for name in ("code", *WAYS) if name in one}
    before = next((paper for paper in had if all(paper.get(name) == value for name, value in given.items())), None)
    if before is not None:
        return {name: before[name] for name in ("on", "from") if name in before}
    offer = offers.get(one["code"])
    if offer is None or offer.given != given:
        return {"on": civic.today().isoformat()} if "seen" in one else {}
    return {"from": offer.noted, "on": offer.came.isoformat()}


def keep_papers(application: Application, papers: Papers) -> None:
    """Attach the papers' files (free: `papers_of` saw to it) and note what is there; what only follows is not."""
    there = [paper for paper in papers if "follows" not in paper]
    if not there:
        return
    attach([str(p["file"]) for p in there if "file" in p], ref(application.number))
    ways = [way for way in WAYS if way not in ("file", "follows")]
    rows = [
        Material(
            application=application,
            code=p["code"],
            file_id=p.get("file"),
            handed_in=date.fromisoformat(p["on"]) if "on" in p else civic.today(),
            rests_on=":".join(p["from"]["source"].values()) if "from" in p else "",
            **{way: way in p for way in ways},
        )
        for p in there
    ]
    Material.objects.bulk_create(rows, batch_size=100)


def used(papers: Papers) -> list[Ref]:
    """What was used instead of handing a paper in: the entry names it among its other subjects."""
    sources = [paper["from"]["source"] for paper in papers if "from" in paper]
    return [Ref(*pair) for pair in sorted({(source["type"], source["id"]) for source in sources})]
