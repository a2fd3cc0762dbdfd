"""The newest matters that somebody sees, without reading the others: the newest of each ground on which one sees.

This only narrows, and must hold all that `visible_to` shows, which still says who sees what.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models.expressions import RawSQL

from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.words import Asked, communities
from linli.commons.mandates.queries import ACTED_FOR, acting
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.grants import held, posts
from linli.kernel.access.models import User

LAST = 2**62
OF_MATTER = "SELECT a.id FROM services_application a WHERE {0} AND a.id < %s {1} ORDER BY a.id DESC LIMIT %s"
OF_STEP = (
    "SELECT DISTINCT s.application_id AS id FROM services_step s "
    "JOIN services_application a ON a.id = s.application_id "
    "WHERE {0} AND s.application_id < %s {1} ORDER BY 1 DESC LIMIT %s"
)
PERSONS = "SELECT id FROM people_person WHERE account_id = ANY(%s)"


class Ground(NamedTuple):
    """What it is asked of, how a matter on it is found, and how a matter is told to be on it.

    `told` only where one may see very many on it: at a post.
    """

    source: str
    query: str
    fits: str
    told: str = ""


MANY = "unnest(%s::bigint[])"
AT_DESKS = "a.state <> 'draft' AND a.restricted_at IS NULL"
AT_DESK = "EXISTS (SELECT FROM services_step s WHERE s.application_id = a.id AND s.unit_id = ANY(%s))"
COVERED = "a.person_id = one.id AND (cardinality(one.items) = 0 OR a.item = ANY(one.items))"
NOT_PRIVATE = (
    "(a.state <> 'draft' OR a.joint_id IS NOT NULL OR a.filed_by_id = one.account_id OR one.kind = 'guardian')"
)
GROUNDS = (
    Ground(f"({PERSONS})", OF_MATTER, "a.person_id = one.id"),
    Ground(ACTED_FOR, OF_MATTER, f"{COVERED} AND {NOT_PRIVATE}"),
    Ground(MANY, OF_MATTER, "a.filed_by_id = one.id AND a.state = 'draft' AND a.agent_id IS NULL"),
    Ground(MANY, OF_STEP, f"s.unit_id = one.id AND {AT_DESKS}", AT_DESK),
    Ground(MANY, OF_MATTER, f"a.community_id = one.id AND {AT_DESKS}", "a.community_id = ANY(%s)"),
    Ground(MANY, OF_MATTER, "a.taken_in_by_id = one.id AND a.state = 'draft' AND a.channel <> 'online'"),
)
WILL_DECIDE = "a.decided_by_id = one.id AND a.version_id IN ({}) AND " + AT_DESKS
RECENT = 2_000  # matters that are looked at one by one, before the index of words is asked
Part = tuple[str, list[Any]]  # SQL and its values


def newest(user: User, limit: int, before: int | None = None, **equal: Any) -> RawSQL:
    """The ids of the newest matters seen on any ground that are older than `before`; `equal`: state, item, bundle."""
    sql, values = _joined([_each(one, of, before, limit, _equal(equal)) for one, of in _grounds(user)])
    return RawSQL(f"SELECT id FROM ({sql}) seen ORDER BY id DESC LIMIT %s", [*values, limit])


def newest_that_fit(user: User, asked: Asked, limit: int, before: int | None = None, **equal: Any) -> RawSQL:
    """As `newest`, of the matters whose document fits the words that are asked.

    A common word is soon met among the newest, a rare one is found by the index of words; each way is slow for the
    other. So the newest at posts are looked at first, and the index is asked only where too few of them fit.
    """
    check, checked = asked.recheck
    same, equals = _equal(equal)
    fits = f"{same} AND (SELECT ts_match_vq(w.words, %s::tsquery){check} FROM services_words w "
    fits, fitting = f"{fits}WHERE w.application_id = a.id)", [*equals, asked.tsquery, *checked]
    soon = (f"{fits} AND a.id >= (SELECT id FROM edge)", fitting)
    grounds = _grounds(user)
    near = [_each(one, of, before, limit, soon if one.told else (fits, fitting)) for one, of in grounds]
    recent, values = _joined(near)
    values = [before or LAST, RECENT, *values, limit]
    far = [_by_words(one, of, asked, limit, (same, equals)) for one, of in grounds if one.told]
    hits = "".join(f", {hits}" for (hits, _values), _found in far)
    found = "".join(f" UNION ALL ({sql})" for _hits, (sql, _values) in far)
    values += [value for (_sql, more), _found in far for value in more]
    values += [value for _hits, (_sql, more) in far for value in more]
    return RawSQL(
        "WITH edge AS MATERIALIZED (SELECT least(%s::bigint, coalesce(max(id), 0) + 1) - %s AS id "
        f"FROM services_application), recent AS MATERIALIZED (SELECT id FROM ({recent}) seen ORDER BY id DESC "
        f"LIMIT %s){hits} SELECT id FROM (SELECT id FROM recent{found}) fit ORDER BY id DESC LIMIT %s",
        [*values, limit * (1 + len(far))],  # of those on two grounds twice
    )


def _grounds(user: User) -> list[tuple[Ground, list[Any]]]:
    """The grounds on which this user may see something, each with what it is asked of."""
    reach = frozenset[int]().union(*(network().reach(post.unit_id) for post in held(user, "services.see")))
    units = [post.unit_id for post in held(user, "services.work")]
    windows = [post.unit_id for post in held(user, "services.take_in")]
    acts = [[user.pk], civic.today()] if not posts(user) or acting(user) else []
    own, at_posts = [[user.pk]], [[ids] if ids else [] for ids in (units, sorted(reach), windows)]
    asked: tuple[list[Any], ...] = (own, acts, own, *at_posts)
    grounds = [(one, of) for one, of in zip(GROUNDS, asked, strict=True) if of]
    if units and (extendable := catalogue().extendable):
        will_decide = WILL_DECIDE.format(", ".join(map(str, extendable)))
        grounds.append((Ground(MANY, OF_MATTER, will_decide), [units]))
    return grounds


def _equal(equal: dict[str, Any]) -> Part:
    return "".join(f" AND a.{name} = %s" for name in equal), list(equal.values())


def _each(ground: Ground, of: list[Any], before: int | None, limit: int, more: Part) -> Part:
    """The newest matters of each that the ground is asked of."""
    sql, values = more
    found = ground.query.format(ground.fits, sql)
    sql = f"SELECT found.id FROM {ground.source} AS one (id) CROSS JOIN LATERAL ({found}) found"
    return sql, [*of, before or LAST, *values, limit]


def _by_words(ground: Ground, of: list[Any], asked: Asked, limit: int, equal: Part) -> tuple[Part, Part]:
    """What the index of words finds beyond the newest, if these are too few; and what of it is on the ground.

    A community stands among the words: of a common word not all places are read.
    """
    check, checked = asked.recheck
    same, equals = equal
    question = asked.tsquery if ground.told == AT_DESK else f"({asked.tsquery}) & ({communities(of[0])})"
    name = "at_desk" if ground.told == AT_DESK else "around"
    hits = (
        f"{name} AS MATERIALIZED (SELECT w.application_id AS id FROM services_words w WHERE w.words @@ %s::tsquery"
        f"{check} AND (SELECT count(*) FROM recent WHERE id >= (SELECT id FROM edge)) < %s)"
    )
    found = (
        f"SELECT a.id FROM {name} JOIN services_application a ON a.id = {name}.id "
        f"WHERE a.id < (SELECT id FROM edge) AND {ground.told} AND {AT_DESKS}{same} ORDER BY a.id DESC LIMIT %s"
    )
    return (hits, [question, *checked, limit]), (found, [*of, *equals, limit])


def _joined(parts: list[Part]) -> Part:
    return " UNION ".join(sql for sql, _values in parts), [value for _sql, values in parts for value in values]
