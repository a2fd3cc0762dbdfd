"""Small words that several pages of a matter share: who a unit is, and by when, as people say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.item_page import unit_name
from linli.capabilities.services.states import Channel
from linli.commons.calendar.queries import calendar
from linli.commons.calendar.rules.hours import Hours, Spans
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.commons.places.states import PLACED
from linli.kernel import clock as civic
from linli.kernel.texts import said
from linli.kernel.ui.words import clock_time, day, day_full, weekday, when

_paper: ContextVar[bool] = ContextVar("paper", default=False)


def learned(names: Sequence[str]) -> str:
    """What a profile learns, in words; "" for nothing."""
    titles = {
        "phone": _("mobile number"),
        "bank_card": _("bank card"),
        "address": _("address"),
        "household": _("who lives in the household"),
    }
    return _(", ").join(titles[one] for one in names if one in titles)


def name(unit: Unit) -> str:
    """A unit's name in the language that is active."""
    return said(unit.names) or unit.name


def unit(unit_id: int) -> str:
    """The name of the unit with this id."""
    return name(network().unit_by_id(unit_id))


def desk(community: int, code: str) -> str:
    """The name of the unit behind a desk's name for a matter of this community, whether it is open today or not."""
    return unit_name(code) if code not in PLACED else name(network().desk(community, code))


@contextmanager
def on_paper() -> Iterator[None]:
    """Within it, days are told in full: paper is read on other days than the one on which it was printed."""
    token = _paper.set(True)
    try:
        yield
    finally:
        _paper.reset(token)


def by(at: datetime, *, provisional: bool = False) -> str:
    """A moment after "by": `17:00 today`, `Monday 7 December`, `about 5 January` if provisional; in full on paper."""
    if _paper.get() and not provisional:
        told = {"time": clock_time(at), "day": day_full(at)}
        return pgettext("within a sentence", "%(time)s on %(day)s") % told
    away = (civic.local(at).date() - civic.today()).days
    if away == 0:
        return pgettext("within a sentence", "%(time)s today") % {"time": clock_time(at)}
    if away == 1 and not provisional:
        return pgettext("within a sentence", "%(time)s tomorrow") % {"time": clock_time(at)}
    if provisional:
        return pgettext("within a sentence", "about %(day)s") % {"day": day(at)}
    return on(at)


def deadline(at: datetime, *, provisional: bool = False) -> str:
    """By when the reader must act, to the minute: after that it is too late. `17:00 on Monday 7 December`."""
    near = (civic.local(at).date() - civic.today()).days in (0, 1)
    if _paper.get() or provisional or near:
        return by(at, provisional=provisional)
    told = {"time": clock_time(at), "day": on(at).strip()}  # Chinese has no space after a bracket
    return pgettext("within a sentence, with the weekday", "%(time)s on %(day)s") % told


def on(at: datetime) -> str:
    """A day after "on" or "by": `Monday 7 December`."""
    told = {"weekday": weekday(at), "day": day(at)}
    return pgettext("within a sentence", "%(weekday)s %(day)s") % told  # Chinese has a space before a figure only


def filed(application: Application) -> str:
    """How and when a matter came in: `filed online, today 4:48`."""
    ways = {
        Channel.ONLINE: _("filed online, %(when)s"),
        Channel.WINDOW: _("filed at the window, %(when)s"),
        Channel.PHONE: _("filed by phone, %(when)s"),
        Channel.HOME_VISIT: _("filed at a home visit, %(when)s"),
    }
    assert application.filed_at is not None  # only a draft has none
    return ways[Channel(application.channel)] % {"when": when(application.filed_at)}


def hours(of: Unit, on: date) -> str:
    """When a unit is open on a day: `9:00–12:00, 13:30–17:00`."""
    return _spans(Hours.of(of.hours).open(calendar().day(on)))


def week(of: Unit) -> list[str]:
    """When a unit is open, as paper says it: on working days, and on the others if it is."""
    known = Hours.of(of.hours)
    found = [_("Working days: %(hours)s") % {"hours": _spans(known.working_day)}]
    if known.rest_day:
        found.append(_("Weekends: %(hours)s") % {"hours": _spans(known.rest_day)})
    if known.holiday:
        found.append(_("Public holidays: %(hours)s") % {"hours": _spans(known.holiday)})
    return found


def _spans(spans: Spans) -> str:
    parts = (f"{a // 60}:{a % 60:02}–{z // 60}:{z % 60:02}" for a, z in spans)
    return _(", ").join(parts) or _("closed all day")
