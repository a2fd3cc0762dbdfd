"""What comes in with the answer to an objection 异议."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.capabilities.services.forms.bodies import Values
from linli.capabilities.services.queries import ref
from linli.capabilities.services.rules import Standing, nowhere_after
from linli.commons.notices.queries import unanswered
from linli.kernel import clock
from linli.kernel.api.bodies import Reading


def answer(reading: Reading, standing: Standing) -> Values:
    """Which one need be said only where several wait; `told`: the day on which who objected was called back, if so."""
    reading.only("objection", "upheld", "finding", "told")
    waits = {one.n: one for one in unanswered(ref(standing.application.number))}
    upheld, open_ = reading.raw.get("upheld"), list(waits)
    if not isinstance(upheld, bool):
        reading.flaw("/upheld", "required" if upheld is None else "type", _("Say whether it is upheld."))
    elif upheld and (why := nowhere_after(standing)):
        reading.flaw("/upheld", "choice", why)
    objection = reading.raw.get("objection", open_[0] if len(open_) == 1 or upheld is True else None)
    if objection is None:
        reading.flaw("/objection", "required", _("Say which objection."))
    elif objection not in open_ or isinstance(objection, bool):
        reading.flaw("/objection", "choice", _("There is no such objection to answer."))
    told = reading.day("told", clock.today()) if reading.raw.get("told") not in (None, "") else None
    came = waits.get(objection) if isinstance(objection, int) else None
    if told is not None and came is not None and told < clock.local(came.at).date():
        reading.flaw("/told", "date", _("The objection came in later than that."))
    return {"objection": objection, "upheld": upheld, "finding": reading.text("finding", required=True), "told": told}
