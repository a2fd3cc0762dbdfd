"""Bytes on disk, whole or not at all. A file is there for good before its row is committed; an orphan harms nobody."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings


def path(file_id: str) -> Path:
    """Where the sealed bytes of a file lie; 256 folders, so that none grows too long to list."""
    return folder(file_id[:2]) / file_id


def folder(name: str) -> Path:
    """One of the 256."""
    return Path(settings.FILES) / name


def write(file_id: str, sealed: bytes) -> None:
    """Write once, through to the disk: the caller's commit promises that it survives a power cut."""
    target = path(file_id)
    for folder in (target.parent.parent, target.parent):
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync(folder.parent)
    handle, staged = tempfile.mkstemp(dir=target.parent, prefix=".")  # 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        os.link(staged, target)
    finally:
        os.unlink(staged)  # noqa: PTH108
    _sync(target.parent)


def remove(file_id: str) -> None:
    """Delete the sealed bytes; done already is done."""
    path(file_id).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
