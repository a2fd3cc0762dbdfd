"""Which files what is being prepared names: they are attached when it is filed, not before."""

from __future__ import annotations

from collections.abc import Iterable

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.applications import draft_of


def files_of(drafts: Iterable[Application]) -> set[str]:
    """The ids of the files that these drafts name."""
    return {paper["file"] for one in drafts for paper in (draft_of(one) or {}).get("materials", ()) if "file" in paper}


def named_in_drafts(ids: set[str]) -> set[str]:
    """Of these files those that a draft, or a correction being prepared, names."""
    drafts = Application.objects.filter(draft__isnull=False).only("draft")
    return ids & files_of(drafts.iterator(chunk_size=500))
