"""The contract's Application, from a matter's view."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from linli.capabilities.services.api.warnings import warnings
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import OBJECTED, View, ref
from linli.capabilities.services.queries.offers import Offer, sources, told_to
from linli.capabilities.services.queries.ratings import veil
from linli.capabilities.services.rules import Standing, allowed, answered
from linli.capabilities.services.states import Outcome, State
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.commons.notices.queries import Said
from linli.commons.notices.queries import objected as objections_to
from linli.commons.people.queries import masked
from linli.commons.places.queries import network
from linli.kernel.access.grants import Somebody
from linli.kernel.clock import local
from linli.kernel.forms import masked as masked_answers
from linli.kernel.record.timeline import Entry
from linli.kernel.record.writing import Ref
from linli.kernel.texts import localised, mask, said

CALLED_BACK = "services.ObjectorCalledBack"
PAPER = ("code", "file", "name", "type", "size", "sha256", "known", "seen", "follows", "declared", "from")


def moment(at: datetime | None) -> str | None:
    """RFC 3339 with the offset of the place."""
    return local(at).isoformat() if at else None


class Around(NamedTuple):
    """What stands beside matters: objections that wait, and on what of theirs papers rest that the reader sees."""

    objected: dict[Ref, list[Said]]
    seen: set[Ref]


def around(views: Sequence[View], user: Somebody) -> Around:
    """Asked once, however many matters are shown."""
    papers = [paper for view in views for paper in _papers(view, user)]
    return Around(objections_to([ref(view.number) for view in views if view.last(OBJECTED)]), sources(user, papers))


def application(view: View, user: Somebody, twin: str | None = None, beside: Around | None = None) -> dict[str, Any]:
    """A matter as this user sees it.

    `twin`: the open matter of the same kind that was noticed at filing; `beside`: what `around` answered, where many
    are shown.
    """
    view = veil(view, user)
    a, item, can = view.application, view.item, allowed(user, view.application, view)
    beside = beside or around([view], user)
    return {
        "number": a.number,
        "item": item.code,
        "version": item.version,
        "community": network().place_by_id(a.community_id).code,
        "applicant": _applicant(view, user),
        "agent": {"id": str(a.agent.pk), "name": a.agent.name} if a.agent else None,
        "channel": a.channel,
        "state": a.state,
        "step": _step(view),
        "suspended": _suspended(view),
        "acceptance": a.acceptance,
        "outcome": a.outcome,
        "delivery": a.delivery,
        "clocks": [clock(c, view) for c in view.clocks],
        "accept_by": moment(view.accept_by),
        "due_at": moment(view.deciding.due_at) if view.deciding else None,
        "answers": _answers(view, user),
        "materials": _materials(view, user, beside.seen),
        "handed_in_by": (view.draft or view.filing).get("handed_in_by") or None,
        "taken_in_by": network().unit_by_id(a.taken_in_by_id).code,
        "decided_by": network().unit_by_id(a.decided_by_id).code if a.decided_by_id else None,
        "filed_at": moment(a.filed_at),
        **_beside(view),
        "timeline": [line(entry, view) for entry in view.entries if _told_of(entry, view, user)],
        "objections": objections(beside.objected.get(ref(a.number), [])) if "answer-objection" in can else [],
        "objectors": objectors(beside.objected.get(ref(a.number), []), Standing(user, a, view)),
        "allowed": can,
        "warnings": warnings(view, twin, Standing(user, a, view).staff),
    }


def _beside(view: View) -> dict[str, Any]:
    """Its result, what it is to renew, and of what it is a part."""
    a = view.application
    return {"result": result(a), "renewal": _renewal(view), "joint": a.joint.number if a.joint else None}


def _told_of(entry: Entry, view: View, user: Somebody) -> bool:
    """That who objected was called back is for staff."""
    return entry.fact != CALLED_BACK or Standing(user, view.application, view).staff


def _applicant(view: View, user: Somebody) -> dict[str, Any]:
    """The person concerned; for who acts by a mandate, or works on it, no more of them than the matter needs."""
    told, standing = masked(view.application.person), Standing(user, view.application, view)
    if not standing.mandated:
        return {name: value for name, value in told.items() if standing.concerned or view.needs(name)}
    return {name: told[name] for name in ("id", "name", "community", "language")}


def _preparing(view: View, user: Somebody) -> bool:
    """Whether this user is shown what is being prepared rather than what was filed last."""
    a = view.application
    return a.state == State.DRAFT or (a.state == State.CORRECTION and Standing(user, a, view).concerned)


def _answers(view: View, user: Somebody) -> dict[str, Any]:
    shown = view.draft if _preparing(view, user) else view.filing
    return masked_answers(view.item.form, dict((shown or {}).get("answers", {})))


def _papers(view: View, user: Somebody) -> Sequence[dict[str, Any]]:
    shown = view.draft if _preparing(view, user) else view.filing
    given = list((shown or {}).get("materials", ()))
    if view.application.state != State.REVIEW:
        return given
    owed = set(view.application.to_follow)
    kept = [paper for paper in given if paper["code"] not in owed and "follows" not in paper]
    return kept + [{"code": code, "follows": True} for code in view.application.to_follow]


def _materials(view: View, user: Somebody, seen: Collection[Ref]) -> list[dict[str, Any]]:
    """The papers; on what one rests is not told to who acts by a mandate."""
    given = _papers(view, user)
    rests = any("from" in paper for paper in given) and not Standing(user, view.application, view).mandated
    return [paper(one, rests) for one in (told_to(user, given, seen) if rests else given)]


def paper(given: Mapping[str, Any], rests: bool) -> dict[str, Any]:
    """One paper, and on what it rests where the caller may know."""
    told = {name: given[name] for name in (PAPER if rests else PAPER[:-1]) if name in given}
    return told | {"from": source(told["from"])} if "from" in told else told


def source(noted: Mapping[str, Any]) -> dict[str, Any]:
    """What a paper rests on that need not be handed in again."""
    return {**noted} | {name: said(noted[name]) if noted[name] else None for name in ("name", "by")}


def offer(found: Offer) -> dict[str, Any]:
    """What need not be handed in again: `give` is how a list of materials takes it."""
    return {"give": found.given, **source(found.shown)}


def _step(view: View) -> dict[str, Any] | None:
    a, stay = view.application, view.stay
    if a.step_k is None or stay is None:
        return None
    step = view.item.step(a.step_k)
    unit = network().unit_by_id(stay.unit_id).code
    return {"k": step.k, "kind": step.kind, "name": said(step.name), "unit": unit, "role": stay.role}


def _suspended(view: View) -> dict[str, Any] | None:
    """The special procedure for which it stands still, since when, and until when it is expected to."""
    begun = view.last("services.ApplicationSuspended") if view.application.procedure else None
    if begun is None:
        return None
    procedure = view.item.procedures[view.application.procedure]
    told = {"since": moment(begun.occurred), "expected": begun.payload["until"], "basis": said(procedure.basis)}
    return {"procedure": procedure.code, "name": said(procedure.name), **told}


def clock(c: Clock, view: View) -> dict[str, Any]:
    """The contract's clock."""
    stops = zip(getattr(c, "stopped", None) or (), getattr(c, "grounds", None) or (), strict=True)
    return {
        "kind": c.kind,
        "amount": c.amount,
        "unit": c.unit,
        "started_at": moment(c.started),
        "due_at": moment(c.due_at),
        "told_due": moment(c.told_due),
        "ended_at": moment(c.ended),
        "stops": [{"from": moment(d.lower), "until": moment(d.upper), "ground": ground} for d, ground in stops],
        "extension": {"amount": c.extra, "unit": c.unit, "at": moment(c.extended)} if c.extra else None,
        "provisional": c.provisional,
        "late": view.late(c),
    }


def _renewal(view: View) -> dict[str, Any] | None:
    """That it is to renew a result, and the day after which silence renews it, if it does."""
    a = view.application
    if a.renews_id is None:
        return None
    return {"silent_on": a.silent_on.isoformat() if a.silent_on and not view.rests_on else None}


def result(a: Application) -> dict[str, Any] | None:
    """What a granted matter's print says of itself; its code is for `/verify`."""
    if a.outcome != Outcome.GRANTED:
        return None
    issued, until = local(a.result.issued).date(), a.result.until
    return {
        "code": a.result.code,
        "issued_on": issued.isoformat(),
        "valid_until": until.isoformat() if until else None,
        "revoked_on": local(a.result.revoked).date().isoformat() if a.result.revoked else None,
    }


def objections(told: Sequence[Said]) -> list[dict[str, Any]]:
    """What was objected to the notice and waits, for who answers it; the telephone under its mask."""
    return [
        {
            "objection": one.n,
            "at": moment(one.at),
            "name": one.name,
            "phone": mask("phone", one.phone),
            "what": one.what,
        }
        for one in told
        if not one.outcome
    ]


def objectors(told: Sequence[Said], standing: Standing) -> list[dict[str, Any]]:
    """Who objected and was answered, for the desk that answers them; called back, they have no name here any more."""
    return [
        {
            "objection": one.n,
            "outcome": one.outcome,
            "name": None if one.told else one.name,
            "phone": mask("phone", one.phone),
            "told": one.told.isoformat() if one.told else None,
        }
        for one in answered(told, standing)
    ]


def line(entry: Entry, view: View) -> dict[str, Any]:
    """One line of the timeline, with the words that were said."""
    words, payload = view.said(entry), entry.payload
    told: dict[str, Any] = {
        name: localised(words[name]) for name in ("items", "remedies", "right_body", "officers") if name in words
    }
    return {
        "at": moment(entry.occurred),
        "fact": entry.fact,
        "by": {"role": entry.role or None, "unit": entry.unit or None},
        "note": note(words),
        "basis": payload.get("ground") or _basis(entry, view),
        "until": payload.get("due") or payload.get("until") or _until(entry, view),
        "details": payload,
        **told,
    }


def _basis(entry: Entry, view: View) -> str | None:
    """What a shift of the limits, or a decision by silence, rests on."""
    if "procedure" in entry.payload:
        return said(view.item.procedures[entry.payload["procedure"]].basis)
    rests_on = {
        "services.ApplicationExtended": view.item.extension,
        "services.ApplicationDeemedAccepted": view.item.deemed,
        "services.ApplicationRenewed": view.item.renewal,
    }.get(entry.fact)
    return said(rests_on.basis) if rests_on else None


def _until(entry: Entry, view: View) -> str | None:
    """By when a correction is awaited, where the item limits it."""
    if entry.fact != "services.CorrectionRequested":
        return None
    return next((moment(c.due_at) for c in view.clocks if c.kind == ClockKind.CORRECTION), None)


NOTES = ("note", "reason", "opinion", "reasons", "text", "what_was_done", "finding", "what")


def note(words: dict[str, Any]) -> str | None:
    """What was said, in one text; and what a correction asks for."""
    parts = [words[name] for name in NOTES if name in words]
    parts += [one["what"] for one in words.get("items", ())]
    return "\n".join(parts) or None
