"""Telling, reading, holding."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, transaction

from linli.commons.messages.models import Hold, Message
from linli.commons.messages.queries import TEMPLATES, visible_to
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.record.timeline import Entry
from linli.kernel.record.writing import Ref


def tell(person: int, template: str, params: dict[str, Any], because: Entry) -> bool:
    """Give a person a message because of a fact; once for each (fact, person, template). Called by followers only."""
    if template not in TEMPLATES:
        raise LookupError(f"no message template {template!r}")
    if because.position is None:
        raise ValueError("messages follow the sequenced record")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_message (person_id, position, template, params, occurred, held) "
            "VALUES (%s, %s, %s, %s::jsonb, %s, EXISTS (SELECT FROM messaging_hold)) ON CONFLICT DO NOTHING",
            [person, because.position, template, json.dumps(params), because.occurred],
        )
        return bool(cursor.rowcount)


def forget(subject: Ref) -> None:
    """Delete what anybody was told about a subject."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM messaging_message m USING record_entry e "
            "WHERE m.position = e.position AND e.subject_kind = %s AND e.subject_id = %s",
            [subject.kind, subject.id],
        )


def read(messages: list[int], *, by: User) -> int:
    """The reader has seen these messages of theirs."""
    return visible_to(by).filter(pk__in=messages, read=None).update(read=clock.now())


def read_all(*, by: User) -> int:
    """The reader has seen all messages of theirs."""
    return visible_to(by).filter(read=None).update(read=clock.now())


@transaction.atomic
def hold() -> None:
    """From now on new messages wait. Done by a restore."""
    Hold.objects.get_or_create(one=True, defaults={"since": clock.now()})


@transaction.atomic
def release() -> int:
    """Let out what waited; how many messages."""
    Hold.objects.all().delete()
    return Message.objects.filter(held=True).update(held=False)
