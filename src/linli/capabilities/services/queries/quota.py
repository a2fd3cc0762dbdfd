"""How many results of an item with a quota hold, and who comes first (行政许可法 57)."""

from __future__ import annotations

from django.db.models import Q

from linli.capabilities.services.models import Application, Result
from linli.capabilities.services.states import State
from linli.kernel import clock


def taken(application: Application) -> int:
    """How many results of this item, by the unit that decides on this matter, hold today."""
    rows = Result.objects.filter(application__item=application.item, application__decided_by=application.decided_by_id)
    return rows.filter(Q(until=None) | Q(until__gte=clock.today()), revoked=None).count()


def ahead(application: Application) -> int:
    """How many matters of this item wait for the same unit's decision and were accepted before this one."""
    rows = Application.objects.filter(
        item=application.item, decided_by=application.decided_by_id, state=State.REVIEW
    )  # fmt: skip
    since, pk = application.accepted_at, application.pk
    return rows.filter(Q(accepted_at__lt=since) | Q(accepted_at=since, pk__lt=pk)).count()
