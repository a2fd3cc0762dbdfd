"""What comes in with the answer to an objection 异议."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.capabilities.services import actions
from linli.capabilities.services.forms.bodies import Values
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import ref
from linli.capabilities.services.rules import Standing, nowhere_after
from linli.commons.notices.queries import objected, unanswered
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading


def answer(reading: Reading, standing: Standing) -> Values:
    """Which one need be said only where several wait; `told`: the day on which who objected was called back, if so."""
    reading.only("objection", "upheld", "finding", "told")
    waits = {one.n: one for one in unanswered(ref(standing.application.number))}
    upheld, open_ = reading.yes_or_no("upheld", _("Say whether it is upheld.")), list(waits)
    if upheld and (why := nowhere_after(standing)):
        reading.flaw("/upheld", "choice", why)
    objection = _which(reading, open_, any_of_them=upheld)
    told = reading.day("told", clock.today()) if reading.raw.get("told") not in (None, "") else None
    came = waits.get(objection)
    if told is not None and came is not None and told < clock.local(came.at).date():
        reading.flaw("/told", "date", _("The objection came in later than that."))
    finding = reading.text("finding", required=True)
    if any(name in finding for name in _names(standing)):
        reading.flaw("/finding", "choice", _("Please don't name who objected: the person concerned reads this."))
    return {"objection": objection, "upheld": upheld, "finding": finding, "told": told}


def _names(standing: Standing) -> list[str]:
    """Who objected, by name; not those of a single character, which any sentence may hold."""
    about = ref(standing.application.number)
    return [one.name for one in objected([about]).get(about, ()) if len(one.name) > 1]


@transaction.atomic
def called_back(number: str, raw: Values, *, by: User) -> Application:
    """Who objected was called back, `on` a day: seen (404), may (403), possible (409), values (422), done."""
    waits = actions.to_call_back(number, by=by)
    reading = Reading(raw)
    reading.only("objection", "on")
    objection = _which(reading, list(waits))
    on = reading.day("on", clock.today())
    if not reading.errors and on < clock.local(waits[objection].at).date():
        reading.flaw("/on", "date", _("The objection came in later than that."))
    reading.finish()
    return actions.call_back(number, by=by, objection=objection, on=on)


def _which(reading: Reading, open_: list[int], *, any_of_them: bool = False) -> int:
    """Its number, which need not be said where only one waits; 0 where it is none of these."""
    objection = reading.raw.get("objection", open_[0] if len(open_) == 1 or any_of_them else None)
    if objection is None:
        reading.flaw("/objection", "required", _("Say which objection."))
    elif objection not in open_ or isinstance(objection, bool):
        reading.flaw("/objection", "choice", _("There is no such objection to answer."))
    else:
        return int(objection)
    return 0
