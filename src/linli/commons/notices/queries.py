"""What hangs on a community's board now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from linli.commons.notices.models import Notice, NoticesContent, Objection
from linli.kernel import clock
from linli.kernel.record.content import contents
from linli.kernel.record.writing import Ref

# What a room registers for a kind of subject: called with its id and the objection's number, under its lock.
OBJECTED: dict[str, Callable[[str, int], None]] = {}


def running() -> QuerySet[Notice]:
    """Notices that run now, for anybody: hidden at once when they are over, whether or not a sweep has come by."""
    now = clock.now()
    return Notice.objects.filter(starts__lte=now, until__gt=now, ended=None)


def of_community(community: int) -> QuerySet[Notice]:
    """What runs in one community."""
    return running().filter(community=community)


def current(kind: str, subject: str) -> Notice | None:
    """The newest notice about a subject, over or not."""
    return Notice.objects.filter(subject_kind=kind, subject_id=subject).order_by("-round").first()


def unanswered(subject: Ref) -> QuerySet[Objection]:
    """Objections about a subject that nobody has answered, in their order."""
    about = {"notice__subject_kind": subject.kind, "notice__subject_id": subject.id}
    return Objection.objects.filter(**about, answered=None).order_by("n")


@dataclass(frozen=True)
class Said:
    """An objection with its words; all "" after erasure. `round`: its notice's; `told`: they were called back."""

    n: int
    round: int
    at: datetime
    outcome: str
    told: date | None
    name: str
    phone: str
    what: str


def objected(subjects: Collection[Ref]) -> dict[Ref, list[Said]]:
    """What was objected about each of these subjects, answered or not: in two queries, however many they are."""
    about = {
        "notice__subject_kind__in": {subject.kind for subject in subjects},
        "notice__subject_id__in": {subject.id for subject in subjects},
    }
    rows = list(Objection.objects.filter(**about).select_related("notice").order_by("n")) if subjects else []
    texts = contents(NoticesContent, {bytes(one.content) for one in rows})
    found: dict[Ref, list[Said]] = {}
    for one in rows:
        words = texts.get(bytes(one.content), {})
        parts = (str(words.get(part, "")) for part in ("name", "phone", "what"))
        said = Said(one.n, one.notice.round, one.at, one.outcome, one.told, *parts)
        found.setdefault(Ref(one.notice.subject_kind, one.notice.subject_id), []).append(said)
    return found
