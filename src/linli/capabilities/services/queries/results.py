"""Granted results, as their prints are checked by anybody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from linli.capabilities.services.models import Application, Result
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.states import Outcome
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.api.problems import not_found


@dataclass(frozen=True)
class Checked:
    """What a result says of itself in public."""

    code: str
    item: dict[str, str]
    issued_by: dict[str, str]
    issued: datetime
    until: date | None
    valid: bool
    revoked: datetime | None


def to_renew(person: int, items: Collection[str]) -> Result | None:
    """The person's result of these items that ends first, of those that hold today and that nothing renews yet.

    Locked until the transaction ends, so that of two renewals at once one finds it taken.
    """
    rows = Result.objects.filter(application__person=person, application__item__in=items, revoked=None)
    rows = rows.filter(until__gte=clock.today()).order_by("until", "pk")
    renewing = Application.objects.filter(Q(outcome=None) | Q(outcome=Outcome.GRANTED))
    for found in rows.select_for_update(of=("self",)):
        if not renewing.filter(renews=found).exists():
            return found
    return None


# Granted matters that renew the result of another, or of one that did, as far as they hold.
RESTING = (
    "WITH RECURSIVE down AS (SELECT r.application_id AS start, a.id, a.number FROM services_result r "
    "JOIN services_application a ON a.renews_id = r.id AND a.outcome = 'granted' WHERE r.application_id = ANY(%s) "
    "UNION SELECT down.start, a.id, a.number FROM down JOIN services_result r ON r.application_id = down.id "
    "JOIN services_application a ON a.renews_id = r.id AND a.outcome = 'granted') "
    "SELECT down.start, down.number FROM down JOIN services_result r ON r.application_id = down.id "
    "WHERE r.revoked IS NULL ORDER BY down.id"
)
# The revoked results that a matter renews, or that were renewed before it.
REVOKED = (
    "WITH RECURSIVE up AS (SELECT id AS start, renews_id AS result FROM services_application WHERE id = ANY(%s) "
    "UNION SELECT up.start, a.renews_id FROM up JOIN services_result r ON r.id = up.result "
    "JOIN services_application a ON a.id = r.application_id WHERE a.renews_id IS NOT NULL) "
    "SELECT up.start, a.number FROM up JOIN services_result r ON r.id = up.result "
    "JOIN services_application a ON a.id = r.application_id WHERE r.revoked IS NOT NULL ORDER BY a.id"
)


def chained(which: str, applications: Sequence[int]) -> dict[int, list[str]]:
    """RESTING on each of these matters' results, or REVOKED before it: numbers; one query, none for none."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    if applications:
        with connection.cursor() as cursor:
            cursor.execute(which, [list(applications)])
            for start, number in cursor.fetchall():
                found[start].append(number)
    return found


def plain(code: str) -> str:
    """A code as typed from paper, without the gaps that make it readable."""
    return re.sub(r"[\s-]", "", code).upper()


def check(code: str) -> Checked:
    """What the public page says. Raises Problem 404 for a code that nobody issued."""
    typed = plain(code)
    rows = Result.objects.select_related("application").only(
        "code", "issued", "until", "revoked", "application__version"
    )
    found = rows.filter(code=typed).first() if re.fullmatch(r"[0-9A-Z]{16}", typed) else None
    if found is None:
        raise not_found()
    item = catalogue().version(found.application.version_id)
    body = network().unit(item.competent_body)
    holds = found.revoked is None and (found.until is None or clock.today() <= found.until)
    return Checked(found.code, item.name, body.names, found.issued, found.until, holds, found.revoked)
