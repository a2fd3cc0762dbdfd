"""What somebody holds, by every source that the installation has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.commons.credentials.models import Entry, Register
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.kernel import clock
from linli.kernel.record.writing import Ref
from linli.kernel.secrets import blinds
from linli.kernel.texts import fold

REGISTER = "register"
Text = dict[str, str]


@dataclass(frozen=True)
class Proof:
    """That somebody holds a credential of a kind: by whom, since when, until which last day (None: no end is known).

    `about`: what it rests on, as the record names it. `as_of`: of which day a list is; None for what is known now.
    """

    kind: str
    name: Text
    by: Text
    since: date
    until: date | None
    about: Ref
    as_of: date | None = None


# Asked in this order: (person, kinds or None for all) to what holds today. A source answers from the installation's
# own database, for nothing in a request waits for another service.
Source = Callable[[Person, Collection[str] | None], Iterable[Proof]]
SOURCES: list[Source] = []
KINDS: list[Callable[[], dict[str, Text]]] = []  # the kinds that a room's results are of, with their names


def holds(person: Person, kinds: Collection[str] | None = None) -> list[Proof]:
    """What somebody holds today, of these kinds or of all; the strongest source first."""
    return [proof for source in SOURCES for proof in source(person, kinds)]


def kinds() -> dict[str, Text]:
    """Every kind that a room or a register can show: code, name by language."""
    found = dict(Register.objects.values_list("kind", "name"))
    for provide in KINDS:
        found |= provide()
    return found


def told(number: str, name: str) -> str:
    """What the tag of a register's line is of: identity number and name, so that neither alone finds anybody.

    Of a name its letters: the dot within it (买买提·吐逊) is written in many ways.
    """
    return f"{number.upper()} {''.join(sign for sign in fold(name) if sign.isalnum())}"


def tags(person: Person) -> list[bytes]:
    """The tags under which a person may stand in a register; none without an identity number."""
    number = profile(person).get("identity_number")
    return [tag for _version, tag in blinds(REGISTER, told(number, person.name))] if number else []


def registered(person: Person, kinds: Collection[str] | None) -> Iterable[Proof]:
    """What the lists say that were handed over: one query."""
    today = clock.today()
    rows = Entry.objects.filter(Q(until=None) | Q(until__gte=today), tag__in=tags(person), since__lte=today)
    rows = rows.filter(register__use_until__gte=today)
    if kinds is not None:
        rows = rows.filter(register__kind__in=list(kinds))
    for one in rows.select_related("register").order_by("-register__as_of", "register__code"):
        list_ = one.register
        about = Ref(REGISTER, list_.code)
        yield Proof(list_.kind, list_.name, list_.keeper, one.since, one.until, about, list_.as_of)
