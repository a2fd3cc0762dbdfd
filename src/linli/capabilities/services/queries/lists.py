"""Lists of matters: search, home page, and one line for each duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application, Step
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.declarations import KIND as DECLARATION
from linli.capabilities.services.queries.newest import newest, newest_that_fit
from linli.capabilities.services.queries.ratings import KIND as RATING
from linli.capabilities.services.queries.seeing import KIND, OBJECTION
from linli.capabilities.services.queries.words import read
from linli.capabilities.services.states import OVER, State
from linli.commons.duties.models import Duty
from linli.commons.duties.queries import Line
from linli.commons.duties.states import DECIDING, DutyKind
from linli.commons.places.models import Place, Unit
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.texts import said

OVER_THE_END = (DECLARATION, RATING, OBJECTION)  # what is still owed when a matter is over


def listed(
    user: User, rows: QuerySet[Application], q: str, limit: int, before: int | None, **equal: Any
) -> QuerySet[Application]:
    """Of these rows, which the user sees, those that can be among the newest `limit` older than `before`.

    `q`: a matter's number, or words of which each must fit its name, item, community or station. Raises Problem 400
    for what looks like an identity or phone number.
    """
    asked = read(q)
    if asked is None:
        return rows.filter(pk__in=newest(user, limit, before, **equal))
    if asked.number:
        return rows.filter(Q(number=asked.number) | Q(joint__number=asked.number), **equal)
    if not asked.words:
        return rows.none()
    return rows.filter(pk__in=newest_that_fit(user, asked, limit, before, **equal))


def lines(numbers: Sequence[str], user: User) -> Mapping[str, Line]:
    """Who, what and where of each matter, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.number, p.name, a.version_id, a.step_k, a.procedure, c.id, late.yes IS NOT NULL, "
            "a.urgent AND a.state = 'filed' AND a.helped_at IS NULL "
            "FROM services_application a JOIN people_person p ON p.id = a.person_id "
            "LEFT JOIN services_correction c ON c.application_id = a.id "
            "LEFT JOIN LATERAL (SELECT true AS yes FROM duties_clock d WHERE d.subject_kind = %s "
            "AND d.subject_id = a.number AND d.kind = ANY(%s) AND d.ended IS NULL AND d.due_at < %s LIMIT 1) late "
            "ON true WHERE a.number = ANY(%s)",
            [KIND, list(DECIDING), civic.now(), list(numbers)],
        )
        rows = cursor.fetchall()
    found = {}
    for number, name, version, k, procedure, correction, overdue, at_once in rows:
        item = catalogue().version(version)
        step = said(item.step(k).name) if k else _("Accept, after the correction") if correction else ""
        step = said(item.procedures[procedure].name) if procedure else step
        step = _("It can't wait: see whether to help first") if at_once else step
        found[number] = Line(name, said(item.name), f"/matters/{number}", step, overdue, at_once)
    return found


def unfinished(at: Place | Unit) -> int:
    """How many matters wait that belong to a community, or to the unit that took them in, works, decides or checks.

    One that has ended waits as long as somebody is still to be told of it.
    """
    if isinstance(at, Place):
        here = Q(community=at.pk)
    else:
        stays = Step.objects.filter(application=OuterRef("pk"), unit=at.pk, left=None)
        here = Q(taken_in_by=at.pk) | Q(decided_by=at.pk) | Q(Exists(stays))
    owed = Duty.objects.filter(subject_kind__in=OVER_THE_END, closed=None).values("subject_id")
    untold = Duty.objects.filter(subject_kind=KIND, kind=DutyKind.TELL, closed=None).values("subject_id")
    open_ = ~Q(state__in=(State.DRAFT, *OVER)) | Q(state__in=OVER, number__in=owed)
    open_ |= Q(state=State.ENDED, number__in=untold)
    return Application.objects.filter(here & open_).count()
