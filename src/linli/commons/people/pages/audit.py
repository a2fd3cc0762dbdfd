"""The auditor's two lists: who looked at what, and what became of accounts and posts."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.commons.people.forms.audit import asked, cut
from linli.commons.people.pages.staff import STEPS, user_of
from linli.commons.people.queries.audit import NEWEST_FIRST, accounts_in, changes, lines, seen
from linli.commons.people.states import Role
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.paging import page as cut_rows
from linli.kernel.clock import local
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import said
from linli.kernel.ui.views import page
from linli.kernel.ui.words import day_full

ROWS = 50


@door("audit.see")
def looks(request: HttpRequest) -> HttpResponse:
    """Who opened, looked up, printed or saw in full what; of one account or matter, of one day."""
    wanted, wrong = asked(request.GET)
    found, mark = cut_rows(lines(wanted), request.GET.get("cursor", ""), NEWEST_FIRST, ROWS)
    q = request.GET.get("q", "").strip()
    context = {
        "rows": [_look(seen(one)) for one in found],
        "q": q,
        "day": request.GET.get("day", ""),
        "wrong": wrong,
        "next": _next(mark, q=q, day=request.GET.get("day", "")),
    }
    return page(request, "audit/looks.html", context)


@door("audit.see")
def accounts(request: HttpRequest) -> HttpResponse:
    """Who made, closed, gave and ended what; of one account or of all."""
    q = request.GET.get("q", "").strip()[:150]
    found, mark = cut(lambda before, n: changes(q, before, n), request.GET.get("cursor", ""), ROWS)
    named = accounts_in(found, user_of(request))
    context = {"rows": [_change(one, named) for one in found], "q": q, "next": _next(mark, q=q)}
    return page(request, "audit/accounts.html", context)


def _next(mark: str, **asked: str) -> str:
    return "?" + urlencode({**{k: v for k, v in asked.items() if v}, "cursor": mark}) if mark else ""


def _time(at: Any) -> str:
    return f"{day_full(local(at).date())} {local(at):%H:%M:%S}"


def desk(unit: str, role: str) -> str:
    """A unit and a role in words; codes that are no more stay as they are."""
    words = str(Role(role).label) if role in Role.values else role
    try:
        found = network().unit(unit)
    except LookupError:
        return " · ".join(filter(None, (unit, words)))
    return f"{said(found.names) or found.name} · {words}"


def _look(one: Any) -> dict[str, Any]:
    line = one.line
    return {
        "at": _time(line.at), "account": line.user.username, "name": line.user.name if line.role else "",
        "desk": desk(line.unit, line.role), "what": one.what, "of": one.of, "number": one.number,
        "reason": one.reason,
    }  # fmt: skip


def _who(user: User | None) -> str:
    return f"{user.name} {user.username}".strip() if user else ""


def _change(one: Entry, named: dict[int, User]) -> dict[str, Any]:
    return {
        "at": _time(one.occurred),
        "account": named.get(int(one.subject.id)),
        "what": change(one),
        "by": _who(named.get(one.actor or 0)) or _("on the server"),
        "own": one.actor == int(one.subject.id),
        "desk": desk(one.unit, one.role) if one.role else "",
    }


def change(one: Entry) -> str:
    """A fact of an account in words; one that no room here knows keeps its name."""
    fact, told = one.fact.removeprefix("people."), one.payload
    plain = {
        "AccountMade": {"list": _("Account made, from a list"), "window": _("Account made, at a window")}.get(
            str(told.get("how")), _("Account made, on the server")
        ),
        "FirstPasswordGiven": _("First password given"),
        "PasswordChosen": _("Chose a password"),
        "AccountClosed": _("Closed the account"),
        "AccountOpened": _("Account opened again"),
        "DataExported": _("Took a copy of their data"),
        "ErasureAsked": _("Asked for their data to be erased"),
    }
    if fact in ("PostGiven", "PostEnded"):
        return _post(fact, told)
    if fact in ("SecondStepAdded", "SecondStepRemoved"):
        kind = str(STEPS.get(told["kind"], _("Backup codes")))
        return (_("Second step set up: %(kind)s") if fact.endswith("Added") else _("Second step off: %(kind)s")) % {
            "kind": kind
        }
    if fact == "SessionsEnded":
        return _("Signed out everywhere: %(sessions)d places, %(tokens)d tokens") % told
    return plain.get(fact, fact)


def _post(fact: str, told: dict[str, Any]) -> str:
    post = desk(str(told["unit"]), str(told["role"]))
    if fact == "PostEnded":
        return _("Post ended: %(post)s, without it from %(day)s") % {"post": post, "day": _day(told["on"])}
    since = _("Post given: %(post)s, from %(day)s") % {"post": post, "day": _day(told["since"])}
    return since if not told["until"] else _("%(given)s, until %(day)s") % {"given": since, "day": _day(told["until"])}


def _day(told: str) -> str:
    return day_full(date.fromisoformat(told))
