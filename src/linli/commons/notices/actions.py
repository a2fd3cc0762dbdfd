"""Posting and taking down."""

from __future__ import annotations

from datetime import datetime

from linli.commons.notices.models import Notice
from linli.kernel import clock
from linli.kernel.record.writing import Ref


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
    """Its matter went another way: what hangs about a subject goes at once, and so do its fields."""
    rows = Notice.objects.filter(subject_kind=subject.kind, subject_id=subject.id, ended=None)
    return rows.update(ended=clock.now(), published=[])


def empty_old() -> int:
    """What was published leaves the database when its time is over."""
    return Notice.objects.filter(until__lte=clock.now(), ended=None).update(ended=clock.now(), published=[])
