"""The desk's side: what somebody says is wrong, answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.commons.corrections import forms, rules
from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.queries import KIND, detail, due, ref, terms, words
from linli.commons.corrections.queries.shown import shown
from linli.commons.corrections.states import PROFILE, Means, Outcome
from linli.commons.duties.models import Duty
from linli.commons.duties.queries import open_duties
from linli.commons.duties.rules import of_desk
from linli.commons.duties.states import DutyKind
from linli.commons.people.forms.person import CORRECTED
from linli.commons.people.pages.words import titles
from linli.commons.people.states import Gender
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.texts import said as in_words
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door lets only accounts in
    return request.user


def _asked(one: CorrectionRequest, user: User) -> dict[str, Any]:
    """Whose data, what is wrong and right, and whether this user answers."""
    complaint = terms(one.person.community_id).get("complaint", {})
    return {
        "one": shown(one, words([one])[one.pk], due([one]).get(one.pk), own=False),
        "guardian": one.under_id is not None,
        "may_answer": rules.may_answer(user, one),
        "own": rules.own(user, one),
        "fields": (fields := _fields(one)),
        "titles": {
            "outcome": _("Answer"),
            "said": _("What was done, or why not"),
            "told": _("How they were told"),
            **dict(fields),
        },
        "genders": [(gender.value, str(gender.label)) for gender in Gender],
        "means": [(way.value, str(way.label)) for way in Means] if rules.untold(one) else [],
        "outcomes": [(outcome.value, str(outcome.label)) for outcome in Outcome],
        "complaint": in_words(complaint.get("text")),
        "given": {},
        "wrong": {},
        "once": new_key(),
    }


def _fields(one: CorrectionRequest) -> list[tuple[str, str]]:
    """What of a profile is put right with the answer: what it is about, or all of it. Name in the form, and words."""
    if one.subject_kind != PROFILE:
        return []
    known = titles() | {"gender": _("Gender")}
    return [(f"new-{name}", known[name]) for name in CORRECTED if one.subject_id in ("", name)]


def _seen(user: User, one: CorrectionRequest) -> None:
    opened(user, one.person.account_id, KIND, str(one.pk))


def panel(duty: Duty, user: User) -> tuple[str, dict[str, Any]]:
    """What the desk's reading pane shows of an asking."""
    one = detail(user, duty.subject_id)
    _seen(user, one)
    return "corrections/asked.html", _asked(one, user)


@door("signed_in")
def one(request: HttpRequest, id: str) -> HttpResponse:
    """An asking as a page, for the desk; whom it concerns is led to their own page."""
    user = _user(request)
    found = detail(user, id)
    if rules.desk(user, found) is None:
        return redirect("my_corrections:list")
    return _page(request, found, {})


def _page(request: HttpRequest, found: CorrectionRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    user = _user(request)
    _seen(user, found)
    duty = open_duties(ref(found.pk)).filter(kind=DutyKind.CORRECT_DATA).select_related("holder").first()
    context = _asked(found, user) | {
        "whole": True,
        "duty": duty,
        "mine": duty is not None and duty.holder_id == user.pk,
        "takes": duty is not None and of_desk(user, duty),
    }
    response = page(request, "corrections/one.html", context | more, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@door("signed_in")
def answer(request: HttpRequest, id: str) -> HttpResponse:
    """Corrected, in part, or not and why. What is wrong stands beside its field, with what was written."""
    user, post = _user(request), request.POST
    found = detail(user, id)
    raw: dict[str, Any] = {"outcome": post.get("outcome", ""), "reason": post.get("said", "")}
    if post.get("told"):
        raw["told"] = post["told"]
    if changes := _changes(post):
        raw["changes"] = changes
    try:
        once(request, lambda: str(forms.answer(id, raw, by=user).pk))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        wrong = {_field(e.pointer): str(e.message) for e in problem.errors}
        refused = problem if not wrong else None
        given = {name: value for name, value in post.items() if isinstance(value, str)}
        more = {"given": given, "wrong": wrong, "refused": refused}
        return _page(request, detail(user, id), more, problem.status)
    told = _("Answered.") if rules.untold(found) else _("Answered. %(name)s is told.") % {"name": found.person.name}
    messages.success(request, told)
    return redirect("duties:desk")


def _changes(post: Mapping[str, Any]) -> dict[str, str]:
    found = {name: str(post.get(f"new-{name}", "")).strip() for name in CORRECTED}
    return {name: value for name, value in found.items() if value}


def _field(pointer: str) -> str:
    """The name in the form of what a pointer names; `reason` is taken on the desk, by the note of who hands over."""
    parts = pointer.split("/")[1:]
    if parts[0] == "changes" and len(parts) > 1:
        return f"new-{parts[1]}"
    return "said" if parts[0] == "reason" else parts[0]
