"""What an officer says of posts, to clean values; for pages and API alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.commons.people.actions.posts import end_post, give_post, give_quietly
from linli.commons.people.forms.accounts import tidy
from linli.commons.people.forms.lists import Row
from linli.commons.people.models import Post
from linli.commons.people.queries.accounts import name_of
from linli.commons.people.queries.posts import given_by, unit_name
from linli.commons.people.states import Role
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.database.generation import bump
from linli.kernel.forms.kinds import check_date
from linli.kernel.texts import fold

_DAY = {"type": "string", "format": "date"}
GIVE: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["account", "unit", "role"],
    "properties": {
        "account": {"type": "string", "minLength": 1, "maxLength": 150},
        "unit": {"type": "string", "minLength": 1, "maxLength": 60},
        "role": {"enum": Role.values},
        "since": _DAY | {"description": "The first day; today unless said."},
        "until": _DAY | {"description": "The first day without it; open unless said."},
    },
}  # fmt: skip
END: dict[str, Any] = {
    "type": "object", "additionalProperties": False,
    "properties": {"on": _DAY | {"description": "The first day without it; today unless said: at once."}},
}  # fmt: skip
EXAMPLES: dict[str, Any] = {
    "give": {"account": "specialist", "unit": "labour", "role": "specialist"},
    "end": {},
}
NO_ACCOUNT = gettext_lazy("There is no such account, or it is closed.")


@dataclass(frozen=True)
class Given:
    """A row of a list: what it says, and what stands against it; "" for nothing. `held`: the person has it already."""

    line: str
    account: str
    name: str
    unit: str
    role: str
    since: str
    held: bool
    wrong: str
    unit_words: str = ""
    role_words: str = ""


def give(raw: dict[str, Any], *, by: User) -> Post:
    """A post given. Raises Problem 403, 409, 422."""
    return _give(raw, give_post, by)


def _give(raw: dict[str, Any], verb: Callable[..., Post], by: User) -> Post:
    r = Reading(raw)
    r.only(*GIVE["properties"])
    account = _account(r)
    unit = _unit(r)
    role = r.choice("role", Role.values, required=True)
    since = _day(r, "since", clock.today()) or clock.today()
    until = _day(r, "until", None)
    if until and until <= since:
        r.flaw("/until", "range", _("The last day can't be before the first."))
    if role and role not in given_by(by):
        raise forbidden(_("The security administrator gives these posts, the district officer all others."))
    r.finish()
    assert account is not None and unit is not None
    return verb(account, unit, role, since, until, by=by)


def end(id: int, raw: dict[str, Any], *, by: User) -> Post | None:
    """A post ended. Raises Problem 403, 404, 409, 422."""
    r = Reading(raw)
    r.only("on")
    on = _day(r, "on", clock.today())
    r.finish()
    return end_post(id, on, by=by)


def _account(r: Reading) -> User | None:
    name = tidy(r.text("account", required=True, longest=150))
    found = User.objects.filter(username=name, is_active=True, person__isnull=False).first() if name else None
    if name and found is None:
        r.flaw("/account", "choice", NO_ACCOUNT)
    return found


def _unit(r: Reading) -> Unit | None:
    code = r.text("unit", required=True, longest=60)
    unit = _known_unit(code)
    if unit is not None and network().is_open(unit):
        return unit
    if code:
        r.flaw("/unit", "choice", _("There is no such unit."))
    return None


def _known_unit(code: str) -> Unit | None:
    try:
        return network().unit(code)
    except LookupError:
        return None


def _day(r: Reading, name: str, least: date | None) -> date | None:
    """A date, `least` at the earliest; None where there is none."""
    value = r.text(name, longest=10)
    if not value:
        return None
    if check_date(value):
        r.flaw(f"/{name}", "date", _("Please enter a date like 2026-06-08."))
        return None
    day = date.fromisoformat(value)
    if least and day < least:
        r.flaw(f"/{name}", "range", _("This day is past. A post begins and ends today or later."))
    return day


def bring(rows: list[Row], *, by: User, really: bool) -> list[Given]:
    """Give the posts of a list, all or none; `really` False: see what would happen, with nothing done.

    Units and roles may stand in it by their names. A post that the person has already stays as it is.
    """
    with transaction.atomic():
        names = [tidy(row.get("account", "")) for row in rows]
        list(User.objects.select_for_update(no_key=True).filter(username__in=names).order_by("pk"))  # in one order
        found = [_row(row, by) for row in rows]
        if not really or any(one.wrong for one in found):
            transaction.set_rollback(True)
        else:
            bump()
    return found


def _row(row: Row, by: User) -> Given:
    unit, role = _named_unit(row.get("unit", "")), _named_role(row.get("role", ""))
    said = {"account": row.get("account", ""), "unit": unit, "role": role, "since": row.get("since", "")}
    owner = User.objects.filter(username=tidy(said["account"])).select_related("person").first()
    held, words = _holds(owner, unit, role), ""
    if not held:
        try:
            with transaction.atomic():
                _give({name: value for name, value in said.items() if value}, give_quietly, by)
        except Problem as problem:
            words = " ".join(_told(problem))
    return Given(
        line=row.get("line", ""),
        account=tidy(said["account"]),
        name=name_of(owner) if owner else "",
        unit=unit,
        role=role,
        since=said["since"] or clock.today().isoformat(),
        held=held,
        wrong=words,
        unit_words=unit_name(known) if (known := _known_unit(unit)) else "",
        role_words=str(Role(role).label) if role in Role.values else "",
    )


def _told(problem: Problem) -> list[str]:
    fields = {"/account": _("Account"), "/unit": _("Unit"), "/role": _("Post"), "/since": _("First day")}
    if problem.errors:
        return [f"{fields.get(e.pointer, '')}{_(': ')}{e.message}" for e in problem.errors]
    return [str(problem.detail or problem.title)]


def _holds(owner: User | None, unit: str, role: str) -> bool:
    today = clock.today()
    rows = Post.objects.filter(person__account=owner, unit__code=unit, role=role, during__contains=today)
    return owner is not None and rows.exists()


def _named_unit(said: str) -> str:
    """The code of a unit that was written by its code or by its name; else what was said."""
    for unit in network().units.values():
        if fold(said) in (fold(name) for name in (unit.code, unit.name, *unit.names.values())):
            return unit.code
    return said


def _named_role(said: str) -> str:
    return next((str(role) for role in Role if said in (str(role), str(role.label))), said)
