"""What this room holds of a person, why and until when: matters, papers, ratings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.capabilities.services.api import shapes
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import View, catalogue, views
from linli.capabilities.services.queries.applications import draft_of
from linli.capabilities.services.queries.item_page import not_published, unit_name
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.retention import kept_until
from linli.capabilities.services.queries.seeing import KIND, TOGETHER
from linli.capabilities.services.states import Outcome, State
from linli.commons.people.models import Person
from linli.commons.people.queries.held import Holding, Row, hold
from linli.commons.ratings import queries as ratings
from linli.commons.ratings.models import Rating
from linli.commons.ratings.states import Level
from linli.kernel.files import store
from linli.kernel.files.models import File
from linli.kernel.texts import said
from linli.kernel.ui.words import day_full, grouped

BATCH = 100  # matters in memory at a time
NOT_THEIRS = ("objections", "objectors", "allowed", "warnings")  # of others, or for the moment only


def matters_of(person: Person) -> QuerySet[Application]:
    """Everything of which the person is the one concerned, newest first."""
    return Application.objects.filter(person=person).order_by("-id")


def _matters(person: Person, most: int | None) -> Iterable[Row]:
    for a in matters_of(person).select_related("result")[:most]:
        item = catalogue().version(a.version_id)
        state = str(Outcome(a.outcome).label) if a.outcome else str(State(a.state).label)
        kept = period(item.retention) if item.retention else not_published()
        told = [state, grouped(a.number), day_full(a.filed_at or a.drafted_at)]
        told += [unit_name(item.competent_body), _("kept for: %(period)s") % {"period": kept}]
        if until := kept_until(a, item):
            told.append(_("erased after %(day)s") % {"day": day_full(until)})
        if a.restricted_at:
            told.append(_("locked away since %(day)s, as you asked") % {"day": day_full(a.restricted_at)})
        yield Row(said(item.name), " · ".join(told), f"/matters/{a.number}", a.number)


def _matters_told(person: Person) -> Iterator[dict[str, Any]]:
    """A batch of matters at a time, so that what is in memory does not grow with their number."""
    user, before = person.account, None
    while True:
        rows = matters_of(person).select_related(*TOGETHER, "joint")
        found = list((rows.filter(pk__lt=before) if before else rows)[:BATCH])
        if not found or user is None:
            return
        made = views(found)
        beside = shapes.around(made, user)
        yield from (_whole(one, shapes.application(one, user, beside=beside)) for one in made)
        before = found[-1].pk


def _whole(view: View, told: dict[str, Any]) -> dict[str, Any]:
    """The contract's Application as the person reads it, what was filed in plain, and how long it is kept."""
    item = view.item
    kept = {name: value for name, value in told.items() if name not in NOT_THEIRS}
    kept["timeline"] = [{k: v for k, v in line.items() if k != "officers"} for line in told["timeline"]]
    kept["answers"] = view.filing.get("answers", {})
    if view.draft:
        kept["draft"] = view.draft
    kept["name"] = said(item.name)
    kept["competent_body"] = item.competent_body
    kept["retention"] = period(item.retention) if item.retention else None
    return kept


def files_of(person: Person) -> Iterator[tuple[str, File]]:
    """What is attached to the person's matters, then what their drafts name, with the matter's number."""
    numbers = Application.objects.filter(person=person).values("number")
    attached = File.objects.filter(attached_kind=KIND, attached_id__in=numbers).order_by("-created", "pk")
    for file in attached.iterator(chunk_size=BATCH):
        yield file.attached_id, file
    drafts = Application.objects.filter(person=person, draft__isnull=False).order_by("-id")
    for a in drafts:
        named = [paper["file"] for paper in (draft_of(a) or {}).get("materials", ()) if "file" in paper]
        for file in File.objects.filter(pk__in=named, attached_kind="").order_by("pk"):
            yield a.number, file


def _papers(person: Person, most: int | None) -> Iterable[Row]:
    numbers = Application.objects.filter(person=person).values("number")
    rows = File.objects.filter(attached_kind=KIND, attached_id__in=numbers).order_by("-created", "pk")
    for file in rows[:most]:
        told = " · ".join((grouped(file.attached_id), day_full(file.created)))
        yield Row(file.plain_name, told, f"/papers/{file.pk}", file.pk)


def _papers_told(person: Person) -> Iterator[dict[str, Any]]:
    for number, file in files_of(person):
        yield {"application": number, **store.shape(file), "href": f"/api/v1/files/{file.pk}"}


def _rated(person: Person) -> QuerySet[Rating]:
    numbers = Application.objects.filter(person=person, delivered_at__isnull=False).values("number")
    return Rating.objects.filter(subject_kind=KIND, subject_id__in=numbers).order_by("-rated", "-pk")


def _ratings(person: Person, most: int | None) -> Iterable[Row]:
    for one in _rated(person)[:most]:
        told = [grouped(one.subject_id), day_full(one.rated), ratings.comment(one), ratings.followed(one)]
        number = one.subject_id
        yield Row(str(Level(one.level).label), " · ".join(filter(None, told)), f"/matters/{number}", number)


def _followed_up(one: Rating) -> dict[str, Any] | None:
    if one.followed_level is None:
        return None
    return {"level": one.followed_level, "comment": ratings.followed(one) or None}


def _ratings_told(person: Person) -> Iterator[dict[str, Any]]:
    for one in _rated(person).iterator(chunk_size=BATCH):
        yield {
            "application": one.subject_id, "level": one.level, "comment": ratings.comment(one) or None,
            "rated_at": shapes.moment(one.rated), "answer": ratings.answer(one) or None,
            "called_on": one.called.isoformat() if one.called else None, "struck": bool(one.struck),
            "followed_up": _followed_up(one),
        }  # fmt: skip


WORKED_ON = gettext_lazy(
    "Because the law makes it the duty of the body named at each matter to decide on it and to be able to show how "
    "(Personal Information Protection Law, article 13(1)3). A draft is yours alone until you file it."
)
hold(
    Holding(
        "matters", 30, "file-earmark-text", gettext_lazy("Matters"), WORKED_ON,
        gettext_lazy("As long as stands at each matter; a draft until you throw it away."),
        _matters, _matters_told, every="services:matters", guarded=True,
    )
)  # fmt: skip
hold(
    Holding(
        "papers", 40, "paperclip", gettext_lazy("Papers and photos handed in"),
        gettext_lazy("To prove what was filed with them; on the same ground as the matter."),
        gettext_lazy("As long as their matter. What you upload and never hand in is thrown away after a day."),
        _papers, _papers_told, files_of, guarded=True,
    )
)  # fmt: skip
hold(
    Holding(
        "ratings", 70, "star", gettext_lazy("Ratings"),
        gettext_lazy("Because you said it, so that what was bad is answered."),
        gettext_lazy("As long as the matter that you rated."),
        _ratings, _ratings_told,
    )
)  # fmt: skip
