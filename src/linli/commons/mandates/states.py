"""Who may act for somebody: as what, on what ground, and where it stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """A guardian acts in all matters, in the ward's place; who holds a mandate acts in what it names."""

    GUARDIAN = "guardian", _("Guardian")
    MANDATE = "mandate", _("Authorised")


class Ground(TextChoices):
    """Why: 民法典 27 (parents; where they are dead or can't, near relatives), 31 (appointed), 24 and 28 (a court says
    what an adult can't do), 33 (agreed in writing, in force once the adult can't), 165 (a mandate)."""

    PARENT = "parent", _("Parent of a child under 18")
    RELATIVE = "relative", _("Near relative, guardian of a child under 18")
    APPOINTED = "appointed", _("Appointed guardian of a child under 18")
    COURT = "court", _("Guardian of an adult, by a court's judgment")
    AGREED = "agreed", _("Guardian of an adult, agreed in writing beforehand")
    SELF = "self", _("Given from the person's own account")
    WRITTEN = "written", _("Letter of authority, signed by the person")


class State(TextChoices):
    """`asked` waits for the window's check, `offered` for whom it is made out to."""

    ASKED = "asked", _("Being checked")
    OFFERED = "offered", _("Not taken up yet")
    ACTIVE = "active", _("In force")
    REFUSED = "refused", _("Not confirmed")
    ENDED = "ended", _("Ended")


GROUNDS = {
    Kind.GUARDIAN: (Ground.PARENT, Ground.RELATIVE, Ground.APPOINTED, Ground.COURT, Ground.AGREED),
    Kind.MANDATE: (Ground.SELF, Ground.WRITTEN),
}
OF_MINORS = (Ground.PARENT, Ground.RELATIVE, Ground.APPOINTED)
OF_AGE = 18  # 民法典 Art. 17
