"""Taking files in, attaching them to what they are for, and giving them back to who may see them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from linli.kernel import clock
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.log import looked
from linli.kernel.access.models import AccessLog, User
from linli.kernel.files import disk
from linli.kernel.files.kinds import ENDINGS, type_of
from linli.kernel.files.models import NAME, File, new_id
from linli.kernel.record.writing import Ref
from linli.kernel.secrets import seal, unseal

LARGEST = 10 * 1024 * 1024
Seer = Callable[[User, str], bool]
_seers: dict[str, Seer] = {}


class TooLargeError(Exception):
    """More than LARGEST bytes: 413."""


class WrongTypeError(Exception):
    """Not one of the types that are taken, whatever its name says: 415."""


class TakenError(Exception):
    """The file is not there, or is attached to something else."""


def keep(owner: User, name: str, data: bytes) -> File:
    """Take in a file of `owner`'s. Raises TooLargeError, WrongTypeError (an empty file too)."""
    if len(data) > LARGEST:
        raise TooLargeError
    kind = type_of(data)
    if kind is None:
        raise WrongTypeError
    made = new_id()
    disk.write(made, seal(data, purpose=_purpose(made)))
    return File.objects.create(
        id=made, owner=owner, name=seal(_clean(name, kind).encode(), purpose=NAME), type=kind, size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), created=clock.now(),
    )  # fmt: skip


def content(file: File) -> bytes:
    """The plain bytes. Raises FileNotFoundError, Unreadable (also for another file's bytes in its place)."""
    return unseal(disk.path(file.pk).read_bytes(), purpose=_purpose(file.pk))


def opened(file: File, *, by: User) -> bytes:
    """The plain bytes for a reader who may see the file; opening another's leaves a line for the auditor first."""
    if file.owner_id != by.pk:
        held = posts(by)
        only = held[0] if len(held) == 1 else None  # who holds several posts: the log must not name a wrong one
        looked(
            AccessLog(
                at=clock.now(), user=by, unit=only.unit if only else "", role=only.role if only else "",
                subject_kind=file.attached_kind or "file", subject_id=file.attached_id or file.pk, what="file.opened",
                reason=file.pk,
            )
        )  # fmt: skip
    return content(file)


def seen_by(kind: str, sees: Seer) -> None:
    """Register who sees what is attached to this kind of subject: `sees(user, id)`."""
    _seers[kind] = sees


def visible(user: Somebody, file_id: str) -> File | None:
    """The file, for those who see what it is attached to, and while it is attached to nothing for its owner.

    None for everybody else: what was handed in for somebody is no longer one's own once one doesn't see the matter.
    """
    if not isinstance(user, User):
        return None
    file = File.objects.filter(pk=file_id).first() if "\0" not in file_id else None
    if file is None:
        return None
    sees = _seers.get(file.attached_kind)
    if sees is None:
        return file if file.owner_id == user.pk else None
    return file if sees(user, file.attached_id) else None


def usable(user: User, ids: Iterable[str], already: Iterable[str] = ()) -> list[File]:
    """Of these files those that the user may hand in: one's own, and what is `already` in.

    Needs a transaction: until it ends nobody throws them away.
    """
    rows = File.objects.filter(Q(owner=user) | Q(pk__in=set(already)), pk__in=set(ids))
    return list(rows.order_by("pk").select_for_update(no_key=True))


def free(files: Iterable[File], to: Ref) -> dict[str, File]:
    """What to attach for each of these files, by its id: itself, or its copy when it is attached elsewhere already.

    Needs a transaction: the files are locked until it ends, so of two at once the second finds what the first did.
    """
    ids = [file.pk for file in files]
    locked = File.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    return {file.pk: file if file.attached_kind in ("", to.kind) and file.attached_id in ("", to.id) else _copy(file)
            for file in locked}  # fmt: skip


def _copy(file: File) -> File:
    """The same once more, taken in when the first was."""
    made = new_id()
    disk.write(made, seal(content(file), purpose=_purpose(made)))
    return File.objects.create(
        id=made, owner_id=file.owner_id, name=file.name, type=file.type, size=file.size, sha256=file.sha256,
        created=file.created,
    )  # fmt: skip


def attach(ids: Iterable[str], to: Ref) -> None:
    """Attach files for good. Raises TakenError if one is gone or was attached elsewhere meanwhile."""
    wanted = set(ids)
    free = Q(attached_kind="") | Q(attached_kind=to.kind, attached_id=to.id)
    attached = File.objects.filter(free, pk__in=wanted).update(attached_kind=to.kind, attached_id=to.id)
    if attached != len(wanted):
        raise TakenError


def throw_away(ids: Iterable[str]) -> None:
    """Delete files that are attached to nothing; their bytes go once the transaction is committed."""
    loose = File.objects.filter(pk__in=set(ids), attached_kind="")
    gone = [file.pk for file in loose.select_for_update()]
    loose.filter(pk__in=gone).delete()
    for one in gone:
        transaction.on_commit(partial(disk.remove, one))


def destroy(attached: Ref) -> None:
    """Delete what is attached to a subject for good; the bytes go once the transaction is committed."""
    rows = File.objects.filter(attached_kind=attached.kind, attached_id=attached.id)
    gone = [file.pk for file in rows.select_for_update()]
    File.objects.filter(pk__in=gone).delete()
    for one in gone:
        transaction.on_commit(partial(disk.remove, one))


def shape(file: File) -> dict[str, Any]:
    """The contract's File."""
    return {"id": file.pk, "name": file.plain_name, "type": file.type, "size": file.size, "sha256": file.sha256}


def _purpose(file_id: str) -> str:
    return f"file {file_id}"


def _clean(name: str, kind: str) -> str:
    """A device may send a whole path, control characters, nothing, or an ending that belies the content."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    _stem, dot, ending = shown.rpartition(".")
    shown = shown if not dot or ending.casefold() in ENDINGS[kind] else f"{shown}.{ENDINGS[kind][0]}"
    return shown[-200:] or "file"
