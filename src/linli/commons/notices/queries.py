"""What hangs on a community's board now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.commons.notices.models import Notice, NoticesContent, Objection
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.grants import Somebody
from linli.kernel.record.content import contents
from linli.kernel.record.writing import Ref
from linli.kernel.texts import said
from linli.kernel.ui.finding import Found, Hit, counted_off, fit, words
from linli.kernel.ui.words import day

MOST = 1_000  # more than hang at once on all boards

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


def find(user: Somebody, q: str, mark: str, limit: int) -> Found:
    """What hangs now, found by its title and its community; never by what it publishes of somebody.

    Boards are there to be read; looking over all of them for a person's name is something else.
    """
    asked = words(q)
    rows = running().order_by("-id").values_list("id", "community_id", "title", "until")[:MOST] if asked else ()
    hits = []
    for _id, community, title, until in rows:
        place = network().place_by_id(community)
        if fit(asked, *title.values(), place.name, *place.names.values(), _("Public notice")):
            told = _("%(place)s, until %(day)s") % {"place": said(place.names) or place.name, "day": day(until)}
            hits.append(Hit(said(title), told, reverse("notices:board", args=[place.code])))
    return counted_off(hits, mark, limit)
