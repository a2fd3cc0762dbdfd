"""Who acts for whom today, in what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.states import Kind, State
from linli.commons.people.models import Person
from linli.commons.people.queries import staff
from linli.kernel import clock
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.database.generation import Cached
from linli.kernel.texts import fold_name

# The persons for whom an account acts on a day: (id, items, kind, account_id); for a room's own queries.
ACTED_FOR = (
    "(SELECT m.principal_id, m.items, m.kind, p.account_id FROM mandates_mandate m "
    "JOIN people_person p ON p.id = m.agent_id "
    "WHERE p.account_id = ANY(%s) AND m.state = 'active' AND m.during @> %s::date)"
)


@dataclass(frozen=True)
class Acts:
    """By this mandate somebody acts for a person; `items` empty: in all."""

    mandate: int
    principal: int
    name: str
    community: int | None
    guardian: bool
    items: frozenset[str]

    def covers(self, item: str) -> bool:
        return not self.items or item in self.items


def in_force() -> QuerySet[Mandate]:
    """What holds today."""
    return Mandate.objects.filter(state=State.ACTIVE, during__contains=clock.today())


def _acts(rows: QuerySet[Mandate]) -> Iterable[tuple[int, Acts]]:
    found = rows.order_by("principal__name_fold", "pk").values_list(
        "agent__account", "pk", "principal", "principal__name", "principal__community", "kind", "items"
    )
    for account, pk, principal, name, community, kind, items in found:
        yield account, Acts(pk, principal, name, community, kind == Kind.GUARDIAN, frozenset(items))


def _of_staff() -> dict[int, tuple[Acts, ...]]:
    found: defaultdict[int, tuple[Acts, ...]] = defaultdict(tuple)
    for account, acts in _acts(in_force().filter(agent__account__in=list(staff().of_account))):
        found[account] += (acts,)
    return dict(found)


# Whoever holds a post is asked at every step whether they act for somebody themselves: it is kept in memory.
of_staff: Cached[dict[int, tuple[Acts, ...]]] = Cached(_of_staff, clock.today)


def acting(user: Somebody) -> tuple[Acts, ...]:
    """For whom this account acts today, by name; one query for a resident, none for staff."""
    if not isinstance(user, User):
        return ()
    if posts(user):
        return of_staff().get(user.pk, ())
    if "_acting" not in user.__dict__:
        user.__dict__["_acting"] = tuple(acts for _account, acts in _acts(in_force().filter(agent__account=user)))
    found: tuple[Acts, ...] = user.__dict__["_acting"]
    return found


def tied(user: Somebody, person: int) -> bool:
    """Whether this account acts for a person in anything: a worker then handles nothing of theirs."""
    return any(acts.principal == person for acts in acting(user))


def staff_tied(person: int) -> frozenset[int]:
    """The accounts of staff who act for a person in anything; no query."""
    return frozenset(account for account, all_ in of_staff().items() if any(one.principal == person for one in all_))


def covering(user: Somebody, principal: int, item: str) -> Acts | None:
    """How this account acts for a person in an item: as guardian rather than by a mandate; None: it does not."""
    found = [acts for acts in acting(user) if acts.principal == principal and acts.covers(item)]
    return next((acts for acts in found if acts.guardian), found[0] if found else None)


def acted_for(user: User, person: str, item: str, *kinds: str) -> Exists:
    """Whether the user acts for the person of an outer row (named by its columns) in its item, in the same query.

    `kinds`: of these kinds only; none: of any.
    """
    rows = in_force().filter(agent__account=user.pk, principal=OuterRef(person))
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return Exists(rows.filter(Q(items=[]) | Q(items__contains=[OuterRef(item)])))


def agents(principal: int, item: str, agent: int | None) -> list[Person]:
    """Who hears of a matter beside the person concerned: guardians, and who filed it while the mandate holds."""
    rows = in_force().filter(principal=principal, agent__account__is_active=True)
    rows = rows.filter(Q(items=[]) | Q(items__contains=[item])).filter(Q(kind=Kind.GUARDIAN) | Q(agent=agent))
    return list(Person.objects.filter(pk__in=rows.values("agent")).order_by("pk"))


def agent_names(mandates: Collection[int]) -> dict[int, str]:
    """Who acts by these mandates, whether they hold or are over; no query for none."""
    if not mandates:
        return {}
    return dict(Mandate.objects.filter(pk__in=mandates).values_list("pk", "agent__name"))


def guardianships(principal: int) -> QuerySet[Mandate]:
    """By which somebody is this person's guardian today, by name."""
    rows = in_force().filter(principal=principal, kind=Kind.GUARDIAN)
    return rows.select_related("agent").order_by("agent__name_fold", "pk")


def guardians(principal: int) -> list[str]:
    """The names of this person's guardians today."""
    return list(guardianships(principal).values_list("agent__name", flat=True))


def unentered(name: str, guardians: Collection[str]) -> bool:
    """Whether this is the name of none of the guardians of somebody who has any."""
    return bool(guardians) and fold_name(name) not in {fold_name(one) for one in guardians}


def guarded(principal: int) -> bool:
    """Whether somebody is this person's guardian today."""
    return guardianships(principal).exists()


def guarding(user: User, id: str, lock: bool = False) -> Mandate:
    """The guardianship by which this account speaks for somebody today. Raises Problem 404, also for a mandate.

    `lock`: until the transaction ends it does not end.
    """
    rows = in_force().filter(agent__account=user, kind=Kind.GUARDIAN).select_related("principal")
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    found = rows.filter(pk=int(id)).first() if id.isascii() and id.isdigit() and len(id) < 19 else None
    if found is None:
        raise not_found()
    return found
