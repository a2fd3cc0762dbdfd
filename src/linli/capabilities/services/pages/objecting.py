"""Objections to a matter's notice, for the desk that answers them; the person concerned never reads who objected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.capabilities.services import forms
from linli.capabilities.services.pages.act import Act, Asked, Field
from linli.capabilities.services.pages.numbers import Number
from linli.capabilities.services.queries import OBJECTED, View, ref
from linli.capabilities.services.rules import Standing
from linli.capabilities.services.rules import answered as answered_to
from linli.commons.notices.queries import Said, objected
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import mask, said
from linli.kernel.ui.once import once
from linli.kernel.ui.words import day_full


@dataclass(frozen=True)
class Objection:
    """One that waits: its number in the matter, who says what, and the telephone under its mask."""

    n: int
    name: str
    what: str
    phone: Number


def objections(view: View, can: Collection[str]) -> list[Objection]:
    """What waits for an answer, for who may answer it."""
    if "answer-objection" not in can:
        return []
    told = objected([ref(view.number)]).get(ref(view.number), [])
    return [Objection(one.n, one.name, one.what, _phone(one)) for one in told if not one.outcome]


def _phone(one: Said) -> Number:
    label = _("Telephone of %(name)s, who objects") % {"name": one.name}
    return Number(f"objection.{one.n}", label, mask("phone", one.phone), one.phone)


@dataclass(frozen=True)
class Objector:
    """Who objected and was answered. `told`: the day on which they were called back, in words; then `name` is "".

    `back`: it may have no finding of its own, for the matter went back with all that was objected.
    """

    n: int
    name: str
    phone: Number
    told: str
    back: bool


def objectors(view: View, user: User) -> list[Objector]:
    """Whom to call back, and who was, for the desk that answered."""
    if view.last(OBJECTED) is None:
        return []
    told = objected([ref(view.number)]).get(ref(view.number), [])
    ends = [(entry.fact, entry.payload.get("objections", ())) for entry in view.entries]
    back = {n for fact, ended in ends if fact == "services.SentBack" or len(ended) > 1 for n in ended}
    return [
        Objector(
            one.n, "" if one.told else one.name, _phone(one), day_full(one.told) if one.told else "", one.n in back
        )
        for one in answered_to(told, Standing(user, view.application, view))
    ]


@require_POST
@door("staff")
def called_back(request: HttpRequest, number: str) -> HttpResponse:
    """Who objected was told by phone what came of it, on a day."""
    assert isinstance(request.user, User)
    user = request.user
    raw: dict[str, Any] = {name: request.POST[name] for name in ("objection", "on") if name in request.POST}
    if raw.get("objection", "").isdecimal():
        raw["objection"] = int(raw["objection"])
    try:
        once(request, lambda: forms.called_back(number, raw, by=user).number)
    except Problem as problem:
        if problem.status != 422:
            raise
        from linli.capabilities.services.pages.matter import show  # which shows this form

        return show(request, number, problem, "called-back", raw, 422)
    messages.success(request, _("Kept: who objected was called back."))
    return redirect("services:matter", number)


def act(a: Asked) -> Act:
    """What came of it: upheld or not, and why."""
    fields = []
    if len(a.view.objections) == 1:  # the one that was read, not one that came since
        fields.append(Field("objection", "", "hidden", value=str(a.view.objections[0])))
    if len(a.view.objections) > 1:
        numbers = [(str(n), _("No. %(n)d") % {"n": n}) for n in a.view.objections]
        chosen = str(a.given.get("objection", numbers[0][0]))
        fields.append(Field("objection", _("Which objection"), "radio", value=chosen, options=numbers))
    options = [("false", _("Not upheld: the notice goes on"))]
    options.append(("true", _("Upheld: it goes back, then a new notice hangs")))
    others = _("If it is upheld, the other objections are not answered on their own: they end with it.")
    fields.append(Field(
        "upheld", _("What came of it"), "radio", options=options, hint=others if len(a.view.objections) > 1 else "",
        value=str(a.given.get("upheld", "")).lower(), error=a.error("/upheld"),
    ))  # fmt: skip
    hint = _("The person concerned reads it. Don't name who objected.")
    fields.append(a.text("finding", _("What was found"), hint=hint))
    hint = _("The person concerned doesn't read it.")
    fields.append(a.text("told", _("Who objected was told by phone on"), widget="date", required=False, hint=hint))
    return Act("answer-objection", _("Answer the objection"), "m", "primary", folded=False, fields=fields)


def for_staff(view: View, entry: Entry, words: Mapping[str, Any]) -> tuple[str, str]:
    """How the life tells staff of it: also whether who objected was called back."""
    title, finding = answered(view, entry, words.get("finding", ""))
    if not words.get("told"):
        return title, finding
    told = _("who objected was told by phone on %(day)s") % {"day": day_full(date.fromisoformat(words["told"]))}
    return title, f"{finding} · {told}"


def told_for_staff(view: View, entry: Entry, words: Mapping[str, Any]) -> tuple[str, str]:
    """How the life tells staff that who objected was called back after the answer."""
    told = day_full(date.fromisoformat(words["told"])) if words.get("told") else ""
    return _("Who objected was called back"), told


def sent_back(view: View, entry: Entry) -> str:
    """How the life tells that it went back, by which what was objected to its notice is upheld."""
    upheld = entry.payload.get("objections")
    words = _("The objection was upheld: back to “%(step)s”") if upheld else _("Sent back to “%(step)s”")
    return words % {"step": said(view.item.step(entry.payload["to"]).name)}


def objected_to(view: View, entry: Entry) -> tuple[str, str]:
    """How the life tells that somebody objected: that it is looked into, until it is answered."""
    waits = entry.payload["n"] in view.objections
    return _("Somebody objected to the public notice"), _("It is looked into.") if waits else ""


def answered(view: View, entry: Entry, finding: str) -> tuple[str, str]:
    """How the life tells of it."""
    if not entry.payload["upheld"]:
        return _("The objection was not upheld"), finding
    told = {"step": said(view.item.step(entry.payload["to"]).name)}
    return _("The objection was upheld: back to “%(step)s”") % told, finding
