"""Paper: whatever is told about a matter, as a letter; also in large print."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.decided import RENEWED, ending, revocation
from linli.capabilities.services.pages.following import CONDITION, by_when, promise
from linli.capabilities.services.pages.given import papers_told
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.pages.numbers import answered
from linli.capabilities.services.pages.preparing import Preparing, asked_name
from linli.capabilities.services.queries import View, detail
from linli.capabilities.services.queries.item_page import spot_check, unit_name
from linli.capabilities.services.queries.offers import told_to
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.rules import Standing
from linli.capabilities.services.states import LIVE, State
from linli.commons.duties.states import ClockKind
from linli.commons.mandates.queries import guardians
from linli.commons.mandates.rules import is_minor
from linli.commons.people.models import Person
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import joined, said
from linli.kernel.ui.qr import qr
from linli.kernel.ui.views import page

DEEMED = "services.ApplicationDeemedAccepted"


@dataclass(frozen=True)
class Sheet:
    """One paper: its name, and the fact that it tells of; `to_sign`: it tells of none, a resident signs it."""

    kind: str
    heading: str
    facts: tuple[str, ...]
    to_sign: bool = False


def sheets() -> list[Sheet]:
    """All papers, in the order in which they come up in a matter's life."""
    return [
        Sheet("receipt", _("Receipt"), ("services.ApplicationFiled",)),
        Sheet("form", _("Application form"), ("services.ApplicationFiled", "services.ApplicationResubmitted")),
        Sheet("correction", _("Notice of what is to be corrected"), ("services.CorrectionRequested",)),
        Sheet("acceptance", _("Notice of acceptance"), ("services.ApplicationAccepted", DEEMED)),
        Sheet("conditional-acceptance", _("Notice of acceptance on a promise"), (CONDITION,)),
        Sheet("suspension", _("Notice of a special procedure"), ("services.ApplicationSuspended",)),
        Sheet("resumption", _("Notice that time counts again"), ("services.ApplicationResumed",)),
        Sheet("extension", _("Notice of a longer limit"), ("services.ApplicationExtended",)),
        Sheet("not-acceptance", _("Notice of non-acceptance"), ("services.ApplicationNotAccepted",)),
        Sheet(
            "decision",
            pgettext("paper", "Decision"),
            ("services.ApplicationGranted", "services.ApplicationRefused", RENEWED),
        ),
        Sheet("revocation", _("Decision to revoke"), ("services.ResultRevoked",)),
        Sheet("withdrawal", _("Withdrawal"), ("services.ApplicationFiled",), to_sign=True),
    ]


def printable(view: View) -> list[Sheet]:
    """The papers that this matter has given rise to; of a draft the form, to be signed before it is filed."""
    if view.application.state == State.DRAFT:
        return [sheet for sheet in sheets() if sheet.kind == "form"]
    if view.application.erased_at is not None:
        return []
    return [sheet for sheet in sheets() if view.last(*sheet.facts) and not sheet.to_sign]


def to_sign() -> list[Sheet]:
    """What a resident signs at the window while the matter lives."""
    return [sheet for sheet in sheets() if sheet.to_sign]


@door("signed_in")
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """One paper, for whoever sees the matter; 404 while it does not exist yet."""
    assert isinstance(request.user, User)
    view = detail(request.user, number)
    found = printable(view) + (to_sign() if view.application.state in LIVE else [])
    sheet = next((one for one in found if one.kind == kind), None)
    if sheet is None:
        raise Http404
    opened(request.user, view.application.person.account_id, "application", number, f"print {kind}")
    entry = view.last(*sheet.facts)
    context = frame(view, sheet, entry.occurred if entry else view.application.drafted_at)
    context |= MORE[kind](request, view, entry) if entry else _form(request, view)
    context["large"] = request.GET.get("large") == "1"
    return page(request, f"services/print_{kind.replace('-', '_')}.html", context)


def frame(view: View, sheet: Sheet, at: datetime) -> dict[str, Any]:
    """What every paper bears: who sends it, to whom, about what, and whom to ask."""
    unit = network().unit_by_id(view.application.taken_in_by_id)
    return {
        "view": view,
        "sheet": sheet,
        "at": at,
        "station": words.name(unit),
        "ask": whom_to_ask(unit),
        "name": view.application.person.name,
        "item": said(view.item.name),
        "body": unit_name(view.item.competent_body),
        "guardian": _guardian(view),
    }


def whom_to_ask(unit: Unit) -> list[str]:
    """A station's name, address and week."""
    return [part for part in (words.name(unit), unit.address, *words.week(unit)) if part]


def _guardian(view: View) -> str | None:
    """Who signs for a person who acts through a guardian; "" when it is not known who; None for who signs for
    themselves."""
    a = view.application
    return signer(a.person, (view.draft or view.filing).get("handed_in_by") or (a.agent.name if a.agent else ""))


def signer(person: Person, brought: str) -> str | None:
    """The same, of a person; `brought`: by whom it was handed in."""
    known = guardians(person.pk)
    if not known and not is_minor(person):
        return None
    return brought or (known[0] if len(known) == 1 else "")


def _papers(request: HttpRequest, view: View) -> list[str]:
    """The papers as filed last, each with how it was given, and on what it rests where the reader may know."""
    private = Standing(request.user, view.application, view).mandated
    return papers_told(view.item, told_to(request.user, view.papers), private)


def _missing(view: View) -> list[str]:
    return [said(view.item.material(code).name) for code in view.missing]


def _receipt(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    with words.on_paper():
        return {"next": coming(as_filed(view, entry)), "papers": _papers(request, view), "missing": _missing(view)}


def as_filed(view: View, entry: Entry) -> View:
    """The matter as it stood when it was filed: a receipt printed again says what it said then."""
    application, first = copy(view.application), [c for c in view.clocks if c.kind == ClockKind.ACCEPT][:1]
    application.state, application.outcome = State.FILED, None
    clocks = [copy(clock) for clock in first]
    for clock in clocks:
        clock.ended = None
    return replace(view, application=application, clocks=clocks, now=entry.occurred)


def _form(request: HttpRequest, view: View, entry: Entry | None = None) -> dict[str, Any]:
    """For her signature: she has to see that her numbers are right, so they stand in full, for her and for the window
    that wrote them down and prints it for her. Others get them masked."""
    standing = Standing(request.user, view.application, view)
    whole = standing.speaks or standing.scribe
    filed = view.filing if entry else Preparing(view).words
    asked = view.item.asked(filed.get("answers", {}))
    groups = [
        (said(group["title"]), answered(view.item, filed, group["fields"], plain=whole))
        for group in view.item.form.groups
    ]
    return {
        "groups": [group for group in groups if group[1]],
        "papers": _papers(request, view),
        "missing": _missing(view),
        "declarations": [said(one.declares) for one in asked if one.declares],
        "checked": _("; ").join(spot_check(view.item)),
        "filed": entry is not None,
    }


def _correction(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    told = view.said(entry)
    asked = [(asked_name(view.item, one), one["what"]) for one in told.get("items", ())]
    clock = next((c for c in reversed(view.clocks) if c.kind == ClockKind.CORRECTION), None)
    until = _("There is no deadline. It goes on as soon as we have it.")
    if clock is not None:
        with words.on_paper():
            until = _("Please do so by %(when)s.") % {"when": words.deadline(clock.told_due)}
    how = joined(until, _("You can do it from home, or bring it to any window."))
    return {"asked": asked, "note": told.get("note", ""), "how": how}


def _acceptance(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    limits = []
    names = {ClockKind.DECIDE_PROMISED: _("promised: %(period)s"), ClockKind.DECIDE_STATUTORY: _("by law: %(period)s")}
    for clock in view.clocks:
        if clock.kind in names:
            told = {"period": period(Amount(clock.amount, clock.unit))}
            limits.append((names[ClockKind(clock.kind)] % told, clock.told_due, clock.provisional))
    steps = [said(step.name) for step in view.item.steps]
    deemed = entry.fact == DEEMED and view.item.deemed
    how: dict[str, Any] = {"deemed": said(deemed.basis) if deemed else "", "since": view.application.accepted_at}
    with words.on_paper():
        return how | {"papers": _papers(request, view), "limits": limits, "steps": steps, "next": coming(view)}


def _conditional(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    return {
        "asked": [said(view.item.material(code).name) for code in entry.payload["materials"]],
        "until": by_when(entry),
        "promise": promise(view),
        "signed": view.application.promised_at is not None,
    }


def _suspension(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    procedure = view.item.procedures[entry.payload["procedure"]]
    return {
        "procedure": said(procedure.name),
        "basis": said(procedure.basis),
        "reason": view.said(entry).get("reason", ""),
        "until": datetime.fromisoformat(entry.payload["until"]),
        "by": words.name(network().unit(entry.unit)),
    }


def _resumption(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    procedure = view.item.procedures[entry.payload["procedure"]]
    told = {"procedure": said(procedure.name), "basis": said(procedure.basis), "n": entry.payload["working_days"]}
    return told | {"by": words.name(network().unit(entry.unit)), "clock": view.deciding}


def _extension(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    assert view.item.extension is not None  # the version that it was filed under had one
    return {
        "period": period(Amount(entry.payload["amount"], entry.payload["unit"])),
        "basis": said(view.item.extension.basis),
        "reason": view.said(entry).get("reason", ""),
        "due": datetime.fromisoformat(entry.payload["due"]),
        "provisional": entry.payload["provisional"],
        "by": words.name(network().unit(entry.unit)),
    }


def _ended(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    return {"ending": ending(view)}


def _decision(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    told = ending(view)
    context: dict[str, Any] = {"ending": told, "title": _title(view), "qr": None}
    if told is not None and told.code:
        address = reverse("services:verify", args=[told.code.replace(" ", "")])
        context["verify"] = request.build_absolute_uri(reverse("services:verify-ask"))
        context["qr"] = qr(request.build_absolute_uri(address))
    return context


def _revocation(request: HttpRequest, view: View, entry: Entry) -> dict[str, Any]:
    return {"revocation": revocation(view), "declared": [said(one.declares) for one in view.declared]}


def _title(view: View) -> str:
    """What the paper is called. Not by its result's name: this paper tells of a certificate, it is none."""
    return _("Decision on %(item)s") % {"item": said(view.item.name)}


MORE: dict[str, Callable[[HttpRequest, View, Entry], dict[str, Any]]] = {
    "receipt": _receipt,
    "form": _form,
    "correction": _correction,
    "acceptance": _acceptance,
    "conditional-acceptance": _conditional,
    "suspension": _suspension,
    "resumption": _resumption,
    "extension": _extension,
    "not-acceptance": _ended,
    "decision": _decision,
    "revocation": _revocation,
    "withdrawal": lambda _request, _view, _entry: {},
}
