"""A granted result is a credential: what was granted here, for other items to accept."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from linli.capabilities.services.models import Result
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.seeing import ref
from linli.commons.credentials.queries import Proof
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.kernel import clock


def granted(person: Person, kinds: Collection[str] | None) -> Iterable[Proof]:
    """What was granted to a person and holds today, the newest first: one query. The item's code is the kind."""
    rows = Result.objects.filter(Q(until=None) | Q(until__gte=clock.today()), revoked=None)
    rows = rows.filter(application__person=person, application__restricted_at=None)
    if kinds is not None:
        rows = rows.filter(application__item__in=list(kinds))
    for one in rows.select_related("application").order_by("-issued", "-pk"):
        a, item = one.application, catalogue().version(one.application.version_id)
        name = item.result.name if item.result else item.name
        since = clock.local(one.issued).date()
        yield Proof(a.item, name, network().unit(item.competent_body).names, since, one.until, ref(a.number))


def kinds() -> dict[str, dict[str, str]]:
    """The kinds of what can be granted here."""
    return {item.code: item.result.name if item.result else item.name for item in catalogue().items}
