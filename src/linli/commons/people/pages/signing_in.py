"""How one signs in: one's password, and where one is signed in."""

from __future__ import annotations

import re
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.commons.people.forms.accounts import new_password
from linli.commons.people.pages.staff import user_of
from linli.kernel.access import sessions
from linli.kernel.access.doors import door
from linli.kernel.api.problems import not_found
from linli.kernel.ui.views import page

# By what a browser's own description is told apart; the first that fits: many pretend to be others.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("QQBrowser", "QQ Browser"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@door("signed_in", early=settings.PASSWORD_PAGE)
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password. Who has a first one is led here until they have."""
    user = user_of(request)
    first, wrong, status = user.first_until is not None, dict[str, str](), 200
    if request.method == "POST":
        wrong = new_password(user, {name: request.POST.get(name, "") for name in ("old", "new", "again")})
        if not wrong:
            sessions.goes_on(request, user)
            messages.success(request, _("Your new password is in force. Other devices have to sign in again."))
            return redirect("home" if first else "people:me")
        status = 422 if "old" in wrong else 400  # only what can be guessed counts as a try
    return page(request, "people/password.html", {"first": first, "wrong": wrong}, status=status)


@door("signed_in")
def places(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    user = user_of(request)
    here = request.session.session_key
    rows = [_row(one, here) for one in sessions.sessions_of(user)[:50]]
    return page(request, "people/sessions.html", {"rows": sorted(rows, key=lambda row: not row["here"])})


@require_POST
@door("signed_in")
def end(request: HttpRequest) -> HttpResponse:
    """One of them ended, or all but this one."""
    user, which = user_of(request), request.POST.get("session", "")
    rows = sessions.sessions_of(user).exclude(session_key=request.session.session_key)
    if which != "others":
        rows = rows.filter(pk=int(which)) if re.fullmatch("[0-9]{1,18}", which) else rows.none()
    ended = list(rows)
    if which != "others" and not ended:
        raise not_found()
    for session in ended:
        session.end()
    messages.success(request, _("Signed out there."))
    return redirect("people:sessions")


def _row(one: UserSession, here: str | None) -> dict[str, Any]:
    return {
        "id": one.pk,
        "what": described(one.user_agent),
        "address": one.ip,
        "since": one.created_at,
        "here": one.session_key == here,
    }


def described(agent: str) -> str:
    """A browser and its system, as people call them; a browser nobody knows is said to be one."""
    browser = next((name for sign, name in BROWSERS if re.search(sign, agent)), "")
    system = next((name for sign, name in SYSTEMS if re.search(sign, agent)), "")
    return " · ".join(filter(None, (browser, system))) or _("A browser")
