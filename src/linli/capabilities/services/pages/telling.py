"""What a person without an account has still to be told, and how it reads over the phone."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.capabilities.services import forms
from linli.capabilities.services.pages.life import TELLING
from linli.capabilities.services.pages.preparing import asked_name
from linli.capabilities.services.pages.prints import sheets
from linli.capabilities.services.queries import View, detail, ref
from linli.capabilities.services.queries.declarations import declaration
from linli.capabilities.services.queries.seeing import heard
from linli.capabilities.services.queries.untold import untold
from linli.capabilities.services.rules.standing import Standing
from linli.capabilities.services.states import Means, Outcome
from linli.commons.duties.queries import open_duties
from linli.commons.duties.states import DutyKind
from linli.kernel.access.doors import door
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.record.timeline import Entry
from linli.kernel.record.writing import Ref
from linli.kernel.ui.once import once
from linli.kernel.ui.views import back

SHIFTS = (
    "services.AcceptedConditionally", "services.ApplicationDeemedAccepted", "services.ApplicationSuspended",
    "services.ApplicationResumed", "services.ApplicationExtended",
)  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """What to say, line by line; the papers that say the same (kind, name); by which means it can be told."""

    lines: list[str]
    papers: list[tuple[str, str]]
    means: list[tuple[str, str]]


def _about(number: str) -> tuple[Ref, Ref]:
    return ref(number), declaration(number)


def telling(view: View, user: User) -> Telling | None:
    """None when everything has been told, or when it is not this user's to tell."""
    a = view.application
    here = any(post.unit_id == a.taken_in_by_id and post.role == "generalist" for post in posts(user))
    if not here or a.person.account_id is not None or a.outcome == Outcome.WITHDRAWN:
        return None
    if heard(a) and not any(open_duties(about).filter(kind=DutyKind.TELL).exists() for about in _about(a.number)):
        return None
    owed = untold(view)
    if not owed:
        return None
    means = [(m.value, str(m.label)) for m in (Means.PHONE, Means.WINDOW, Means.POST, Means.HOME_VISIT)]
    told = [_lines(view, entry) for entry in owed]
    names = {sheet.kind: sheet.heading for sheet in sheets()}
    papers = list(dict.fromkeys((paper, names[paper]) for _lines_of, paper in told if paper))
    return Telling([line for lines, _paper in told for line in lines], papers, means)


def _lines(view: View, entry: Entry) -> tuple[list[str], str]:
    told = view.said(entry)
    if entry.fact == "services.CorrectionRequested":
        return [f"{asked_name(view.item, one)}{_(': ')}{one['what']}" for one in told.get("items", ())], "correction"
    if entry.fact in ("services.ApplicationGranted", "services.ApplicationRenewed"):
        return [_("It is granted. The result can be fetched at the window or is brought home.")], "decision"
    if entry.fact == "services.ApplicationRefused":
        return [_("It is refused, because:"), told.get("reasons", "")], "decision"
    if entry.fact == "services.ApplicationNotAccepted":
        body = told.get("right_body", "")
        where = _("Please turn to: %(body)s") % {"body": body} if body else ""
        parts = _("It is not accepted, because:"), told.get("reason", ""), where
        return [part for part in parts if part], "not-acceptance"
    if entry.fact in ("services.ApplicationLapsed", "services.PromiseLapsed"):
        why = TELLING[entry.fact](view, entry, told)[1]
        return [_("The matter has ended."), why, _("The resident can apply again at any time.")], ""
    if entry.fact == "services.ResultRevoked":
        return [_("The result is revoked, because:"), told.get("reasons", "")], "revocation"
    if entry.fact in SHIFTS:
        title, note, *papers = TELLING[entry.fact](view, entry, told)
        return [part for part in (title, note) if part], papers[0]
    by = {"name": view.filing.get("handed_in_by", "")}
    return [_("%(name)s handed papers in for you. We have them and work on it.") % by], "receipt"


@require_POST
@door("services.take_in")
def told(request: HttpRequest, number: str) -> HttpResponse:
    """A person without an account was told, by phone or otherwise: a delivery of what had to be told."""
    assert isinstance(request.user, User)
    user, view = request.user, detail(request.user, number)
    if Standing(user, view.application, view).tied:
        raise forbidden()
    duty = next((one for about in _about(number) for one in open_duties(about).filter(kind=DutyKind.TELL)), None)
    if duty is None:
        raise Problem(409, "told", _("There is nothing to be told, or somebody has told it meanwhile."))
    raw = {name: request.POST[name] for name in ("means", "on", "note") if name in request.POST}
    try:
        once(request, lambda: forms.told(duty.pk, raw, by=user).number)
    except Problem as problem:
        if problem.status != 422:
            raise
        from linli.capabilities.services.pages.matter import show  # which shows this form

        return show(request, number, problem, "told", raw, 422)
    messages.success(request, _("Kept: the resident was told."))
    return redirect(back(request, request.POST.get("next", ""), f"/matters/{number}"))
