"""A matter's one address: the person concerned sees its answer and life, staff what they have to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.capabilities.services.pages import case, joint, mine
from linli.capabilities.services.queries import detail
from linli.capabilities.services.rules import Standing
from linli.capabilities.services.states import State
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem


def show(
    request: HttpRequest,
    number: str,
    problem: Problem | None = None,
    verb: str = "",
    given: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The matter as this user sees it. `problem`: why `verb` with the values `given` was refused just now."""
    assert isinstance(request.user, User)
    try:
        found = detail(request.user, number)
    except Problem:  # 404: several items have a number of their own
        return joint.show(request, number, problem, status)
    if found.unmet and not problem:
        return redirect("services:check", number)
    owner = found.application.person.account_id
    if Standing(request.user, found.application, found).concerned:
        if owner != request.user.pk:
            opened(request.user, owner, "application", number)
        return mine.show(request, found, problem, verb, given or {}, status)
    if found.application.state == State.DRAFT:
        return case.resume(request, found)
    opened(request.user, owner, "application", number)
    return case.show(request, found, problem, verb, given or {}, status)


@door("signed_in")
def matter(request: HttpRequest, number: str) -> HttpResponse:
    return show(request, number)
