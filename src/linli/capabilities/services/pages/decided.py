"""How a matter ended, with all that must be told (行政许可法 Art. 38, 行政复议法 Art. 20)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from linli.capabilities.services.pages import said as words
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.item_page import remedy_told, unit_name
from linli.capabilities.services.queries.parts import Remedy
from linli.capabilities.services.states import Ground, Outcome
from linli.kernel.texts import said
from linli.kernel.ui.words import day


@dataclass(frozen=True)
class Ending:
    """`kind`: granted, refused or not_accepted. `reasons`: what was said; `remedies`: what can be done about it.

    `renewed`: by silence. `code`: under which a granted result can be checked by anybody, in groups of four.
    """

    kind: str
    at: datetime
    body: str
    receiver: str
    reasons: str = ""
    ground: str = ""
    right_body: str = ""
    remedies: list[str] = field(default_factory=list)
    code: str = ""
    until: date | None = None
    result: str = ""
    renewed: bool = False


RENEWED = "services.ApplicationRenewed"
FACTS = (
    "services.ApplicationGranted", "services.ApplicationRefused", "services.ApplicationNotAccepted", RENEWED,
)  # fmt: skip


def ending(view: View) -> Ending | None:
    """None while nothing is decided, and where the applicant ended it."""
    entry = view.last(*FACTS)
    if entry is None or view.application.outcome not in (Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED):
        return None
    item, told = view.item, view.said(entry)
    body, receiver = unit_name(item.competent_body), words.unit(view.application.taken_in_by_id)
    remedies = [capfirst(remedy_told(_remedy(one), receiver)) for one in told.get("remedies", ())]
    if view.application.outcome == Outcome.NOT_ACCEPTED:
        ground = str(Ground(entry.payload["ground"]).label)
        return Ending(
            "not_accepted", entry.occurred, body, receiver,
            told.get("reason", ""), ground, told.get("right_body", ""), remedies,
        )  # fmt: skip
    if view.application.outcome == Outcome.REFUSED:
        return Ending("refused", entry.occurred, body, receiver, told.get("reasons", ""), remedies=remedies)
    result, reasons = view.application.result, told.get("text", "")
    if entry.fact == RENEWED and item.renewal:
        ended = {"day": day(date.fromisoformat(entry.payload["ended"])), "basis": said(item.renewal.basis)}
        reasons = _("Nobody had decided when it ended on %(day)s, so it is renewed (%(basis)s).") % ended
    return Ending(
        "granted", entry.occurred, body, receiver, reasons, renewed=entry.fact == RENEWED,
        code=readable(result.code), until=result.until, result=said(item.result.name) if item.result else "",
    )  # fmt: skip


@dataclass(frozen=True)
class Revocation:
    """That a result was revoked: when, by which body, why, and what can be done about it."""

    at: datetime
    body: str
    reasons: str
    remedies: list[str]


def revocation(view: View) -> Revocation | None:
    """None where the result holds, or there is none."""
    entry = view.last("services.ResultRevoked")
    if entry is None:
        return None
    told, receiver = view.said(entry), words.unit(view.application.taken_in_by_id)
    remedies = [capfirst(remedy_told(_remedy(one), receiver)) for one in told.get("remedies", ())]
    return Revocation(entry.occurred, unit_name(view.item.competent_body), told.get("reasons", ""), remedies)


def _remedy(told: dict[str, Any]) -> Remedy:
    """A remedy as it was told then, whatever the item says now."""
    return Remedy(told["amount"], told["unit"], told["kind"], told["body"], {}, {})


def readable(code: str) -> str:
    """A check code in groups of four, as it is typed from paper."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
