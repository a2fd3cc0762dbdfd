"""The one verb: a list that an office handed over takes the place of the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from linli.commons.credentials.facts import RegisterLoaded
from linli.commons.credentials.models import Entry, Register
from linli.commons.credentials.queries import REGISTER, told
from linli.kernel import clock
from linli.kernel.record.writing import By, Ref, record
from linli.kernel.secrets import blind

BATCH = 5000


@dataclass(frozen=True)
class Line:
    """Somebody in a list: identity number, name, since when and until which last day."""

    number: str
    name: str
    since: date
    until: date | None


@dataclass(frozen=True)
class List:
    """A register as it was read; `name` and `keeper` by language."""

    code: str
    kind: str
    name: dict[str, str]
    keeper: dict[str, str]
    as_of: date
    use_until: date
    lines: Sequence[Line]

    @property
    def digest(self) -> bytes:
        """Of everything in it, under the installation's key, so that it tells nothing of whom it names."""
        plain = hashlib.sha256()
        for part in (self.kind, self.name, self.keeper, self.as_of, self.use_until, *self.lines):
            plain.update(f"{part!r}\n".encode())
        return blind("register.digest", plain.hexdigest())


@transaction.atomic
def load(list_: List) -> bool:
    """Put this list in place of the one before it, whole. False: it is the one that is there already.

    Raises ValueError for a list that is older than the one that is there, or shows something else.
    """
    defaults = {
        "kind": list_.kind, "name": list_.name, "keeper": list_.keeper, "as_of": list_.as_of,
        "use_until": list_.use_until, "digest": b"", "loaded": clock.now(),
    }  # fmt: skip
    Register.objects.get_or_create(code=list_.code, defaults=defaults)
    kept = Register.objects.select_for_update().get(code=list_.code)
    digest = list_.digest
    if bytes(kept.digest) == digest:
        return False
    if kept.digest and list_.kind != kept.kind:
        raise ValueError(f"shows {list_.kind}, and the list that is there {kept.kind}: give it a code of its own")
    if kept.digest and list_.as_of < kept.as_of:
        raise ValueError(f"is older than the list of {kept.as_of} that is there")
    for field, value in (defaults | {"digest": digest}).items():
        setattr(kept, field, value)
    kept.save()
    kept.entries.all().delete()
    rows = (
        Entry(register=kept, tag=blind(REGISTER, told(line.number, line.name)), since=line.since, until=line.until)
        for line in list_.lines
    )
    Entry.objects.bulk_create(rows, batch_size=BATCH)
    fact = RegisterLoaded(list_.kind, list_.as_of.isoformat(), list_.use_until.isoformat(), len(list_.lines))
    record(fact, about=Ref(REGISTER, list_.code), by=By(None))
    return True
