"""What hangs on a community's board now."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.commons.notices.models import Notice
from linli.kernel import clock


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
