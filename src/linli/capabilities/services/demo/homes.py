"""In a rehearsal two of the cast have said who lives with them: she her mother and her son, he his two children."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from linli.capabilities.services.demo.acting import DAUGHTER, FATHER, SON
from linli.capabilities.services.demo.choices import from_home
from linli.commons.people.demo import identity_number
from linli.commons.people.forms import known
from linli.commons.people.models import Person

if TYPE_CHECKING:
    from linli.capabilities.services.demo.life import Life

HOMES = {
    "resident": (
        ("沈玉珍", "parent", identity_number(date(1957, 9, 21), 403, woman=True)),
        ("林小禾", "child", identity_number(date(2016, 3, 7), 404, woman=False)),
    ),
    FATHER: tuple((name, "child", number) for name, number in (DAUGHTER, SON)),
}


def plan(life: Life, cast: Mapping[str, Person]) -> None:
    """Said from home, before any of their matters that are still open was filed."""
    for account in sorted(HOMES.keys() & cast.keys()):
        life.at(from_home(life.end - timedelta(days=40)), partial(_say, life, account, cast[account]))


def _say(life: Life, account: str, person: Person) -> None:
    said: list[dict[str, Any]] = [
        {"name": name, "relation": relation, "identity_number": number} for name, relation, number in HOMES[account]
    ]
    known.change(person, {"household": said}, by=life.accounts[account])
