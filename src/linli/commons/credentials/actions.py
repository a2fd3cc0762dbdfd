"""The verbs: a list that an office handed over takes the place of the one before it, or is taken out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from linli.commons.credentials.facts import RegisterLoaded, RegisterUnloaded
from linli.commons.credentials.models import Register
from linli.commons.credentials.queries import REGISTER, told
from linli.kernel import clock
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import By, Ref, record
from linli.kernel.secrets import blind

Step = Callable[[int, int], None]  # so many of so many are behind us
COPY = "COPY credentials_entry (register_id, tag, since, until) FROM STDIN"


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
def load(list_: List, step: Step = lambda done, total: None) -> bool:
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
    _write(kept, list_.lines, step)
    fact = RegisterLoaded(list_.kind, list_.as_of.isoformat(), list_.use_until.isoformat(), len(list_.lines))
    record(fact, about=Ref(REGISTER, list_.code), by=By(None))
    return True


def _write(register: Register, lines: Sequence[Line], step: Step) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as rows:
        for n, line in enumerate(lines, 1):
            rows.write_row((register.pk, blind(REGISTER, told(line.number, line.name)), line.since, line.until))
            step(n, len(lines))


@transaction.atomic
def unload(code: str) -> bool:
    """Take a list out, whole: from now on it proves nothing. False: it was taken out before.

    What was decided on it stays, and so does what the record says. Raises LookupError for what was never loaded.
    """
    kept = Register.objects.select_for_update().filter(code=code).first()
    if kept is None:
        if not timeline(Ref(REGISTER, code)):
            raise LookupError(code)
        return False
    fact = RegisterUnloaded(kept.kind, kept.as_of.isoformat(), kept.entries.count())
    kept.entries.all().delete()
    kept.delete()
    record(fact, about=Ref(REGISTER, code), by=By(None))
    return True
