"""The accounts of those who work here: for the administrators of system, security and audit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.commons.people.actions import accounts as actions
from linli.commons.people.actions import second_step
from linli.commons.people.pages.staff import STEPS, account_line, period, post_words, user_of
from linli.commons.people.queries.accounts import NEWEST_FIRST, detail, name_of, posts_of, shown
from linli.commons.people.states import AccountState
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.second_step import steps_of
from linli.kernel.access.sessions import sessions_of
from linli.kernel.api.paging import page as cut
from linli.kernel.api.problems import Problem, Wrong, wrong
from linli.kernel.clock import today
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

ROWS, MOST = 50, 100


@door("accounts.see")
def accounts(request: HttpRequest) -> HttpResponse:
    """Newest first; found by name or account, narrowed by how far they are."""
    user, q = user_of(request), request.GET.get("q", "").strip()[:60]
    state = request.GET.get("state", "") if request.GET.get("state") in AccountState.values else ""
    found, mark = cut(shown(user, q=q, state=state), request.GET.get("cursor", ""), NEWEST_FIRST, ROWS)
    more = {name: value for name, value in (("q", q), ("state", state), ("cursor", mark)) if value}
    context = {
        "rows": [account_line(one) for one in found],
        "next": f"?{urlencode(more)}" if mark else "",
        "q": q,
        "state": state,
        "states": [("", _("All"))] + [(str(one), str(one.label)) for one in AccountState],
        "makes": bool(held(user, "accounts.make")),
        "once": new_key(),
    }
    return page(request, "staff/accounts.html", context)


@door("accounts.see")
def one(request: HttpRequest, account: str) -> HttpResponse:
    """One account: how far it is, its posts, where it is signed in; and what this administrator may do with it."""
    user = user_of(request)
    found = detail(user, account)
    own = found.pk == user.pk
    context = {
        **account_line(found),
        "active": found.is_active,
        "until": found.first_until,
        "held": [(post_words(post), period(post)) for post in posts_of(found)],
        "makes": bool(held(user, "accounts.make")) and not own,
        "secures": bool(held(user, "accounts.secure")) and not own,
        "sessions": sessions_of(found).count(),
        "steps": [STEPS[step.type] for step in steps_of(found)],
        "own": own,
        "once": new_key(),
    }
    return page(request, "staff/account.html", context)


@require_POST
@door("accounts.make")
def first_passwords(request: HttpRequest) -> HttpResponse:
    """The sheets with first passwords, shown this once; what these accounts had before is void."""
    user = user_of(request)
    slips: list[dict[str, Any]] = []

    @transaction.atomic
    def give() -> str:
        for account in _chosen(request):
            word = actions.give_first_password(account, by=user)
            slips.append({"name": name_of(account), "account": account.username, "word": word, "phone": ""})
        return str(len(slips))

    once(request, give)
    if not slips:  # the same form once more: its sheets were shown
        messages.warning(request, _("These sheets were shown already. If they are lost, print new ones."))
        return redirect("staff:accounts")
    context = {
        "slips": slips, "address": request.build_absolute_uri("/"), "lasts": actions.FIRST_LASTS.days, "today": today(),
        "back": "",
    }  # fmt: skip
    return page(request, "staff/slips.html", context)


def _chosen(request: HttpRequest) -> list[Any]:
    """The accounts that were ticked, in one order, so that no two wait for each other. Raises Problem 404, 422."""
    names = sorted(set(request.POST.getlist("account")))[: MOST + 1]
    if not names:
        raise wrong([Wrong("/account", "required", _("Choose at least one account."))])
    if len(names) > MOST:
        raise wrong([Wrong("/account", "length", _("At most %(n)d at a time.") % {"n": MOST})])
    return sorted((detail(user_of(request), name) for name in names), key=lambda account: account.pk)


@require_POST
@door("accounts.make")
def close(request: HttpRequest, account: str) -> HttpResponse:
    """From now on nobody signs in with it."""
    user = user_of(request)
    found = detail(user, account)
    return _done(
        request, account, lambda: actions.close_account(found, by=user), _("Closed. Nobody is signed in with it.")
    )


@require_POST
@door("accounts.make")
def reopen(request: HttpRequest, account: str) -> HttpResponse:
    """A closed account can be signed in with again, once it has a new first password."""
    user = user_of(request)
    found = detail(user, account)
    return _done(request, account, lambda: actions.open_account(found, by=user), _("Open. Print a new first password."))


@require_POST
@door("accounts.secure")
def end_sessions(request: HttpRequest, account: str) -> HttpResponse:
    """Wherever the account is signed in, it is not any more."""
    user = user_of(request)
    found = detail(user, account)
    return _done(request, account, lambda: actions.end_sessions(found, by=user), _("Ended. It is signed in nowhere."))


@require_POST
@door("accounts.secure")
def second_step_off(request: HttpRequest, account: str) -> HttpResponse:
    """For who has lost it: the account's second step opens nothing any more."""
    user = user_of(request)
    found = detail(user, account)
    words = _("Taken off. They are asked to set up another when they next sign in at work.")
    return _done(request, account, lambda: second_step.take_off(found, by=user), words)


def _done(request: HttpRequest, account: str, do: Any, words: str) -> HttpResponse:
    try:
        once(request, lambda: str(do().pk))
    except Problem as problem:
        if problem.status != 409:
            raise
        messages.error(request, " ".join(filter(None, (str(problem.title), str(problem.detail)))))
    else:
        messages.success(request, words)
    return redirect("staff:account", account)
