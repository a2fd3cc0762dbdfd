"""Keeps the words by which matters are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection, transaction

from linli.capabilities.services.models import Application, Words
from linli.capabilities.services.queries.words import document
from linli.commons.people.models import Person

BATCH = 500
NEWEST = 500  # matters whose name is compared with their person's
KEEP = (
    "INSERT INTO services_words AS old (application_id, text, words, stale) "
    "SELECT d.id, d.text, array_to_tsvector(string_to_array(d.words, ' ')), false "
    "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS d (id, text, words) "
    "ON CONFLICT (application_id) DO UPDATE SET text = excluded.text, words = excluded.words, stale = false "
    "WHERE old.text <> '' OR old.stale"
)


def write(applications: Iterable[Application]) -> None:
    """The documents of these matters as they are now, in one statement; one that was emptied stays so.

    Needs the transaction in which they change.
    """
    ids, texts, lists = list[int](), list[str](), list[str]()
    for one in applications:
        text, words = document(one)
        ids.append(one.pk)
        texts.append(text)
        lists.append(" ".join(words))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [ids, texts, lists])


def forget(applications: Collection[int]) -> None:
    """Empty the documents of these matters, by id, for ever: their persons are erased. Numbers go on being found."""
    Words.objects.filter(application__in=applications).update(text="", words="", stale=False)


def renamed(person: Person) -> None:
    """A name was corrected: the newest matters have it at once, a long past when the worker comes to it."""
    mine = Words.objects.filter(application__person=person.pk).exclude(text="")
    mine.update(stale=True)
    newest = Application.objects.filter(person=person.pk).order_by("-pk")[:BATCH]
    write(_of(newest, person))


def _of(applications: Iterable[Application], person: Person) -> list[Application]:
    found = list(applications)
    for one in found:
        one.person = person
    return found


def write_stale() -> int:
    """Write a batch of the documents that are still to be written, newest first; how many they were."""
    with transaction.atomic():
        rows = Words.objects.filter(stale=True).order_by("-application").select_for_update(skip_locked=True)
        ids = list(rows.values_list("application", flat=True)[:BATCH])
        if ids:
            write(Application.objects.filter(pk__in=ids).select_related("person"))
    return len(ids)


def compare_names() -> int:
    """Have those of the newest documents written again that have another name than their person; how many they were.

    Who is renamed while a matter of theirs is being filed finds it under the old name until then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE services_words w SET stale = true FROM services_application a, people_person p "
            "WHERE a.id = w.application_id AND p.id = a.person_id AND w.text <> '' AND NOT w.stale "
            "AND a.id > (SELECT coalesce(max(id), 0) - %s FROM services_application) "
            "AND NOT starts_with(w.text, p.name_fold || ' ')",
            [NEWEST],
        )
        return int(cursor.rowcount)
