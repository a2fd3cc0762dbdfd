"""What becomes of what a person said is wrong when they ask for all that is held of them to be erased."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.queries import title
from linli.commons.people.models import Person
from linli.commons.people.queries.erasing import Line
from linli.commons.people.states import Fate


def fates(person: Person) -> Iterable[Line]:
    """Each of them, the newest first; one query."""
    for one in CorrectionRequest.objects.filter(person=person).order_by("-id"):
        name = _("Wrong in: %(kind)s") % {"kind": title(one)}
        if one.outcome:
            yield Line(Fate.ERASED, name, href="/me/corrections/")
        else:
            yield Line(Fate.KEPT, name, href="/me/corrections/", why=_("It has not been answered yet."))
