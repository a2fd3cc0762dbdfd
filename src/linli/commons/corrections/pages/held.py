"""What this room holds of a person: what they said is wrong, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.queries import KIND, WITH, title, words
from linli.commons.corrections.queries.shown import export_of
from linli.commons.corrections.queries.subjects import OWN
from linli.commons.people.models import Person
from linli.commons.people.queries.held import Holding, Row, hold
from linli.kernel.files.models import File
from linli.kernel.ui.words import day_full

BATCH = 100


def _of(person: Person) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(person=person).select_related(*WITH).order_by("-id")


def _rows(person: Person, most: int | None) -> Iterable[Row]:
    for one in _of(person)[:most]:
        state = str(one.get_outcome_display()) if one.outcome else _("Being looked at")
        yield Row(title(one), f"{state} · {day_full(one.asked_at)}", "/me/corrections/")


def _told(person: Person) -> Iterator[dict[str, Any]]:
    before = None
    while True:
        rows = _of(person)
        found = list((rows.filter(pk__lt=before) if before else rows)[:BATCH])
        if not found:
            return
        said = words(found)
        yield from (export_of(one, said[one.pk]) for one in found)
        before = found[-1].pk


def _files(person: Person) -> Iterable[tuple[str, File]]:
    ids = [str(id) for id in _of(person).values_list("pk", flat=True)]
    rows = File.objects.filter(attached_kind=KIND, attached_id__in=ids).order_by("created", "pk")
    return (("signed", file) for file in rows)


hold(
    Holding(
        OWN, 75, "pencil", gettext_lazy("What you said is wrong"),
        gettext_lazy("Because you asked for it to be corrected (Personal Information Protection Law, article 46)."),
        gettext_lazy("No period is published."),
        _rows, _told, _files, every="my_corrections:list",
    )
)  # fmt: skip
