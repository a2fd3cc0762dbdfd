"""Posting, taking down, and objecting."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from linli.commons.duties.models import Clock
from linli.commons.duties.queries import SUBJECTS
from linli.commons.duties.states import ClockKind
from linli.commons.notices.facts import NoticeObjected
from linli.commons.notices.models import Notice, NoticesContent, Objection
from linli.commons.notices.queries import OBJECTED, running, unanswered
from linli.commons.notices.states import Outcome
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.api.problems import Problem, Wrong, not_found
from linli.kernel.record.writing import By, Ref, record
from linli.kernel.secrets import mac

Judge = Callable[[dict[str, Any]], dict[str, str]]
MOST_AN_HOUR = 20  # objections from one address


def post(
    subject: Ref,
    round: int,
    *,
    community: int,
    item: str,
    title: dict[str, str],
    body: dict[str, str],
    published: list[dict[str, object]],
    until: datetime,
) -> Notice:
    """Hang a notice on the community's board from now until `until`. `published`: {name, title, value} in order."""
    return Notice.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        round=round,
        community_id=community,
        item=item,
        title=title,
        body=body,
        published=published,
        starts=clock.now(),
        until=until,
    )


def take_down(subject: Ref) -> int:
    """Its matter went another way: what hangs about a subject goes at once, and so do its fields and objections."""
    unanswered(subject).update(outcome=Outcome.MOOT, answered=clock.now())
    rows = Notice.objects.filter(subject_kind=subject.kind, subject_id=subject.id, ended=None)
    return rows.update(ended=clock.now(), published=[])


def empty_old() -> int:
    """What was published leaves the database when its time is over.

    It hangs for as long as its clock runs: where the holidays of a year were published since, that may be longer.
    """
    about = {name: OuterRef(name) for name in ("subject_kind", "subject_id", "round")}
    due = Clock.objects.filter(kind=ClockKind.NOTICE, ended=None, **about).values("due_at")[:1]
    Notice.objects.filter(ended=None, until__lt=Subquery(due)).update(until=Subquery(due))
    return Notice.objects.filter(until__lte=clock.now(), ended=None).update(ended=clock.now(), published=[])


@transaction.atomic
def object_to(notice: str, raw: dict[str, Any], judge: Judge, *, key: str, address: str) -> tuple[Objection, bool]:
    """Anybody objects (异议) while the notice hangs; True: it is the one that came with this key before.

    `judge`: the words {"name", "phone", "what"} of what came in, `raw`; asked only where one can object. Raises
    Problem 404, 409 when its days are over, 422 for wrong words or a key that came with others, 429 for too many.
    """
    found = _hung(notice)
    subject = Ref(found.subject_kind, found.subject_id)
    SUBJECTS[subject.kind].lock(subject.id)
    asked = mac("objection", json.dumps(raw, sort_keys=True).encode())
    twin = Objection.objects.filter(notice=found, key=key).first() if key else None
    if twin is not None and bytes(twin.asked) != asked:
        title = _("This Idempotency-Key was used for another request.")
        raise Problem(422, "idempotency-key-reused", title, errors=[Wrong("", "choice", title)])
    if twin is not None:
        return twin, True
    if not running().filter(pk=found.pk).exists():
        raise Problem(409, "over", _("The days of this notice are over."))
    sender, words = _not_too_many(address), judge(raw)
    n = Objection.objects.filter(notice__subject_kind=subject.kind, notice__subject_id=subject.id).count() + 1
    content = NoticesContent.keep("objection", subject, words)
    made = Objection.objects.create(
        notice=found, n=n, content=content, key=key, asked=asked, address=sender, at=clock.now()
    )
    OBJECTED[subject.kind](subject.id, n)
    place = network().place_by_id(found.community_id).code
    record(NoticeObjected(str(found.pk), n), about=subject, by=By(None), place=place, content=content)
    return made, False


def _hung(notice: str) -> Notice:
    known = notice.isascii() and notice.isdigit() and len(notice) < 19
    found = Notice.objects.filter(pk=int(notice)).first() if known else None
    if found is None:
        raise not_found()
    return found


def _not_too_many(address: str) -> bytes:
    """The address as it is kept. Raises Problem 429."""
    sender = mac("objection.address", address.encode())
    since = clock.now() - timedelta(hours=1)
    if Objection.objects.filter(address=sender, at__gt=since).count() >= MOST_AN_HOUR:
        raise Problem(429, "slow-down", _("That was a little fast"), headers={"Retry-After": "3600"})
    return sender


def answer(objection: Objection, outcome: str, told: date | None = None) -> None:
    """Keep what became of an objection. The room that owns the subject holds its lock, and records.

    `told`: the day on which who objected was called back, if they were.
    """
    objection.outcome, objection.answered, objection.told = outcome, clock.now(), told
    objection.save(update_fields=["outcome", "answered", "told"])


def called_back(objection: Objection, on: date) -> None:
    """Keep that who objected was called back. The room that owns the subject holds its lock, and records."""
    objection.told = on
    objection.save(update_fields=["told"])


def forget(subject: Ref) -> None:
    """Erase what was objected, and from where; that there were objections, and their outcome, stays."""
    NoticesContent.erase(subject)
    rows = Objection.objects.filter(notice__subject_kind=subject.kind, notice__subject_id=subject.id)
    rows.update(key="", asked=b"", address=b"")
