"""The newest matters that somebody sees, without reading the others: the newest of each ground on which one sees.

This only narrows, and must hold all that `visible_to` shows, which still says who sees what.
"""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import RawSQL

from linli.commons.mandates.queries import ACTED_FOR, acting
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.grants import held, posts
from linli.kernel.access.models import User

LAST = 2**62
# Each ground: what it is asked of, and how a matter on it is found.
OF_MATTER = "SELECT a.id FROM services_application a WHERE {0} AND a.id < %s {1} ORDER BY a.id DESC LIMIT %s"
OF_STEP = (
    "SELECT DISTINCT s.application_id AS id FROM services_step s "
    "JOIN services_application a ON a.id = s.application_id "
    "WHERE {0} AND s.application_id < %s {1} ORDER BY 1 DESC LIMIT %s"
)
PERSONS = "SELECT id FROM people_person WHERE account_id = ANY(%s)"
AT_DESKS = "a.state <> 'draft' AND a.restricted_at IS NULL"
GROUNDS = (
    (f"({PERSONS})", OF_MATTER, "a.person_id = one.id"),
    (ACTED_FOR, OF_MATTER, "a.person_id = one.id AND (cardinality(one.items) = 0 OR a.item = ANY(one.items))"),
    ("unnest(%s::bigint[])", OF_MATTER, "a.filed_by_id = one.id AND a.state = 'draft' AND a.agent_id IS NULL"),
    ("unnest(%s::bigint[])", OF_STEP, f"s.unit_id = one.id AND {AT_DESKS}"),
    ("unnest(%s::bigint[])", OF_MATTER, f"a.community_id = one.id AND {AT_DESKS}"),
    ("unnest(%s::bigint[])", OF_MATTER, "a.taken_in_by_id = one.id AND a.state = 'draft' AND a.channel <> 'online'"),
)


def newest(user: User, limit: int, before: int | None = None, **equal: Any) -> RawSQL:
    """The ids of the newest matters seen on any ground that are older than `before`; `equal`: state, item, bundle."""
    reach = frozenset[int]().union(*(network().reach(post.unit_id) for post in held(user, "services.see")))
    units = [post.unit_id for post in held(user, "services.work")]
    windows = [post.unit_id for post in held(user, "services.take_in")]
    acts = [[user.pk], civic.today()] if not posts(user) or acting(user) else []
    own, at_posts = [[user.pk]], [[ids] if ids else [] for ids in (units, sorted(reach), windows)]
    asked: tuple[list[Any], ...] = (own, acts, own, *at_posts)
    more = " ".join(f"AND a.{name} = %s" for name in equal)
    parts: list[str] = []
    values: list[Any] = []
    for (source, query, fits), of in zip(GROUNDS, asked, strict=True):
        if of:
            found = query.format(fits, more)
            parts.append(f"SELECT found.id FROM {source} AS one (id) CROSS JOIN LATERAL ({found}) found")
            values += [*of, before or LAST, *equal.values(), limit]
    return RawSQL(f"SELECT id FROM ({' UNION '.join(parts)}) seen ORDER BY id DESC LIMIT %s", [*values, limit])
