"""What somebody was spared: papers that needed not be handed in, and trips that needed not be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.capabilities.services.queries.applications import View
from linli.capabilities.services.queries.seeing import KIND
from linli.capabilities.services.states import Means, Outcome
from linli.kernel.access.models import User

FROM_HOME = ("services.ApplicationFiled", "services.ApplicationResubmitted", "services.MaterialsSupplied")
DELIVERED = "services.ResultDelivered"
_OWN = (
    "FROM services_application a JOIN people_person p ON p.id = a.person_id "
    "WHERE p.account_id = %(user)s AND a.filed_at >= %(since)s "
    "AND a.outcome IS DISTINCT FROM %(withdrawn)s"
)
_SINCE = (
    "SELECT (SELECT count(*) FROM services_material m WHERE (m.known OR m.declared OR m.rests_on <> '') AND "
    f"m.application_id IN (SELECT a.id {_OWN})), (SELECT count(*) FROM ("
    "SELECT subject_kind, subject_id, fact, unit, payload FROM record_entry UNION ALL "
    "SELECT subject_kind, subject_id, fact, unit, payload FROM record_inbox) e WHERE subject_kind = %(kind)s AND "
    f"subject_id IN (SELECT a.number {_OWN}) AND (fact = ANY(%(home)s) AND unit = '' AND NOT EXISTS (SELECT FROM "
    "services_application s JOIN services_itemversion v ON v.id = s.version_id WHERE s.number = subject_id AND "
    "v.body ? 'in_person') "
    "OR fact = %(delivered)s AND payload->>'means' <> %(window)s))"
)


@dataclass(frozen=True)
class Spared:
    """Papers: known, declared, or used again. Trips: what was filed, put right or handed in from home, and a result
    that needed not be fetched."""

    papers: int
    trips: int


def spared(view: View) -> Spared:
    """In one matter; nothing in one that was taken back."""
    if view.application.outcome == Outcome.WITHDRAWN:
        return Spared(0, 0)
    papers = sum("from" in paper or "declared" in paper or "known" in paper for paper in view.papers)
    seen = "in_person" in view.item.body  # whoever is seen is spared no trip by filing at home
    home = 0 if seen else sum(entry.fact in FROM_HOME and not entry.unit for entry in view.entries)
    brought = [entry for entry in view.entries if entry.fact == DELIVERED and entry.payload["means"] != Means.WINDOW]
    return Spared(papers, home + len(brought))


def spared_since(user: User, since: datetime) -> Spared:
    """In the user's own matters that were filed since a moment; one query."""
    values: dict[str, Any] = {
        "user": user.pk, "since": since, "kind": KIND, "home": list(FROM_HOME), "delivered": DELIVERED,
        "window": str(Means.WINDOW), "withdrawn": str(Outcome.WITHDRAWN),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, values)
        return Spared(*cursor.fetchone())
