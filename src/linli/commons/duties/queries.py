"""The one desk: what is owed by me and mine, most urgent first; and what each room says of its subjects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from linli.commons.duties.models import Clock, Duty
from linli.commons.duties.states import DutyKind
from linli.commons.people.queries import person_of
from linli.kernel import clock as now_clock
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.record.writing import Ref

MANY = 99
AGES = datetime(1900, 1, 1, tzinfo=UTC)  # what is as urgent as if it had been due before comes before all others
STOPPED = RawSQL(
    "EXISTS (SELECT FROM duties_stop s WHERE s.clock_id = duties_duty.clock_id AND upper_inf(s.during))",
    (),
    output_field=BooleanField(),
)


class Row(NamedTuple):
    """A duty in the desk's table."""

    id: int
    subject_kind: str
    subject_id: str
    kind: str
    title: dict[str, str]
    due_at: datetime | None
    opened: datetime
    urgency: datetime
    holder_id: int | None
    holder__name: str | None
    holder__username: str | None
    clock__provisional: bool | None
    stopped: bool


def _counted(name: str, which: str) -> str:
    """A view of the desk, counted up to one over 99 at each of its desks."""
    return (
        f"SELECT '{name}', count(*) FROM desk CROSS JOIN LATERAL (SELECT FROM duties_duty d "
        f"WHERE d.unit_id = desk.unit AND d.role = desk.role AND d.closed IS NULL AND {which} LIMIT {MANY + 1}) found"
    )


# Late and due today by `urgency`, which is the due time wherever there is one: the desk's index holds it. What comes
# before all others has one of long ago, and is counted apart.
COUNTS = " UNION ALL ".join([
    "WITH desk AS (SELECT * FROM unnest(%(units)s::bigint[], %(roles)s::text[]) AS desk (unit, role)) "
    + _counted("all", "true"),
    _counted("late", "d.urgency >= %(ages)s AND d.urgency < %(now)s"),
    _counted("today", "d.urgency BETWEEN %(now)s AND %(night)s"),
    _counted("first late", "d.urgency < %(ages)s AND d.due_at < %(now)s"),
    _counted("first today", "d.urgency < %(ages)s AND d.due_at BETWEEN %(now)s AND %(night)s"),
    _counted("taken", "d.holder_id = %(user)s"),
    "SELECT kind, count(*) FROM unnest(%(kinds)s::text[]) AS kinds (kind) CROSS JOIN desk CROSS JOIN LATERAL "
    "(SELECT FROM duties_duty d WHERE d.unit_id = desk.unit AND d.role = desk.role AND d.kind = kinds.kind "
    f"AND d.closed IS NULL LIMIT {MANY + 1}) found GROUP BY kind",
])  # fmt: skip


@dataclass(frozen=True)
class Line:
    """How a subject shows in a list of duties: who, what, where to go; `step`: what is to be done, in its words.

    `overdue`: a limit of the whole has passed, whatever this desk's own limit says. `urgent`: it can't wait.
    """

    who: str
    what: str
    link: str
    step: str = ""
    overdue: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Subject:
    """What a room registers for a kind of subject that duties and clocks point at."""

    lock: Callable[[str], None]
    lines: Callable[[Sequence[str], User], Mapping[str, Line]]
    panel: Panel | None = None


# What the reading pane of the desk shows of a duty's subject: a template of the room's, and its context.
Panel = Callable[[Duty, User], tuple[str, dict[str, Any]]]
SUBJECTS: dict[str, Subject] = {}


@dataclass(frozen=True)
class Side:
    """What a room adds to the desk's left bar: `name` is the page's URL name, `more` that of a short list of it."""

    words: str | Promise
    icon: str
    name: str
    more: str
    shown: Callable[[Somebody], bool]


SIDES: list[Side] = []


def register(kind: str, subject: Subject) -> None:
    """A room plugs in its kind of subject."""
    SUBJECTS[kind] = subject


def beside(user: Somebody) -> list[Side]:
    """What the rooms add to this user's desk."""
    return [side for side in SIDES if side.shown(user)]


def visible_to(user: Somebody) -> QuerySet[Duty]:
    """Open duties of the user's desks and the user's own."""
    if not isinstance(user, User):
        return Duty.objects.none()
    mine = Q()
    for post in posts(user):
        mine |= Q(unit=post.unit_id, role=post.role)
    if (person := person_of(user)) is not None:
        mine |= Q(person=person.pk)
    return Duty.objects.filter(mine, closed=None) if mine else Duty.objects.none()


def seen(user: User, id: str) -> Duty:
    """A duty that is or was the user's, by the id that programs name it by. Raises Problem 404."""
    found = Duty.objects.filter(pk=int(id)).first() if id.isascii() and id.isdigit() and len(id) < 19 else None
    if found is not None and any((p.unit_id, p.role) == (found.unit_id, found.role) for p in posts(user)):
        return found
    person = person_of(user)
    if found is None or person is None or found.person_id != person.pk:
        raise not_found()
    return found


def of_desk(user: Somebody) -> QuerySet[Duty]:
    """Open duties of the user's desks only; what the user owes as a resident is not on the desk."""
    mine = Q()
    for post in posts(user):
        mine |= Q(unit=post.unit_id, role=post.role)
    return Duty.objects.filter(mine, closed=None) if mine else Duty.objects.none()


def shown(user: Somebody) -> QuerySet[Duty]:
    """The desk's duties with all that the pane says, in one query: holder, clock, and `stopped`: no time counts now."""
    return of_desk(user).select_related("holder", "clock", "of_duty").annotate(stopped=STOPPED)


def rows(user: Somebody) -> QuerySet[Duty]:
    """The desk's duties for its table; what it gives are plain Rows."""
    return of_desk(user).annotate(stopped=STOPPED).values_list(*Row._fields, named=True)


def narrowed(rows: QuerySet[Duty], show: str, user: Somebody) -> QuerySet[Duty]:
    """One of the desk's views: all, late, today, taken, or a kind of duty."""
    now = now_clock.now()
    if show == "late":
        return rows.filter(due_at__lt=now)
    if show == "today":
        return rows.filter(due_at__gte=now, due_at__lte=end_of_day(now))
    if show == "taken":
        return rows.filter(holder=user.pk)
    return rows.filter(kind=show) if show in DutyKind.values else rows


def end_of_day(now: datetime) -> datetime:
    """The last moment of the civil day."""
    return now_clock.local(now).replace(hour=23, minute=59, second=59, microsecond=999999)


def counts(user: Somebody) -> dict[str, int]:
    """How many duties each view of the desk holds, up to one over 99; one query that reads no more than it counts."""
    now, desks = now_clock.now(), posts(user)
    values: dict[str, Any] = {
        "units": [post.unit_id for post in desks], "roles": [post.role for post in desks], "user": user.pk,
        "kinds": [kind for kind in DutyKind.values if kind != DutyKind.LATE], "now": now, "night": end_of_day(now),
        "ages": AGES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        rows = cursor.fetchall()
    found = Counter({"all": 0, "late": 0, "today": 0, "taken": 0})
    for name, n in rows:
        found[name.removeprefix("first ")] += n
    return dict(found)


def lines(duties: Sequence[Duty | Row], user: User) -> dict[int, Line]:
    """Who, what and link of each duty; one query for each kind of subject among them."""
    found: dict[int, Line] = {}
    for kind in {duty.subject_kind for duty in duties}:
        mine = [duty for duty in duties if duty.subject_kind == kind]
        said = SUBJECTS[kind].lines([duty.subject_id for duty in mine], user)
        found |= {duty.id: said[duty.subject_id] for duty in mine if duty.subject_id in said}
    return found


def clocks(subject: Ref) -> list[Clock]:
    """All clocks of a subject with their stops, oldest first; two queries."""
    rows = Clock.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return list(rows.prefetch_related("stops").order_by("started", "id"))


def open_duties(subject: Ref) -> QuerySet[Duty]:
    """What is owed on a subject now."""
    return Duty.objects.filter(subject_kind=subject.kind, subject_id=subject.id, closed=None)


def is_late(clock: Clock, now: datetime) -> bool:
    """Past its due time when it ended, or now if it still runs.

    A notice's days are a minimum, and after those of acceptance by silence the law acts: never late. Nothing becomes
    late while it stands still (`stopped`: its stops, where they were read with it).
    """
    if clock.kind in ("notice", "deemed"):
        return False
    if clock.missed is None and any(during.upper is None for during in getattr(clock, "stopped", ())):
        return False
    return (clock.ended or now) > clock.due_at
