"""How one mandate reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, When
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import BEGUN_AT, covered, last_day, words
from linli.commons.mandates.rules import OPEN, may_end
from linli.commons.mandates.states import Kind, State
from linli.kernel.access.models import User
from linli.kernel.clock import local
from linli.kernel.numbers import spoken
from linli.kernel.texts import said
from linli.kernel.ui.words import day_full

OPEN_FIRST = Case(When(state__in=OPEN, then=0), default=1)
TOKENS = {State.ACTIVE: "running", State.ASKED: "waiting", State.OFFERED: "you", State.REFUSED: "ended"}


@dataclass(frozen=True)
class Shown:
    """One line: who with whom, what it is about, how it stands; `code`: to be handed over; `ends`: what is asked."""

    id: int
    name: str
    kind: str
    what: str
    until: str
    state: tuple[str, str]
    active: bool
    reason: str = ""
    code: str = ""
    may_end: bool = False
    evidence: str = ""
    guards: bool = False  # the reader speaks for the ward
    begin: str = ""  # where the reader begins something for them


def shown(mandates: list[Mandate], user: User, *, acting: bool) -> list[Shown]:
    """`acting`: the user's side; the name is the other's."""
    written = words(mandates)
    return [_shown(one, user, written.get(one.pk, {}), acting) for one in mandates]


def _shown(one: Mandate, user: User, written: dict[str, Any], acting: bool) -> Shown:
    other = one.principal if acting else one.agent
    code = written.get("code", "") if not acting and one.state == State.OFFERED else ""
    return Shown(
        one.pk, other.name if other else written.get("name", ""), kind_of(one), about(one), until(one),
        (TOKENS.get(State(one.state), "ended"), str(one.get_state_display())), one.state == State.ACTIVE,
        written.get("reason", ""), spoken(code), one.state in OPEN and may_end(user, one), one.evidence_id or "",
        acting and one.kind == Kind.GUARDIAN and one.state == State.ACTIVE,
        f"{reverse(BEGUN_AT[0])}?for={one.principal_id}" if acting and _from_home(one) else "",
    )  # fmt: skip


def _from_home(one: Mandate) -> bool:
    """Whether something can be begun for the person concerned from home: it holds, and is known where they live."""
    placed = one.principal is not None and one.principal.community_id is not None
    return bool(BEGUN_AT) and placed and one.state == State.ACTIVE


def export_of(one: Mandate) -> dict[str, Any]:
    """One of them for a file: codes, and dates in ISO 8601; `until` is the last day."""
    since, day = one.during.lower, last_day(one)
    return {
        "person": one.principal.name if one.principal else None,
        "acts": one.agent.name if one.agent else None,
        "kind": one.kind, "ground": one.ground, "items": list(one.items), "state": one.state,
        "from": since.isoformat() if since else None, "until": day.isoformat() if day else None,
        "made_at": local(one.made).isoformat(), "settled_at": local(one.settled).isoformat() if one.settled else None,
    }  # fmt: skip


def kind_of(one: Mandate) -> str:
    """As what: by its ground, for a guardian; a mandate is one."""
    return str(one.get_ground_display() if one.kind == Kind.GUARDIAN else one.get_kind_display())


def about(one: Mandate) -> str:
    """In what."""
    if not one.items:
        return _("All matters")
    names = covered()
    return _(", ").join(said(names[code]) if code in names else code for code in one.items)


def until(one: Mandate) -> str:
    """Until which day, in words; "" where it has no end."""
    day: date | None = last_day(one)
    return _("until %(day)s") % {"day": day_full(day)} if day and one.state in OPEN else ""
