"""One line for each thing that somebody applied for: a matter, or several items as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.capabilities.services.models import Application, Joint
from linli.capabilities.services.pages.joint import coming_together
from linli.capabilities.services.pages.next import Next, coming
from linli.capabilities.services.queries import views
from linli.capabilities.services.queries.joint import joint_views
from linli.commons.people.models import Person
from linli.kernel.access.models import User
from linli.kernel.texts import said


@dataclass(frozen=True)
class Listed:
    """What it is, whose, under which number, since when, and what happens next."""

    name: str
    number: str
    person: Person
    at: datetime
    next: Next

    @property
    def href(self) -> str:
        return f"/matters/{self.number}"


def listed(rows: Sequence[Application], user: User) -> list[Listed]:
    """The lines of these matters; a part stands for all that it was applied for with."""
    ids = {one.joint_id for one in rows if one.joint_id is not None}
    joints = Joint.objects.filter(pk__in=ids).select_related("person") if ids else ()
    together = {one.joint.pk: one for one in joint_views(list(joints), user)} if ids else {}
    single = {view.number: view for view in views([one for one in rows if one.joint_id not in together])}
    found: list[Listed] = []
    for row in rows:
        if row.joint_id in together:
            all_ = together[row.joint_id]
            joint = all_.joint
            found.append(
                Listed(said(all_.item.name), joint.number, joint.person, joint.filed_at, coming_together(all_))
            )
            continue
        view = single[row.number]
        at = row.filed_at or row.drafted_at
        found.append(Listed(said(view.item.name), view.number, row.person, at, coming(view)))
    return found
