"""Who lives with one, as one says: listed, added, changed, taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.commons.people.forms import known as forms
from linli.commons.people.pages.whose import Whose, own
from linli.commons.people.pages.words import about
from linli.commons.people.queries import FOR_MEMBERS, masked_household, profile
from linli.commons.people.states import MOST_MEMBERS
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, wrong
from linli.kernel.forms import FieldError, inputs, read, troubles
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door lets only accounts in
    return request.user


@door("signed_in")
def household(request: HttpRequest) -> HttpResponse:
    """One's own."""
    return household_of(request, own(_user(request)))


def household_of(request: HttpRequest, whose: Whose) -> HttpResponse:
    """The list. POST: `alone`, or take the entry `n` out, as it was `seen`."""
    person = whose.person
    refused: Problem | None = None
    if request.method == "POST":
        try:
            _done(request, whose)
        except Problem as problem:
            if problem.status == 404:
                raise
            refused = problem
        else:
            return redirect(whose.household)
    shown, plain = masked_household(person), forms.household_of(profile(person))
    rows = [
        {
            "name": one["name"], "about": about(one), "seen": forms.mark(plain[n]), "href": whose.entry(n),
            "links": [] if whose.name else _links(plain[n], n),
        }
        for n, one in enumerate(shown or ())
    ]  # fmt: skip
    context = {
        "rows": rows, "said": shown is not None, "full": len(rows) >= MOST_MEMBERS, "refused": refused,
        "once": new_key(), "whose": whose,
    }  # fmt: skip
    return page(request, "people/household.html", context, status=refused.status if refused else 200)


def _links(member: dict[str, Any], n: int) -> list[tuple[str, str, str]]:
    found = [link for offered in FOR_MEMBERS if (link := offered(member))]
    return [(words, icon, f"{reverse(name)}?member={n}") for words, icon, name in found]


def _done(request: HttpRequest, whose: Whose) -> None:
    person, user = whose.person, whose.user
    post, gone = request.POST, list[str]()
    if post.get("do") not in ("alone", "out"):
        raise wrong([Wrong("/do", "choice", _("Please choose one."))])

    def change() -> None:
        if post.get("do") == "alone":
            forms.alone(person, by=user)
        else:
            gone.append(forms.take_out(person, _number(post.get("n", "")), post.get("seen", ""), by=user))

    def do() -> str:
        whose.write(change)
        return str(person.pk)

    once(request, do)
    if gone:
        messages.success(request, _("%(name)s is taken out.") % {"name": gone[0]})


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else MOST_MEMBERS


@door("signed_in")
def new(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    return member_of(request, own(_user(request)))


@door("signed_in")
def member(request: HttpRequest, n: int) -> HttpResponse:
    """Change what was said of somebody; `n` counts from 0."""
    return member_of(request, own(_user(request)), n)


def member_of(request: HttpRequest, whose: Whose, n: int | None = None) -> HttpResponse:
    """The form of somebody who lives there; without `n` it adds."""
    person = whose.person
    row, members = forms.member_form(whose.name), forms.household_of(profile(person))
    if n is not None and n >= len(members):
        raise Http404
    old = {} if n is None else members[n]
    seen = request.POST.get("seen", "") or (forms.mark(old) if old else "")
    found, refused, typed = list[FieldError](), None, dict(old)
    if request.method == "POST":
        given = read(row, request.POST)
        try:
            once(request, _put(whose, given, n, seen))
        except Problem as problem:
            if problem.status == 404:
                raise
            found = [FieldError(e.pointer, e.code, str(e.message)) for e in problem.errors if e.pointer]
            refused = None if found else problem
            typed = {name: old.get(name) if "*" in str(value) else value for name, value in given.items()}
        else:
            messages.success(request, whose.kept)
            return redirect(whose.household)
    context = {
        "inputs": inputs(row, typed, errors=found, stored=old), "troubles": troubles(row, found), "seen": seen,
        "refused": refused, "adding": n is None, "name": old.get("name", ""), "once": new_key(),
        "whose": whose,
    }  # fmt: skip
    status = refused.status if refused else 422 if found else 200
    return page(request, "people/member.html", context, status=status)


def _put(whose: Whose, given: dict[str, Any], n: int | None, seen: str) -> Callable[[], str]:
    def do() -> str:
        whose.write(lambda: forms.put_member(whose.person, given, by=whose.user, n=n, seen=seen))
        return str(whose.person.pk)

    return do
