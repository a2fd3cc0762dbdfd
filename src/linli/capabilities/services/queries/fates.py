"""What becomes of a person's matters when they ask for all that is held of them to be erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.retention import kept_until, owed_on
from linli.capabilities.services.queries.seeing import visible_to
from linli.capabilities.services.states import State
from linli.commons.people.models import Person
from linli.commons.people.queries.erasing import Line
from linli.commons.people.states import Fate
from linli.kernel.access.models import User
from linli.kernel.texts import said


def fates(person: Person) -> Iterable[Line]:
    """Each matter of which the person is the one concerned, the newest first; two queries."""
    of = Application.objects.filter(person=person).select_related("result").defer("draft", "filed")
    rows = list(of.order_by("-id"))
    waits = owed_on([one.number for one in rows if one.over_at is not None and one.restricted_at is None])
    for one in rows:
        item = catalogue().version(one.version_id)
        fate, why = _fate(one, one.number in waits)
        until = kept_until(one, item) if fate == Fate.RESTRICTED else None
        if fate == Fate.RESTRICTED and until is None:
            why = _("No period is published for it, so it is never erased; but no desk sees or uses it.")
        yield Line(
            fate, said(item.name), one.number, f"/matters/{one.number}", until, why, one.restricted_at is not None
        )


def seen(user: User, lines: Sequence[Line]) -> list[Line]:
    """Of what becomes of somebody else's things those that this worker sees: no desk sees what is restricted."""
    numbers = [line.number for line in lines if line.number]
    known = set(visible_to(user).filter(number__in=numbers).values_list("number", flat=True))
    return [line for line in lines if not line.number or line.number in known]


def _fate(one: Application, owed: bool) -> tuple[Fate, str]:
    """What becomes of it, and why where that isn't plain."""
    if one.state == State.DRAFT and one.joint_id is None:
        return Fate.ERASED, _("A draft that was never filed")
    if one.state == State.DECIDED:
        return Fate.KEPT, _("It is decided and not handed over yet. Once you have the decision, you can ask again.")
    if one.over_at is None:
        return Fate.KEPT, _("It is under way. Once it is over, you can ask again; or take it back first.")
    if owed and one.restricted_at is None:
        return Fate.KEPT, _("It is over, but somebody here still owes an answer on it. After that you can ask again.")
    return Fate.RESTRICTED, ""
