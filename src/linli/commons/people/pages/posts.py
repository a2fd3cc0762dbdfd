"""Posts: who works where, as what, from when to when; given and ended by who may."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.commons.people.forms import posts as forms
from linli.commons.people.models import Post
from linli.commons.people.pages.staff import period, post_words, units, user_of
from linli.commons.people.queries.posts import NEWEST_FIRST, given_by, shown
from linli.commons.people.states import Role
from linli.kernel.access.doors import door
from linli.kernel.api.paging import page as cut
from linli.kernel.api.problems import Problem
from linli.kernel.clock import today
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

ROWS = 50
FIELDS = ("account", "unit", "role", "since", "until")


@door("posts.see")
def posts(request: HttpRequest) -> HttpResponse:
    """Those that are held, newest first; and for who may, the form that gives one."""
    user = user_of(request)
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    wrong: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            once(request, lambda: str(forms.give({k: v for k, v in given.items() if v}, by=user).pk))
        except Problem as problem:
            wrong = {e.pointer.strip("/"): str(e.message) for e in problem.errors}
            wrong = wrong or {"": " ".join(filter(None, (str(problem.title), str(problem.detail))))}
            status = problem.status
        else:
            messages.success(request, _("Given. It holds from the first day on, at every door."))
            return redirect("staff:posts")
    return page(request, "staff/posts.html", _listed(request) | {"given": given, "wrong": wrong}, status=status)


def _listed(request: HttpRequest) -> dict[str, object]:
    user, roles = user_of(request), given_by(user_of(request))
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "unit", "over")}
    rows = shown(user, q=asked["q"], unit=asked["unit"], over=asked["over"] == "1")
    found, mark = cut(rows, request.GET.get("cursor", ""), NEWEST_FIRST, ROWS)
    more = {name: value for name, value in (asked | {"cursor": mark}).items() if value}
    return {
        "rows": [_row(post, roles, user.pk) for post in found],
        "next": f"?{urlencode(more)}" if mark else "",
        "asked": asked,
        "units": units(),
        "roles": [(role, str(Role(role).label)) for role in roles],
        "first": today().isoformat(),
        "once": new_key(),
    }


def _row(post: Post, roles: list[str], own: int) -> dict[str, object]:
    account = post.person.account
    over = post.during.upper is not None and post.during.upper <= today()
    return {
        "id": post.pk,
        "name": post.person.name,
        "account": account.username if account else "",
        "words": post_words(post),
        "period": period(post),
        "ends": post.role in roles and not over and account is not None and account.pk != own,
    }


@require_POST
@door("posts.give")
def end(request: HttpRequest, post: int) -> HttpResponse:
    """Ended: today at once, or from a day on."""
    user, on = user_of(request), request.POST.get("on", "").strip()

    def do() -> str:
        forms.end(post, {"on": on} if on else {}, by=user)
        return str(post)

    try:
        once(request, do)
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        told = [str(error.message) for error in problem.errors] or [f"{problem.title} {problem.detail}"]
        messages.error(request, " ".join(told).strip())
    else:
        messages.success(request, _("Ended."))
    return redirect("staff:posts")
