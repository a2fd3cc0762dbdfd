"""Plugs the room in: who checks and writes down, its messages, its line and pane on the desk, its place in the bars."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.commons.duties.queries import Subject
from linli.commons.duties.queries import register as register_subject
from linli.commons.mandates import facts, jobs, reactions
from linli.commons.mandates.pages import held, panel
from linli.commons.mandates.queries import KIND, lines, lock, visible_to
from linli.commons.mandates.queries.said import TEMPLATES
from linli.commons.mandates.rules import is_minor, of_age_on, reads
from linli.commons.messages.queries import register as register_message
from linli.commons.people.models import Person
from linli.commons.people.queries import FOR_MEMBERS, LINKS, WARDS
from linli.commons.people.queries.erasing import REFUSALS
from linli.commons.people.queries.looks import SUBJECTS
from linli.commons.people.queries.looks import Subject as Looked
from linli.commons.people.states import Relation, Role
from linli.kernel.access import grants, tries
from linli.kernel.access.models import User
from linli.kernel.clock import today
from linli.kernel.files.store import seen_by

__all__ = ["facts", "held", "jobs", "reactions"]

grants.allow(Role.GENERALIST, "mandates.record")
register_subject(KIND, Subject(lock=lock, lines=lines, panel=panel))
SUBJECTS[KIND] = Looked(
    "SELECT id::text FROM mandates_mandate WHERE %s IN (principal_id, agent_id)",
    _("Opened who acts for whom"),
    named=False,
    noun=_("mandate"),
)
for _name, _template in TEMPLATES.items():
    register_message(_name, _template)


def sees(user: User, id: str) -> bool:
    """Whoever sees a mandate sees what was shown for it."""
    found = visible_to(user).select_related("principal", "agent").filter(pk=int(id)).first()
    return found is not None and reads(user, found)


tries.limited("mandates.code", "/acting/take", "/api/v1/mandates/take")
seen_by(KIND, sees)
LINKS.append((_("Acting for others"), "people", "mandates:mine"))
WARDS.append(is_minor)


def not_alone(person: Person, user: User) -> str:
    """Who is under 18 has nothing erased alone."""
    alone = person.account_id == user.pk and is_minor(person)
    return gettext("Who is under 18 asks for this through a parent or guardian.") if alone else ""


REFUSALS.append(not_alone)


def enters(member: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """A child of one's household who isn't grown up can be entered, to act for them."""
    birth = member.get("birth_date")
    if member.get("relation") != Relation.CHILD or not birth or today() >= of_age_on(date.fromisoformat(birth)):
        return None
    return gettext("Apply for this child"), "person-plus", "mandates:child"


FOR_MEMBERS.append(enters)
