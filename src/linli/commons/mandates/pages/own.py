"""One's own side: for whom I act, who acts for me; a child entered, somebody authorised, a code taken up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.commons.mandates import actions, forms
from linli.commons.mandates.actions.giving import offered
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.pages.shown import OPEN_FIRST, export_of, shown
from linli.commons.mandates.queries import covered, detail
from linli.commons.mandates.states import State
from linli.commons.people.forms.known import household_of
from linli.commons.people.queries import masked_household, person_of, profile
from linli.kernel import clock
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.files.doors import take as take_file
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

MOST = 50


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door lets only accounts in
    return request.user


@door("signed_in")
def mine(request: HttpRequest) -> HttpResponse:
    """For whom I act, and who acts for me: what holds and waits first, then what is over."""
    user = _user(request)
    rows = Mandate.objects.select_related("principal", "agent").order_by(OPEN_FIRST, "-id")
    acting = shown(list(rows.filter(agent__account=user)[:MOST]), user, acting=True)
    acted = shown(list(rows.filter(principal__account=user)[:MOST]), user, acting=False)
    person = person_of(user)
    context = {
        "acting": sorted(acting, key=lambda one: not one.may_end),
        "acted": sorted(acted, key=lambda one: not one.may_end),
        "resident": person is not None and person.community_id is not None,
        "once": new_key(),
    }
    return page(request, "mandates/mine.html", context)


@door("signed_in")
def export(request: HttpRequest) -> HttpResponse:
    """For whom I act and who acts for me, over or not, as a file that machines read."""
    user = _user(request)
    rows = Mandate.objects.select_related("principal", "agent").order_by("-id")
    told = {
        "acting_for": [export_of(one) for one in rows.filter(agent__account=user)],
        "acting_for_me": [export_of(one) for one in rows.filter(principal__account=user)],
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="acting.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _form(
    request: HttpRequest, template: str, do: Callable[[], str], context: dict[str, Any], given: dict[str, Any]
) -> HttpResponse:
    """The form; sent, it is done once and leads back; what is wrong stands beside its field."""
    wrong: dict[str, str] = {}
    refused: Problem | None = None
    if request.method == "POST":
        try:
            once(request, do)
        except Problem as problem:
            wrong = {error.pointer.split("/")[1]: str(error.message) for error in problem.errors}
            refused = problem if not wrong else None
        else:
            return redirect("mandates:mine")
    status = refused.status if refused else 422 if wrong else 200
    more = {"given": given, "wrong": wrong, "refused": refused, "once": new_key()}
    return page(request, template, context | more, status=status)


def _of_household(user: User, n: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Somebody of one's own household in plain, and as shown; nothing for nobody."""
    person = person_of(user)
    if person is None or not (n.isascii() and n.isdigit() and len(n) < 4):
        return {}, {}
    at, members = int(n), household_of(profile(person))
    return (members[at], (masked_household(person) or [])[at]) if at < len(members) else ({}, {})


@door("signed_in")
def child(request: HttpRequest) -> HttpResponse:
    """A parent asks to be entered as guardian, with a photo of the household register or the birth certificate.

    `member`: who of one's own household it is, from 0; name and number then stand there, the number masked.
    """
    user = _user(request)
    known, shown_ = _of_household(user, request.GET.get("member", ""))
    given: dict[str, Any] = {n: request.POST.get(n, shown_.get(n, "")) for n in ("name", "identity_number")}

    def do() -> str:
        upload = request.FILES.get("file")
        file = take_file(user, upload).pk if upload else ""
        kept = {n: known[n] for n in known if n == "identity_number" and given[n].strip() == shown_[n]}
        made = forms.ask(given | kept | {"file": file}, by=user)
        messages.success(request, _("We have it. The workstation looks at it and tells you."))
        return str(made.pk)

    return _form(request, "mandates/child.html", do, {}, given)


@door("signed_in")
def offer(request: HttpRequest) -> HttpResponse:
    """Somebody is to act for me: who, in what, until when. The code to give them stands on the page that follows."""
    user = _user(request)
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in ("name", "until", "scope")}
    given["items"] = request.POST.getlist("items")

    def do() -> str:
        raw = {name: given[name] for name in ("name", "until")}
        made = forms.offer(raw | {"items": forms.chosen(given["scope"], given["items"])}, by=user)
        messages.success(request, _("Now pass the code on to %(name)s.") % {"name": given["name"].strip()})
        return str(made.pk)

    items = [(code, said(name)) for code, name in covered().items()]
    today = clock.today()
    context = {"items": items, "first": today.isoformat(), "last": (today + forms.LONGEST).isoformat()}
    return _form(request, "mandates/offer.html", do, context, given)


@door("signed_in")
def take(request: HttpRequest) -> HttpResponse:
    """The code that somebody passed on: first what it says, then taken up."""
    user = _user(request)
    given = {"code": request.POST.get("code", "").strip()}
    context: dict[str, Any] = {"given": given, "wrong": {}, "offer": None, "once": new_key()}
    if request.method != "POST":
        return page(request, "mandates/take.html", context)
    if request.POST.get("do") == "take":
        return _taken(request, user, context)
    try:
        found = offered(forms.code(given), user)
    except Problem as problem:
        return _not_taken(request, problem, context)
    return page(request, "mandates/take.html", context | {"offer": shown([found], user, acting=True)[0]})


def _taken(request: HttpRequest, user: User, context: dict[str, Any]) -> HttpResponse:
    """Taken up, once: when it comes again the code is gone, and it leads to the same place all the same."""
    try:
        made = once(request, lambda: str(actions.take(forms.code(context["given"]), by=user).pk))
    except Problem as problem:
        return _not_taken(request, problem, context)
    principal = detail(user, made).principal
    assert principal is not None
    messages.success(request, _("You can act for %(name)s now.") % {"name": principal.name})
    return redirect("mandates:mine")


def _not_taken(request: HttpRequest, problem: Problem, context: dict[str, Any]) -> HttpResponse:
    """The form again, with what is wrong at the code."""
    if problem.status in (404, 422):
        told, status = str(problem.errors[0].message) if problem.errors else _no_such_code(), 422
    else:
        told, status = " ".join(filter(None, (str(problem.title), str(problem.detail)))), problem.status
    return page(request, "mandates/take.html", context | {"wrong": {"code": told}}, status=status)


def _no_such_code() -> str:
    return _("This code is not known, is older than seven days, or is made out to somebody else.")


@require_POST
@door("signed_in")
def end(request: HttpRequest, id: str) -> HttpResponse:
    """It shall hold no longer; at the window with a reason. Sent again, it leads to the same place."""
    user, reason = _user(request), request.POST.get("reason", "").strip()
    made = detail(user, once(request, lambda: str(forms.end(id, {"reason": reason}, by=user).pk)))
    messages.success(request, _("It has ended.") if made.state == State.ENDED else _("Taken back."))
    back = request.POST.get("next", "")
    at_window = back.isascii() and back.isdigit() and len(back) < 19
    return redirect("mandates:of", int(back)) if at_window else redirect("mandates:mine")
