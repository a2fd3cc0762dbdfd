"""A verb pressed on a page: the same verbs as by API, the same judgement, one effect however often it is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from linli.capabilities.services import forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.pages.matter import show
from linli.capabilities.services.pages.preparing import begin
from linli.capabilities.services.pages.said import learned
from linli.capabilities.services.queries import View, catalogue, detail
from linli.capabilities.services.rules.applications import STAFF
from linli.commons.ratings.states import BAD
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, not_found
from linli.kernel.texts import joined, said
from linli.kernel.ui.once import once
from linli.kernel.ui.views import back
from linli.kernel.ui.words import grouped

PAPERS = {
    "accept": "acceptance",
    "accept-conditionally": "conditional-acceptance",
    "request-correction": "correction",
    "not-accept": "not-acceptance",
    "suspend": "suspension",
    "extend": "extension",
    "grant": "decision",
    "refuse": "decision",
}
LISTS = ("officers", "materials")
WORDS = ("remember",)  # names in one value
NUMBERS = ("level", "amount", "objection")
FLAGS = {name: {"true": True, "false": False} for name in ("holds", "upheld", "reached", "strike")}
PASSING = ("csrfmiddlewaretoken", "once", "next", "fit")


def raw(post: QueryDict) -> dict[str, Any]:
    """A posted form as the body that the verb judges. `items` come as `what-N` with `material-N` or `pointer-N`."""
    found: dict[str, Any] = {}
    for name, values in post.lists():
        if name in PASSING or name.startswith(("what-", "material-", "pointer-")):
            continue
        value = values[-1]
        if name in LISTS:
            found[name] = [v for v in values if v]
        elif name in WORDS:
            found[name] = value.split()
        elif name in NUMBERS and value.isascii() and value.isdigit():
            found[name] = int(value)
        elif value != "":
            found[name] = FLAGS.get(name, {}).get(value, value)
    if expected := _expected(found):
        found["expected"] = expected
    if items := _items(post):
        found["items"] = items
    return found


def _expected(found: dict[str, Any]) -> dict[str, Any]:
    """`expected-amount` and `expected-unit` as one value."""
    amount, unit = found.pop("expected-amount", ""), found.pop("expected-unit", "")
    if not amount and not unit:
        return {}
    whole = int(amount) if str(amount).isascii() and str(amount).isdigit() else amount or None
    return {"amount": whole, "unit": unit}


def _items(post: QueryDict) -> list[dict[str, str]]:
    items = []
    for name, value in sorted(post.items()):
        if name.startswith("what-") and str(value).strip():
            n = name.removeprefix("what-")
            where = {kind: str(post[f"{kind}-{n}"]) for kind in ("material", "pointer") if f"{kind}-{n}" in post}
            items.append({"what": str(value).strip(), **where})
    return items


def _done(verb: str, body: dict[str, Any]) -> str:
    """What is said once it is done; "" where the page that follows says it itself."""
    if verb == "submit" or (verb == "rate" and body.get("level") in BAD):
        return ""
    said = {"resubmit": _("Sent again."), "withdraw": _("Withdrawn."), "rate": _("Thank you for your rating.")}
    said["follow-up"] = said["rate"]
    return said.get(verb, _("Done."))


@door("signed_in")
def press(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do the verb and show the matter again; wrong values are shown beside the form that sent them.

    A page with such values stands at this address: who asks for it again is led to the matter.
    """
    assert isinstance(request.user, User)
    user = request.user
    if verb not in forms.VERBS:
        raise not_found()
    if request.method != "POST":
        return redirect("services:matter", detail(user, number).number)
    body = raw(request.POST)
    did: list[Application] = []

    def do() -> str:
        if "fit" in request.POST and (made := begin(user, number)):
            made.fit(user)
        did.append(forms.perform(verb, number, body, by=user))
        return number

    try:
        once(request, do)
    except Problem as problem:
        if problem.status == 404:
            raise
        return show(request, number, problem=problem, verb=verb, given=body, status=problem.status)
    told = _trail(verb, did[0]) if did and verb in STAFF else _done(verb, body)
    if did and verb == "resubmit" and body.get("remember"):
        told = joined(told, _remembered(detail(user, number)))
    if told:
        messages.success(request, told)
    return redirect(back(request, request.POST.get("next", ""), f"/matters/{number}"))


def _remembered(view: View) -> str:
    """What the profile learned from what was sent last, as a sentence; "" for nothing."""
    what = learned(view.filing.get("remembered", ()))
    return _("Remembered for next time: %(what)s") % {"what": what} if what else ""


def _trail(verb: str, a: Application) -> str:
    """What staff did for whom, with the way to its paper and back to the matter."""
    done = {
        "help-first": _("Help recorded"),
        "accept": _("Accepted"),
        "accept-conditionally": _("Accepted; papers follow"),
        "request-correction": _("Correction notice given"),
        "not-accept": _("Not accepted"),
        "complete-step": _("Passed on"),
        "send-back": _("Sent back"),
        "answer-objection": _("Objection answered"),
        "suspend": _("Special procedure begun"),
        "resume": _("Time counts again"),
        "extend": _("Limit extended"),
        "grant": _("Granted"),
        "refuse": _("Refused"),
        "deliver": _("Delivered"),
        "call-rater": _("The call was recorded"),
        "answer-rating": _("The rating was answered"),
        "appeal-rating": _("Appeal made"),
        "decide-appeal": _("Appeal decided on"),
        "check-declaration": _("Declaration checked"),
    }
    paper = PAPERS.get(verb, "")
    if verb == "check-declaration" and a.result.revoked is not None:
        done[verb], paper = _("Result revoked"), "revocation"
    what = said(catalogue().version(a.version_id).name)
    told = {"done": done[verb], "name": a.person.name, "item": what, "number": grouped(a.number)}
    words = _("%(done)s: %(name)s · %(item)s (%(number)s)") % told
    links = [(reverse("services:print", args=[a.number, paper]), _("Print"))] if paper else []
    links.append((reverse("services:matter", args=[a.number]), _("Open the matter")))
    return format_html("{} {}", words, format_html_join(" · ", '<a href="{}">{}</a>', links))
