"""Drafts that are thrown away: by who made them, or because what a part of several items needs was not granted."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from linli.capabilities.services.actions import verbs
from linli.capabilities.services.facts import PartLeft
from linli.capabilities.services.models import Application, Joint, Part
from linli.capabilities.services.queries import locked
from linli.capabilities.services.queries.drafts import files_of
from linli.capabilities.services.queries.needs import waiting_on
from linli.capabilities.services.rules import check_discard
from linli.capabilities.services.states import Left
from linli.kernel.access.models import User
from linli.kernel.files.models import File
from linli.kernel.files.store import throw_away
from linli.kernel.record.writing import By


@transaction.atomic
def discard(number: str, *, by: User) -> None:
    """Throw a draft away; nothing of it stays, its papers neither. Raises Problem 404, 403, 409."""
    application = locked(by, number)
    standing = check_discard(by, application)
    if application.joint_id is None:
        throw(application)
    else:
        leave_out(application, Left.GIVEN_UP, verbs.as_party(standing, by))


def throw(*drafts: Application) -> None:
    """Delete drafts with the papers that nothing else holds. Needs a transaction that holds them."""
    held = files_of(drafts)
    Application.objects.filter(pk__in=[one.pk for one in drafts]).delete()
    owners = File.objects.filter(pk__in=held).values("owner")  # whoever's they are may have named them elsewhere
    whose = Q(filed_by__in={one.filed_by_id for one in drafts}) | Q(person__in={one.person_id for one in drafts})
    others = Application.objects.filter(
        whose | Q(filed_by__in=owners) | Q(person__account__in=owners), draft__isnull=False
    )
    throw_away(held - files_of(others if held else ()))


def leave_out(application: Application, left: str, by: By, because: str = "") -> None:
    """Leave a part out that was to be filed later, and those that need its result. `because`: the item that was not
    granted. Needs a transaction that holds the draft."""
    assert application.joint_id is not None
    joint = Joint.objects.select_for_update().get(pk=application.joint_id)
    Part.objects.filter(joint=joint, item=application.item).update(left=left)
    throw(application)
    verbs.note_joint(PartLeft(application.item, left, because), joint, by)
    rows = Application.objects.filter(number__in=list(waiting_on(joint.pk, application.item)))
    for needs_it in rows.select_for_update():
        leave_out(needs_it, Left.NEEDED, by, application.item)
