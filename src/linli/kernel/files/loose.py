"""Files that nothing refers to: an upload that was never handed in, bytes whose row was never committed.

A file that is being handed in is locked (`store.usable`, `store.attach`) until what names it is committed; it is passed
over, and whoever comes after the sweep finds it gone. A row goes before its bytes, and bytes without a row go later.
"""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable, Iterable
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import ManyToOneRel

from linli.kernel import clock
from linli.kernel.files import disk
from linli.kernel.files.models import File
from linli.kernel.sweeps import seldom

NAMED: list[Callable[[set[str]], set[str]]] = []  # which of these ids a storey above names without attaching them
OFTEN = 60.0  # seconds; each time one of the 256 folders is looked through
BATCH = 500
_WHOLE = re.compile(r"[0-9a-f]{32}")
_folders = itertools.cycle(f"{n:02x}" for n in range(256))


@seldom(OFTEN)
def throw_loose_away() -> None:
    """Rows that are attached to nothing and named by nothing, then bytes that have no row."""
    throw_rows_away()
    throw_bytes_away(next(_folders))


def throw_rows_away() -> int:
    """Delete what has been loose for longer than LOOSE_FILES_KEPT by the civic clock; how many files."""
    rows = File.objects.filter(attached_kind="", created__lt=clock.now() - settings.LOOSE_FILES_KEPT)
    ids = _unnamed(set(rows.values_list("pk", flat=True)))
    return sum(_throw_away(some) for some in _batches(ids))


@transaction.atomic
def _throw_away(ids: list[str]) -> int:
    rows = File.objects.filter(pk__in=ids, attached_kind="").order_by("pk").select_for_update(skip_locked=True)
    gone = _unnamed({file.pk for file in rows})  # once more: what was committed before the lock is seen now
    File.objects.filter(pk__in=gone).delete()
    for one in gone:
        transaction.on_commit(partial(disk.remove, one))
    return len(gone)


def _unnamed(ids: set[str]) -> set[str]:
    """Of these those to which neither a row nor a storey above refers."""
    for field in File._meta.get_fields(include_hidden=True):
        if ids and isinstance(field, ManyToOneRel):
            rows = field.related_model._base_manager.filter(**{f"{field.field.name}__in": ids})
            ids = ids - set(rows.values_list(field.field.attname, flat=True))
    for named in NAMED:
        ids = ids - named(ids) if ids else ids
    return ids


def throw_bytes_away(folder: str) -> int:
    """Delete what lies in one of the 256 folders for longer than LOOSE_FILES_KEPT by the machine's clock and has no
    row, and what was left of a file half written; how many."""
    old = time.time() - settings.LOOSE_FILES_KEPT.total_seconds()
    place = disk.folder(folder)
    names = {one.name for one in os.scandir(place) if _lies_since(one, old)} if place.is_dir() else set()
    gone = {name for name in names if name.startswith(".")}
    for ids in _batches({name for name in names if _WHOLE.fullmatch(name)}):
        gone |= set(ids) - set(File.objects.filter(pk__in=ids).values_list("pk", flat=True))
    for name in gone:
        (place / name).unlink(missing_ok=True)
    return len(gone)


def _lies_since(one: os.DirEntry[str], old: float) -> bool:
    try:
        return one.is_file(follow_symlinks=False) and one.stat(follow_symlinks=False).st_mtime < old
    except FileNotFoundError:  # it went meanwhile
        return False


def _batches(ids: set[str]) -> Iterable[list[str]]:
    ordered = sorted(ids)
    return (ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH))
