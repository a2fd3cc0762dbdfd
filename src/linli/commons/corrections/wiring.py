"""Plugs the room in: its line and pane on the desk, its messages, its place on the pages about what is held."""

from django.utils.translation import gettext_lazy as _

from linli.commons.corrections import facts, reactions
from linli.commons.corrections.actions import forget
from linli.commons.corrections.pages import held, panel
from linli.commons.corrections.queries import KIND, lines, lock, visible_to
from linli.commons.corrections.queries.fates import fates
from linli.commons.corrections.queries.said import TEMPLATES
from linli.commons.duties.queries import Subject
from linli.commons.duties.queries import register as register_subject
from linli.commons.messages.queries import register as register_message
from linli.commons.people.queries.erasing import ERASERS, Eraser
from linli.commons.people.queries.held import FURTHER, WRONG
from linli.commons.people.queries.looks import SUBJECTS
from linli.commons.people.queries.looks import Subject as Looked
from linli.kernel.access.models import User
from linli.kernel.files.store import seen_by

__all__ = ["facts", "held", "reactions"]

register_subject(KIND, Subject(lock=lock, lines=lines, panel=panel))
SUBJECTS[KIND] = Looked(
    "SELECT id::text FROM corrections_correctionrequest WHERE person_id = %s",
    _("Opened what you said is wrong"),
    lambda _id: "/me/corrections/",
    named=False,
    noun=_("correction"),
)
for _name, _template in TEMPLATES.items():
    register_message(_name, _template)
ERASERS.append(Eraser(fates, forget))


def sees(user: User, id: str) -> bool:
    """Whoever sees an asking sees what was signed for it."""
    return visible_to(user).filter(pk=int(id)).exists()


seen_by(KIND, sees)
WRONG.append(("my_corrections:new", "my_corrections:ward"))
FURTHER.append((_("What I said is wrong"), "pencil", "my_corrections:list"))
