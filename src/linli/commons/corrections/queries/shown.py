"""How one asking reads: for programs and files, and on pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.queries import title
from linli.commons.corrections.states import Means, Outcome
from linli.commons.places.queries import network
from linli.kernel.clock import local
from linli.kernel.texts import said as in_words

TOKENS = {Outcome.CORRECTED: "done", Outcome.PARTLY: "done", Outcome.REFUSED: "ended"}


@dataclass(frozen=True)
class Shown:
    """`sheet`: where what was signed at a window is read; `told`: how who reads no message was told. `name`: of a
    ward; "" for oneself. `due`: by when it is answered, while it is open and a time is known."""

    id: int
    name: str
    title: str
    what: str
    text: str
    href: str
    wrong: str
    right: str
    unit: str
    state: tuple[str, str]
    asked_at: datetime
    answered_at: datetime | None
    due: datetime | None
    reason: str
    complaint: str
    basis: str
    sheet: str
    told: str


def shown(one: CorrectionRequest, said: dict[str, Any], due: datetime | None, *, own: bool) -> Shown:
    """One of them, with what was written; `own`: the reader is the person concerned."""
    about, complaint = said.get("about", {}), said.get("complaint", {})
    unit = network().unit_by_id(one.unit_id)
    state = (TOKENS[Outcome(one.outcome)], str(one.get_outcome_display())) if one.outcome else ("waiting", _waiting())
    return Shown(
        one.pk, "" if own else one.person.name, title(one), in_words(about.get("title")) if one.subject_id else "",
        in_words(about.get("text")), about.get("href", ""), said.get("wrong", ""), said.get("right", ""),
        in_words(unit.names) or unit.name, state, one.asked_at, one.answered_at, due, said.get("reason", ""),
        in_words(complaint.get("text")), in_words(complaint.get("basis")),
        f"/papers/{said['file']}" if said.get("file") else "",
        str(Means(said["told"]).label) if said.get("told") else "",
    )  # fmt: skip


def _waiting() -> str:
    return _("Being looked at")


def export_of(one: CorrectionRequest, said: dict[str, Any]) -> dict[str, Any]:
    """One of them as JSON, with all that was written."""
    about, complaint = said.get("about", {}), said.get("complaint")
    return {
        "id": str(one.pk),
        "subject": {
            "kind": one.subject_kind, "id": one.subject_id or None, "title": in_words(about.get("title")) or title(one),
            "text": in_words(about.get("text")),
        },
        "person": {"id": str(one.person_id), "name": one.person.name},
        "asked_as": "guardian" if one.under_id else "person",
        "wrong": said.get("wrong", ""),
        "right": said.get("right", ""),
        "unit": network().unit_by_id(one.unit_id).code,
        "asked_at": local(one.asked_at).isoformat(),
        "outcome": one.outcome or None,
        "answered_at": local(one.answered_at).isoformat() if one.answered_at else None,
        "reason": said.get("reason") or None,
        "signed": said.get("file"),
        "told": said.get("told"),
        "complaint": complaint and {name: in_words(complaint[name]) for name in ("text", "basis")},
    }  # fmt: skip
