"""What somebody sees of mandates, and how one shows on the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.commons.duties.queries import Line
from linli.commons.mandates.models import Mandate, MandatesContent
from linli.commons.mandates.states import State
from linli.commons.people.queries import reach_of
from linli.kernel import clock
from linli.kernel.access.grants import Somebody, held
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.record.content import contents
from linli.kernel.record.writing import Ref

KIND = "mandate"
OFFER_LIFE = timedelta(days=7)
# What a mandate can be about: a room registers its codes with their names in each language.
COVERED: list[Callable[[], dict[str, dict[str, str]]]] = []
BEGUN_AT: list[str] = []  # where a room lets one begin something for somebody: URL name; `?for=` is the person's id


def ref(mandate: int) -> Ref:
    """How the record and duties name a mandate."""
    return Ref(KIND, str(mandate))


def covered() -> dict[str, dict[str, str]]:
    """Everything that a mandate can be about: code, name by language."""
    return {code: name for provide in COVERED for code, name in provide().items()}


def visible_to(user: Somebody) -> QuerySet[Mandate]:
    """Where one acts or is acted for; at a window what it checks or wrote down, and its community's persons'."""
    if not isinstance(user, User):
        return Mandate.objects.none()
    seen = Q(principal__account=user) | Q(agent__account=user)
    if windows := [post.unit_id for post in held(user, "mandates.record")]:
        seen |= Q(unit__in=windows) | Q(principal__community__in=reach_of(user)) & ~Q(state=State.OFFERED)
    return Mandate.objects.filter(seen)


def detail(user: Somebody, id: str) -> Mandate:
    """One of them. Raises Problem 404."""
    rows = visible_to(user).select_related("principal", "agent", "unit")
    found = rows.filter(pk=int(id)).first() if id.isascii() and id.isdigit() and len(id) < 19 else None
    if found is None:
        raise not_found()
    return found


def over() -> list[int]:
    """What is to end because its time is over, oldest first, at most a hundred at once."""
    now = clock.now()
    done = Q(state=State.ACTIVE, during__endswith__lte=clock.today())
    untaken = Q(state=State.OFFERED, made__lte=now - OFFER_LIFE)
    return list(Mandate.objects.filter(done | untaken).order_by("pk").values_list("pk", flat=True)[:100])


def lock(id: str) -> None:
    """Lock a mandate's row."""
    Mandate.objects.select_for_update().only("pk").get(pk=int(id))


def words(mandates: Iterable[Mandate]) -> dict[int, dict[str, Any]]:
    """What was written of those that are not settled, by mandate: name, identity_number, code, reason; one query."""
    digests = {one.pk: bytes(one.content) for one in mandates if one.content}
    kept = contents(MandatesContent, digests.values()) if digests else {}
    return {pk: kept.get(digest, {}) for pk, digest in digests.items()}


def last_day(mandate: Mandate) -> date | None:
    """The last day on which it holds; None: no end is known."""
    until: date | None = mandate.during.upper
    return until - timedelta(days=1) if until else None


def lines(ids: Sequence[str], user: User) -> Mapping[str, Line]:
    """Who asks, for each on the desk."""
    rows = Mandate.objects.select_related("agent").filter(pk__in=[int(id) for id in ids])
    return {str(one.pk): _line(one) for one in rows}


def _line(mandate: Mandate) -> Line:
    name = mandate.agent.name if mandate.agent else ""
    return Line(name, _("Guardian of a child"), f"/acting/{mandate.pk}", step=_("Look at the paper"))
