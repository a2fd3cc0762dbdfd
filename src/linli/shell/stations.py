"""The stations on the home page: whether one is open now, and until when or from when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.commons.calendar.queries import calendar
from linli.commons.calendar.rules.hours import Hours, moment
from linli.commons.people.queries import person_of
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.commons.places.states import UnitKind
from linli.kernel import clock
from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User
from linli.kernel.texts import said
from linli.kernel.ui.words import when

AHEAD = 14  # days in which a closed station's next opening is looked for


@dataclass(frozen=True)
class Station:
    """A station's card. `opens` is empty while it is open; `yet` if it has not been open today and still will be;
    `note` says why something on it is only assumed."""

    name: str
    address: str
    hours: str
    opens: str
    note: str
    yet: bool = False

    @property
    def state(self) -> tuple[str, str, str]:
        """Token, words and icon."""
        if self.opens:
            words = pgettext("station", "Not open yet") if self.yet else pgettext("station", "Closed")
            return "ended", words, "door-closed"
        return "done", pgettext("station", "Open"), "door-open"

    @property
    def facts(self) -> list[tuple[str, str]]:
        today = [(_("Today"), self.hours)]
        return [*today, (_("Opens"), self.opens)] if self.opens else today


def stations(user: Somebody) -> list[Station]:
    """The resident's own station; all of them for anybody else."""
    places = network()
    person = person_of(user) if isinstance(user, User) else None
    if person is not None and person.community_id is not None:
        try:
            return [card(places.takes_in(person.community_id))]
        except LookupError:  # nobody takes in there today: any window does
            pass
    units = (unit for unit in places.units.values() if unit.kind == UnitKind.STATION and places.is_open(unit))
    return [card(unit) for unit in sorted(units, key=lambda unit: unit.code)]


def card(unit: Unit) -> Station:
    """The station as its card says it now."""
    now = clock.local(clock.now()).replace(tzinfo=None)
    spans = list(_spans(unit, now.date()))
    is_open = any(opens <= now < closes for opens, closes in spans)
    yet = bool(spans) and now < spans[0][0]
    name = said(unit.names) if unit.names else unit.name
    note = said(unit.hours_assumed) if unit.hours_assumed else ""
    hours = _said(spans) or _("closed all day")
    return Station(name, unit.address, hours, "" if is_open else _opens(unit, now), note, yet)


def _spans(unit: Unit, on: date) -> Iterator[tuple[datetime, datetime]]:
    """The service hours of one day, on the wall here."""
    for opens, closes in Hours.of(unit.hours).open(calendar().day(on)):
        yield moment(on, opens), moment(on, closes)


def _opens(unit: Unit, now: datetime) -> str:
    """When a closed station opens next."""
    days = (now.date() + timedelta(days=n) for n in range(AHEAD))
    openings = (opens for on in days for opens, _closes in _spans(unit, on) if opens > now)
    opening = next(openings, None)
    return when(opening.replace(tzinfo=clock.HERE)) if opening else _("Not in the next two weeks")


def _said(spans: list[tuple[datetime, datetime]]) -> str:
    """`9:00–12:00, 13:30–17:00`."""
    parts = (f"{opens.hour}:{opens.minute:02}–{closes.hour}:{closes.minute:02}" for opens, closes in spans)
    return _(", ").join(parts)
