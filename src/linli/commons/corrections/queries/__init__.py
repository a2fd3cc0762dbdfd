"""Askings for correction: whose they are, who answers them, by when, and what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.commons.corrections.models import CorrectionRequest, CorrectionsContent
from linli.commons.corrections.queries.subjects import kinds
from linli.commons.duties.models import Clock
from linli.commons.duties.queries import Line
from linli.commons.mandates.queries import in_force
from linli.commons.mandates.states import Kind
from linli.commons.people.queries import head_desk
from linli.commons.people.queries.held import holding
from linli.commons.people.states import Role
from linli.commons.places.queries import network
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.record.content import contents
from linli.kernel.record.writing import Ref

KIND = "correction"
WITH = ("person", "unit", "under__agent")


def ref(request: int) -> Ref:
    """How the record and duties name an asking."""
    return Ref(KIND, str(request))


def mine(user: Somebody) -> QuerySet[CorrectionRequest]:
    """Of oneself, and of one's wards while the guardianship holds, as far as a guardian sees what it is about."""
    if not isinstance(user, User):
        return CorrectionRequest.objects.none()
    wards = in_force().filter(agent__account=user, kind=Kind.GUARDIAN).values("principal")
    seen = Q(person__in=wards, subject_kind__in=[one.key for one in kinds(guardian=True)])
    return CorrectionRequest.objects.filter(Q(person__account=user) | seen)


def visible_to(user: Somebody) -> QuerySet[CorrectionRequest]:
    """One's own, one's wards', and at a desk what its unit answers."""
    found = mine(user)
    if units := _units(user):
        found |= CorrectionRequest.objects.filter(unit__in=units)
    return found


def _units(user: Somebody) -> list[int]:
    """The units for which the user answers: as generalist there, or as who leads it; no query."""
    held = {(post.unit_id, post.role) for post in posts(user)} if isinstance(user, User) else set()
    units = [unit for unit, role in held if role == Role.GENERALIST]
    if any(role == Role.HEAD for _unit, role in held):
        units += [unit for unit in network().units if head_desk(unit) in held]
    return units


def detail(user: Somebody, id: str) -> CorrectionRequest:
    """One of them. Raises Problem 404."""
    rows = visible_to(user).select_related(*WITH)
    found = rows.filter(pk=int(id)).first() if id.isascii() and id.isdigit() and len(id) < 19 else None
    if found is None:
        raise not_found()
    return found


def lock(id: str) -> None:
    """Lock an asking's row."""
    CorrectionRequest.objects.select_for_update().only("pk").get(pk=int(id))


def words(requests: Iterable[CorrectionRequest]) -> dict[int, dict[str, Any]]:
    """What was written of each: wrong, right, about, and the answer's reason and complaint; one query."""
    digests = {one.pk: [bytes(each) for each in (one.content, one.answer) if each] for one in requests}
    kept = contents(CorrectionsContent, [digest for found in digests.values() for digest in found])
    return {pk: {k: v for digest in found for k, v in kept.get(digest, {}).items()} for pk, found in digests.items()}


def due(requests: Sequence[CorrectionRequest]) -> dict[int, datetime]:
    """By when each that is open is answered, as was told; one query."""
    ids = [str(one.pk) for one in requests if not one.outcome]
    rows = Clock.objects.filter(subject_kind=KIND, subject_id__in=ids, ended=None) if ids else Clock.objects.none()
    return {int(id): at for id, at in rows.values_list("subject_id", "told_due")}


def terms(community: int | None) -> dict[str, Any]:
    """By when an asking is answered, and where one may complain: said by the station, else by who administers there."""
    places = network()
    for find in (places.takes_in, places.administers):
        try:
            unit = find(community or 0)
        except LookupError:
            continue
        if unit.corrections:
            found: dict[str, Any] = unit.corrections
            return found
    return {}


def title(request: CorrectionRequest) -> str:
    """What kind of holding it is about, in the reader's language."""
    held = holding(request.subject_kind)
    return str(held.title) if held else request.subject_kind


def lines(ids: Sequence[str], user: User) -> Mapping[str, Line]:
    """Whose data it is and of what kind, for each on the desk."""
    rows = CorrectionRequest.objects.select_related("person").filter(pk__in=[int(id) for id in ids])
    return {str(one.pk): _line(one) for one in rows}


def _line(one: CorrectionRequest) -> Line:
    return Line(one.person.name, _("Wrong in: %(kind)s") % {"kind": title(one)}, f"/corrections/{one.pk}/")
