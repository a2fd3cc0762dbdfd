"""What was applied for as one, as programs see it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from linli.capabilities.services.api import shapes
from linli.capabilities.services.api.warnings import warnings
from linli.capabilities.services.queries import PublishedItem, View, open_twin
from linli.capabilities.services.queries.bundle_page import item_of
from linli.capabilities.services.queries.joint import JointView, PartView
from linli.capabilities.services.queries.offers import told_to
from linli.capabilities.services.rules import Standing, check_together, withdrawable
from linli.commons.people.queries import masked
from linli.commons.places.queries import network
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.forms import masked as masked_answers
from linli.kernel.texts import localised, said

FIRST = ("code", "name", "summary", "group", "audience", "confirmed_here", "who", "form", "materials")


def bundle(item: PublishedItem) -> dict[str, Any]:
    """What can be applied for as one, in the language that is active."""
    told: dict[str, Any] = {name: localised(item.body[name]) for name in FIRST} | {"version": item.version}
    for name in ("as_published_by", "assumed", "elsewhere"):
        told[name] = localised(item.body.get(name, []))
    told["parts"] = [
        {
            "item": part.item, "version": part.version, "name": said(item_of(part).name),
            "choice": part.choice or None, "needs": list(part.needs),
        }
        for part in item.parts
    ]  # fmt: skip
    return told


def draft(view: View, user: User) -> dict[str, Any]:
    """A bundle's draft: what is being prepared, and the parts that it would file. `owner`: whose account."""
    a, kept = view.application, view.draft or {}
    try:
        check_together(user, a)
        can = ["submit"]
    except Problem:
        can = []
    mandated = Standing(user, a, view).mandated
    parts = [_not_filed(item_of(part), part.version, list(part.needs)) for part in view.item.chosen(kept["answers"])]
    return {
        **_first(a, view.item, user, mandated),
        "state": "draft",
        "filed_at": None,
        "parts": parts,
        "answers": masked_answers(view.item.form, dict(kept.get("answers", {}))),
        "materials": [shapes.paper(one, not mandated) for one in told_to(user, kept.get("materials", ()))],
        "timeline": [],
        "allowed": can,
        "warnings": warnings(view, _twin(view), Standing(user, a, view).staff),
    }


def _twin(view: View) -> str | None:
    """The open matter of one of the chosen items, if there is one."""
    answers = (view.draft or {}).get("answers", {})
    return open_twin(view.application.person_id, view.item.applied_for(answers))


def joint(view: JointView, user: User) -> dict[str, Any]:
    """What was filed: each part with its matter's number, state and outcome as far as the caller sees it."""
    mandated = any(
        Standing(user, application).mandated for one in view.parts if (application := one.application) is not None
    )
    lines = []
    for one, entry in view.entries:
        line = shapes.line(entry, one.view) if one is not None and one.view is not None else _own(entry, view.codes())
        lines.append(line | {"item": one.item.code if one else None})
    return {
        **_first(view.joint, view.item, user, mandated),
        "state": "closed" if view.over else "filed",
        "filed_at": shapes.moment(view.joint.filed_at),
        "parts": [_part(one) for one in view.parts],
        "answers": {},
        "materials": [],
        "timeline": lines,
        "allowed": ["withdraw"] if any(withdrawable(view, user)) else [],
        "warnings": [],
    }


def _first(a: Any, item: PublishedItem, user: User, mandated: bool) -> dict[str, Any]:
    told = masked(a.person)
    applicant = {name: told[name] for name in ("id", "name", "community", "language")} if mandated else told
    return {
        "owner": a.person.account_id,
        "number": a.number,
        "item": item.code,
        "version": item.version,
        "community": network().place_by_id(a.community_id).code,
        "applicant": applicant,
        "agent": {"id": str(a.agent.pk), "name": a.agent.name} if a.agent else None,
        "channel": a.channel,
    }


def _not_filed(item: PublishedItem, version: int, needs: list[str]) -> dict[str, Any]:
    return {
        "item": item.code, "version": version, "name": said(item.name), "needs": needs, "application": None,
        "state": "waiting", "outcome": None, "left": None,
    }  # fmt: skip


def _part(one: PartView) -> dict[str, Any]:
    told = _not_filed(one.item, one.item.version, list(one.part.needs))
    if one.part.left:
        return told | {"state": "left", "left": one.part.left}
    if one.view is not None:
        a = one.view.application
        return told | {"application": a.number, "state": a.state, "outcome": a.outcome}
    told["application"] = one.draft.number if one.draft else None
    return told | {"state": "draft"} if one.stuck else told


def _own(entry: Any, seen: Collection[str]) -> dict[str, Any]:
    """What happened to the whole; of its parts only those that the caller sees are named."""
    details = dict(entry.payload)
    if "parts" in details:
        details["parts"] = [code for code in details["parts"] if code in seen]
    return {
        "at": shapes.moment(entry.occurred), "fact": entry.fact,
        "by": {"role": entry.role or None, "unit": entry.unit or None}, "note": None, "basis": None, "until": None,
        "details": details,
    }  # fmt: skip
