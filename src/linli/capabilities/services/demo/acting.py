"""In a rehearsal somebody acts for somebody: a father for his daughter; for his son the window has still to look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from linli.capabilities.services.demo.choices import at_a_window, card, from_home
from linli.commons.mandates import actions
from linli.commons.mandates.models import Mandate
from linli.commons.people.demo import identity_number
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.kernel.files.store import keep

if TYPE_CHECKING:
    from linli.capabilities.services.demo.life import Life

FATHER = "neighbour"
DAUGHTER = ("陆一诺", identity_number(date(2017, 9, 3), 401, woman=True))
SON = ("陆一鸣", identity_number(date(2020, 4, 18), 402, woman=False))


def plan(life: Life, cast: Mapping[str, Person]) -> None:
    """His daughter was entered three weeks ago; his son he has entered today."""
    father = cast.get(FATHER)
    if father is None:
        return
    asked = from_home(life.end - timedelta(days=21))
    life.at(asked, lambda: _ask(life, DAUGHTER))
    life.at(at_a_window(asked + timedelta(hours=2), life.chance), lambda: _confirm(life, father))
    life.at(from_home(life.end - timedelta(minutes=50)), lambda: _ask(life, SON))


def _ask(life: Life, child: tuple[str, str]) -> None:
    by, (name, number) = life.accounts[FATHER], child
    actions.ask(name=name, identity_number=number, file=keep(by, "出生医学证明.png", card()).pk, by=by)


def _confirm(life: Life, father: Person) -> None:
    assert father.community_id is not None
    window = life.account(network().takes_in(father.community_id).pk, "generalist")
    asked = Mandate.objects.get(agent=father, state="asked")
    actions.confirm(str(asked.pk), by=window)
