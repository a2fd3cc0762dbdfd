"""The one desk: what is owed by me and mine, most urgent first, and the chosen duty beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from linli.commons.calendar.rules.telling import said_left
from linli.commons.duties import forms, queries
from linli.commons.duties.actions import holding
from linli.commons.duties.models import Duty
from linli.commons.duties.states import DutyKind
from linli.commons.people.queries import Member, colleagues
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.doors import door
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.api.paging import page as cut
from linli.kernel.api.problems import not_found
from linli.kernel.texts import said
from linli.kernel.ui.environment import url
from linli.kernel.ui.views import back, page
from linli.kernel.ui.words import when

ICONS = {
    DutyKind.ACCEPT: "clipboard-check",
    DutyKind.STEP: "list-check",
    DutyKind.DECIDE: "award",
    DutyKind.DELIVER: "send",
    DutyKind.OBJECTION: "megaphone",
    DutyKind.ANSWER_RATING: "star",
    DutyKind.CALL_OBJECTOR: "telephone",
    DutyKind.CALL_BACK: "telephone",
    DutyKind.APPEAL: "flag",
    DutyKind.SPOT_CHECK: "search",
    DutyKind.CHECK_MANDATE: "people",
    DutyKind.CORRECT_DATA: "pencil",
    DutyKind.TELL: "telephone",
    DutyKind.LATE: "exclamation-octagon",
    DutyKind.REPAIR: "gear",
}
VIEWS = ("all", "late", "today", "taken")


@dataclass(frozen=True)
class Row:
    """One duty as the table shows it. `state`: token, words, icon."""

    id: int
    state: tuple[str, str, str]
    title: str
    who: str
    todo: str
    due: str
    holder: str
    mine: bool
    overdue: bool
    urgent: bool


@dataclass(frozen=True)
class Choice:
    """One view of the desk in the left bar."""

    key: str
    words: str
    icon: str
    count: str
    chosen: bool
    href: str


@door("staff")
@vary_on_headers("HX-Request", "HX-Target")  # one address, three answers: the page, its table, its pane
def desk(request: HttpRequest) -> HttpResponse:
    """The table, the views with their counts, and the duty that is open. htmx asks for the table or the pane alone."""
    user = _user(request)
    if request.headers.get("HX-Target") == "pane":
        return page(request, "duties/pane.html", _opened(request, user))
    show = request.GET.get("show", "all")
    rows = queries.narrowed(queries.rows(user), show, user)
    found, mark = cut(rows, request.GET.get("cursor", ""), ("urgency", "id"))
    context: dict[str, Any] = {
        "show": show,
        "rows": _rows(cast("list[queries.Row]", found), user),
        "next": f"?{urlencode({'show': show, 'cursor': mark})}" if mark else None,
        "choices": _choices(queries.counts(user), show),
        "open": request.GET.get("open", ""),
        "cursor": request.GET.get("cursor", ""),
        "duty": None,
        "elsewhere": _elsewhere(user),
    }
    if request.headers.get("HX-Target") == "list":
        return page(request, "duties/list.html", context | {"stale": _stale(context, user)})
    context["sides"] = queries.beside(user)
    return page(request, "duties/desk.html", context | _opened(request, user))


def _stale(context: dict[str, Any], user: User) -> bool:
    """Whether the duty that is open beside the table has been done meanwhile."""
    asked = context["open"]
    if not _number(asked) or asked in [str(row.id) for row in context["rows"]]:
        return False
    return not queries.of_desk(user).filter(pk=int(asked)).exists()


def _number(asked: str) -> bool:
    return asked.isascii() and asked.isdigit() and len(asked) < 19


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door is staff's
    return request.user


def _elsewhere(user: User) -> str:
    """Whose work comes to no desk: where it is done."""
    words = {
        "officer": _("Your work is posts, in the bar above; network, catalogue and calendar by `linli load`."),
        "administrator": _("Your work is accounts, in the bar above, and the `linli` commands on the server."),
        "security": _("Your work is who may what: accounts and posts, in the bar above."),
        "auditor": _(
            "Your work is who looked at what: audit, in the bar above. `linli verify-record` proves the record."
        ),
    }
    return " ".join(words[post.role] for post in posts(user) if post.role in words)


def _rows(duties: Sequence[queries.Row], user: User) -> list[Row]:
    lines = queries.lines(duties, user)
    return [_row(duty, lines.get(duty.id), user) for duty in duties]


def _row(duty: queries.Row, line: queries.Line | None, user: User) -> Row:
    """A row reads without the line too: its room may not know the subject any more."""
    due = when(duty.due_at) if duty.due_at else _("since %(day)s") % {"day": when(duty.opened)}
    if duty.clock__provisional:
        due = _("about %(day)s") % {"day": due}
    return Row(
        id=duty.id,
        state=state(duty.due_at, duty.opened, stopped=duty.stopped, provisional=bool(duty.clock__provisional)),
        title=line.what if line else said(duty.title),
        who=line.who if line else "",
        todo=todo(duty, line),
        due=_("Not counting") if duty.stopped else due,
        holder=_("me") if duty.holder_id == user.pk else duty.holder__name or duty.holder__username or "",
        mine=duty.holder_id == user.pk,
        overdue=bool(line and line.overdue),
        urgent=bool(line and line.urgent),
    )


def _name(duty: Duty) -> str:
    return (duty.holder.name or duty.holder.username) if duty.holder else ""


def todo(duty: queries.Row, line: queries.Line | None) -> str:
    """What is to be done: what its room calls it where it does, as a step by its own name."""
    if duty.kind in (DutyKind.STEP, DutyKind.ACCEPT) and line and line.step:
        return line.step
    return str(DutyKind(duty.kind).label)


def state(due_at: datetime | None, opened: datetime, *, stopped: bool, provisional: bool) -> tuple[str, str, str]:
    """How urgent a duty is: token, words, icon."""
    if stopped:
        return "ended", _("Paused"), "pause"
    if due_at is None:
        days = (civic.today() - civic.local(opened).date()).days
        words = ngettext("waits %(num)s day", "waits %(num)s days", days) % {"num": days} if days else _("No date")
        return "waiting", words, "clock"
    words, token = said_left(civic.now(), due_at, provisional=provisional)
    return token, words, ""


def _choices(counts: dict[str, int], show: str) -> tuple[list[Choice], list[Choice]]:
    """The views, and the kinds of duties that the desk has."""
    words = {
        "all": (_("My desk"), "inbox"),
        "late": (_("Late"), "exclamation-octagon"),
        "today": (_("Due today"), "alarm"),
        "taken": (_("Taken by me"), "person-check"),
    }
    views = [_choice(key, *words[key], counts, show) for key in VIEWS]
    kinds = [_choice(kind.value, str(kind.label), ICONS[kind], counts, show) for kind in ICONS if kind in counts]
    return views, [kind for kind in kinds if kind.key != "late"]


def _choice(key: str, words: str, icon: str, counts: dict[str, int], show: str) -> Choice:
    n = counts.get(key, 0)
    count = f"{queries.MANY}+" if n > queries.MANY else str(n)
    return Choice(key, words, icon, count, key == show, f"{url('duties:desk')}?{urlencode({'show': key})}")


def _opened(request: HttpRequest, user: User) -> dict[str, Any]:
    """The open duty for the pane; one that is done, or somebody else's, is said to be gone."""
    asked = request.GET.get("open", "")
    nothing = {"duty": None, "gone": bool(asked), "open": asked}
    if not _number(asked):
        return nothing
    duty = queries.shown(user).filter(pk=int(asked)).first()
    if duty is None:
        return nothing
    show = request.GET.get("show", "all")
    context: dict[str, Any] = {
        "duty": duty,
        "open": asked,
        "state": state(
            duty.due_at,
            duty.opened,
            stopped=duty.stopped,  # type: ignore[attr-defined]
            provisional=bool(duty.clock and duty.clock.provisional),
        ),
        "holder": _name(duty),
        "mine": duty.holder_id == user.pk,
        "colleagues": _colleagues(duty, user),
        "keeper": _keeper(duty),
        "back": f"{url('duties:desk')}?{urlencode({'show': show})}",
        "here": f"{url('duties:desk')}?{urlencode({'show': show, 'open': asked})}",
        "panel": "",
    }
    panel = queries.SUBJECTS[duty.subject_kind].panel
    if panel is None:
        return context
    template, more = panel(duty, user)
    return context | {"panel": template} | more


def _colleagues(duty: Duty, user: User) -> list[Member]:
    return colleagues(duty.unit_id, duty.role, user) if duty.unit_id is not None else []


def _keeper(duty: Duty) -> str:
    """For a head's duty: the unit whose limit passed."""
    if duty.of_duty is None or duty.of_duty.unit_id is None:
        return ""
    unit = network().unit_by_id(duty.of_duty.unit_id)
    return said(unit.names) or unit.name


def _mine(request: HttpRequest, id: int) -> Duty:
    """The open duty of one of the user's desks, or 404."""
    found = queries.of_desk(request.user).filter(pk=id).first() if posts(request.user) else None
    if found is None:
        raise not_found()
    return found


@door("staff")
@require_POST
def take(request: HttpRequest, id: int) -> HttpResponse:
    """I am on it."""
    holding.take(_mine(request, id).pk, by=_user(request))
    messages.success(request, _("It is yours. Colleagues see that you are on it."))
    return _back(request, id)


@door("staff")
@require_POST
def hand_over(request: HttpRequest, id: int) -> HttpResponse:
    """To a colleague of the same desk, with a note for them."""
    duty = _mine(request, id)
    given = {name: request.POST[name] for name in ("to", "reason") if name in request.POST}
    kept = forms.hand_over(duty.pk, given, by=_user(request))
    messages.success(request, _("Handed over to %(name)s.") % {"name": _name(kept)})
    return _back(request, id)


def _back(request: HttpRequest, id: int) -> HttpResponse:
    here = f"{url('duties:desk')}?{urlencode({'open': id})}"
    return redirect(back(request, request.POST.get("next", ""), here))
