"""What comes in with the verbs of a conditional acceptance 容缺受理: which papers follow, the promise, the papers."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from linli.capabilities.services.forms.bodies import MOST_MATERIALS, Values
from linli.capabilities.services.queries import PublishedItem
from linli.capabilities.services.rules import Standing, following
from linli.commons.calendar.rules import reckon
from linli.kernel import clock
from linli.kernel.api.bodies import Reading
from linli.kernel.forms.kinds import check_date
from linli.kernel.ui.words import day

LONGEST = 365  # days, where the item sets no limit of its own


def last_day(item: PublishedItem) -> date:
    """Until when, at most, a paper of this item may follow what is accepted today."""
    if item.conditional is None:
        return clock.today() + timedelta(days=LONGEST)
    return clock.local(reckon(clock.now(), item.conditional.amount, item.conditional.unit).at).date()


def conditionally(reading: Reading, standing: Standing) -> Values:
    """Each a material that may follow and is not there; a day from tomorrow on, within the item's own limit."""
    reading.only("materials", "until")
    codes, open_ = reading.texts("materials", most=MOST_MATERIALS), following(standing)
    if not codes and not reading.errors:
        reading.flaw("/materials", "required", _("Name the papers that are to follow."))
    for i, code in enumerate(codes):
        if code not in open_ or code in codes[:i]:
            reading.flaw(f"/materials/{i}", "choice", _("This is no paper that may follow and is missing."))
    return {"materials": codes, "until": _until(reading, last_day(standing.item))}


def _until(reading: Reading, last: date) -> date:
    text = reading.text("until", required=True, longest=10)
    if not text:
        return last
    if check_date(text):
        reading.flaw("/until", "date", _("Please enter a date like 2026-06-08."))
        return last
    until = date.fromisoformat(text)
    if not clock.today() < until <= last:
        told = {"first": day(clock.today() + timedelta(days=1)), "last": day(last)}
        reading.flaw("/until", "range", _("Choose a day from %(first)s to %(last)s.") % told)
    return until


def promise(reading: Reading, standing: Standing) -> Values:
    """The person's own yes; at the window the paper that the person signed goes with it."""
    reading.only("agreed", "file")
    agreed, file = reading.raw.get("agreed"), reading.text("file", longest=60)
    if agreed is None:
        reading.flaw("/agreed", "required", _("Without the promise it can't go on."))
    elif agreed is not True:
        code = "choice" if agreed is False else "type"
        reading.flaw("/agreed", code, _("Without the promise it can't go on."))
    if not standing.speaks and not file:
        words = _("Nobody promises for somebody else: attach the promise that the resident signed.")
        reading.flaw("/file", "required", words)
    return {"file": "" if standing.speaks else file}


def withdraw(reading: Reading, standing: Standing) -> Values:
    """The person's own wish; at the window what the person signed goes with it."""
    reading.only("reason", "file")
    reason, file = reading.text("reason"), reading.text("file", longest=60)
    if not standing.withdraws and not file:
        words = _("Nobody withdraws for somebody else: attach what the resident signed.")
        reading.flaw("/file", "required", words)
    return {"reason": reason, "file": "" if standing.withdraws else file}


def supply(reading: Reading, standing: Standing) -> Values:
    """Papers that were to follow, each in one way."""
    reading.only("materials")
    given, owed = reading.raw.get("materials"), standing.application.to_follow
    if not isinstance(given, list) or not given:
        reading.flaw("/materials", "required" if given in (None, []) else "type", _("Hand in what was to follow."))
        return {"materials": []}
    for i, one in enumerate(given[:MOST_MATERIALS]):
        code = one.get("code") if isinstance(one, dict) else None
        if isinstance(code, str) and code not in owed:
            reading.flaw(f"/materials/{i}/code", "choice", _("This paper was not to follow."))
        elif isinstance(one, dict) and "follows" in one:
            reading.flaw(f"/materials/{i}/follows", "choice", _("Hand in what was to follow."))
    if len(given) > MOST_MATERIALS:
        reading.flaw("/materials", "length", _("Please give at most %(n)d.") % {"n": MOST_MATERIALS})
    return {"materials": given}
