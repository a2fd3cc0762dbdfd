"""Who of a desk is on a duty: taken, handed over, let go when its holder belongs to the desk no longer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.commons.duties.facts import DutyHandedOver, DutyLetGo, DutyTaken
from linli.commons.duties.models import Duty
from linli.commons.duties.queries import SUBJECTS
from linli.commons.duties.rules import of_desk
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, forbidden, wrong
from linli.kernel.record.writing import By, Ref, record


def locked(duty: int, by: User) -> Duty:
    """The open duty, its subject locked first. Raises Problem 403, 409 when it was closed meanwhile."""
    seen = Duty.objects.get(pk=duty)
    SUBJECTS[seen.subject_kind].lock(seen.subject_id)
    found = Duty.objects.select_for_update().get(pk=duty)
    if not of_desk(by, found):
        raise forbidden()
    if found.closed is not None:
        raise Problem(409, "closed", _("This has been done meanwhile."))
    return found


def _as_member(duty: Duty, by: User) -> By:
    post = next(p for p in posts(by) if p.unit_id == duty.unit_id and p.role == duty.role)
    return By(by.pk, post.unit, post.role)


@transaction.atomic
def take(duty: int, *, by: User) -> Duty:
    """Say that one is on it. A courtesy: any member of the desk may still do the verb. Taking again changes nothing."""
    found = locked(duty, by)
    if found.holder_id == by.pk:
        return found
    if found.holder_id is not None:
        raise Problem(409, "taken", _("A colleague has taken this; ask them to hand it over."))
    found.holder = by
    found.save(update_fields=["holder"])
    about = Ref(found.subject_kind, found.subject_id)
    record(DutyTaken(found.kind), about=about, by=_as_member(found, by))
    return found


@transaction.atomic
def hand_over(duty: int, to: str, reason: str = "", *, by: User) -> Duty:
    """Give a duty to a colleague of the same desk, with a note. Raises Problem 403, 409, 422 (not of the desk)."""
    found = locked(duty, by)
    member = User.objects.filter(username=to, is_active=True).first()
    if member is None or not of_desk(member, found):
        raise wrong([Wrong("/to", "choice", _("Choose a colleague of this desk."))])
    if found.holder_id != member.pk:
        found.holder, found.note = member, reason
        found.save(update_fields=["holder", "note"])
        about = Ref(found.subject_kind, found.subject_id)
        record(DutyHandedOver(found.kind), about=about, by=_as_member(found, by))
    return found


@transaction.atomic
def let_go(duty: int) -> bool:
    """A taken duty whose holder has no post at its desk any more is the desk's again. False when it was not so."""
    seen = Duty.objects.get(pk=duty)
    SUBJECTS[seen.subject_kind].lock(seen.subject_id)
    found = Duty.objects.select_related("holder").select_for_update(of=("self",)).get(pk=duty)
    if found.closed is not None or found.holder is None or of_desk(found.holder, found):
        return False
    found.holder = None
    found.save(update_fields=["holder"])
    record(DutyLetGo(found.kind), about=Ref(found.subject_kind, found.subject_id), by=By(None))
    return True
