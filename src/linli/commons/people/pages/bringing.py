"""A list from a spreadsheet brought in: looked at first, row by row, then done whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.commons.people.forms import accounts as account_forms
from linli.commons.people.forms import posts as post_forms
from linli.commons.people.forms.lists import COLUMNS, MOST, Row, plain, read
from linli.commons.people.pages.staff import user_of
from linli.kernel.access.doors import door
from linli.kernel.api.problems import Problem
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page

Bring = Callable[[list[Row], bool], Sequence[Any]]
EXAMPLE = ("wang.min", "王敏", "jingcheng", "全科社工", "")


@door("accounts.make")
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts from a list. What it says of posts is for the officer, who brings in the same list."""
    user = user_of(request)

    def bring(rows: list[Row], really: bool) -> Sequence[account_forms.Brought]:
        return account_forms.bring(rows, by=user, really=really)

    def told(n: int) -> str:
        return ngettext("%(n)d account made.", "%(n)d accounts made.", n) % {"n": n}

    return _bring(request, "accounts", ("account", "name"), bring, told)


@door("posts.give")
def posts(request: HttpRequest) -> HttpResponse:
    """Posts from a list, of accounts that are there."""
    user = user_of(request)

    def bring(rows: list[Row], really: bool) -> Sequence[post_forms.Given]:
        return post_forms.bring(rows, by=user, really=really)

    def told(n: int) -> str:
        return ngettext("%(n)d post given.", "%(n)d posts given.", n) % {"n": n}

    return _bring(request, "posts", ("account", "unit", "role"), bring, told)


def _bring(
    request: HttpRequest, what: str, columns: Sequence[str], bring: Bring, told: Callable[[int], str]
) -> HttpResponse:
    context: dict[str, Any] = {"what": what, "rows": [], "refused": "", "most": MOST, "once": new_key()}
    if request.method != "POST":
        return page(request, f"staff/{what}_list.html", context)
    try:
        rows = _again(request) if "rows" in request.POST else read(request.FILES.get("file"), columns)
    except Problem as problem:
        return page(
            request, f"staff/{what}_list.html", context | {"refused": str(problem.title)}, status=problem.status
        )
    found: Sequence[Any] = []

    def do() -> str:
        nonlocal found
        found = bring(rows, True)
        return str(_new(found))

    if request.POST.get("do") == "bring":
        reference = once(request, do)
        if not any(one.wrong for one in found):
            messages.success(request, told(int(reference)))
            return redirect(f"staff:{what}")
    else:
        found = bring(rows, False)
    flaws = sum(bool(one.wrong) for one in found)
    context |= {"rows": found, "flaws": flaws, "new": _new(found), "kept": json.dumps(rows, ensure_ascii=False)}
    return page(request, f"staff/{what}_list.html", context, status=422 if flaws else 200)


def _new(found: Sequence[Any]) -> int:
    """How many of a list are new: neither wrong nor there already."""
    return sum(not one.wrong and (one.new if hasattr(one, "new") else not one.held) for one in found)


def _again(request: HttpRequest) -> list[Row]:
    """The rows that were looked at, sent back to be brought in; judged anew. Raises Problem 422."""
    try:
        rows = json.loads(request.POST["rows"])
    except (ValueError, RecursionError) as error:
        raise Problem(422, "list", _("There is nobody in this list.")) from error
    names = {*COLUMNS, "line"}
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST or not all(isinstance(row, dict) for row in rows):
        raise Problem(422, "list", _("There is nobody in this list."))
    return [{name: plain(str(value)) for name, value in row.items() if name in names} for row in rows]


@door("posts.see")
def sample(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in. The mark in front makes Excel read it as UTF-8."""
    heads = ",".join(words[0] for words in COLUMNS.values())
    text = f"\ufeff{heads}\r\n{','.join(EXAMPLE)}\r\n"
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="linli-list.csv"'
    return response
