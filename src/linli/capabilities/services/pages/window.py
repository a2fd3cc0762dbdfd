"""Filing at the window, on one page: known data filled in, papers seen or photographed, put aside and taken up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.capabilities.services import actions, forms
from linli.capabilities.services.pages.beginning import known_at_start
from linli.capabilities.services.pages.filing import Filing
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.pages.numbers import hinted
from linli.capabilities.services.pages.persons import met
from linli.capabilities.services.pages.preparing import OPEN, Preparing, siblings
from linli.capabilities.services.pages.said import learned
from linli.capabilities.services.queries import UnknownItem, View, catalogue, detail, open_at_home, open_twin
from linli.capabilities.services.queries.joint import joint_of
from linli.capabilities.services.rules import Standing, asked_for, check_change, known, shared
from linli.capabilities.services.states import Channel, State
from linli.commons.mandates.queries import tied
from linli.commons.people.queries import profile
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import Key, User
from linli.kernel.api.once import asked, claim, remember
from linli.kernel.api.problems import Problem, forbidden, not_found
from linli.kernel.files.doors import take
from linli.kernel.forms import draft_errors, grown, inputs, merge, pressed, prune, read, troubles
from linli.kernel.forms.reading import SHOWN
from linli.kernel.ui.once import once
from linli.kernel.ui.views import page

ASIDE = ".aside"  # a form that is put aside and filed later leaves one matter, not two
AT_WINDOWS = (Channel.WINDOW, Channel.PHONE, Channel.HOME_VISIT)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the doors let only staff in
    return request.user


@door("services.take_in")
def new(request: HttpRequest, id: int, code: str) -> HttpResponse:
    """A new matter for a person who is here, on the phone, or visited."""
    user, person = _user(request), met(request, id)
    if person.account_id == user.pk:
        raise forbidden(_("Nobody handles a matter of their own; a colleague takes it in."))
    if tied(user, person.pk):
        raise forbidden(_("You act for this person: file it as your own matters; a colleague takes it in."))
    try:
        item = catalogue().item(code)
    except UnknownItem:
        raise not_found() from None
    if not item.fileable:
        raise not_found()
    start = known_at_start(item, person)
    papers = {one["code"]: one for one in shared(item, start)}
    filing = Filing(item, person, start, papers, reader=user)
    filing.twin = open_twin(person.pk, item.applied_for(start))
    filing.at_home = open_at_home(user, person, item, start)
    if request.method != "POST":
        return _page(request, filing)
    if aside := _aside(user, request.POST.get("once", "")):
        filing.view = detail(user, aside)
    return _posted(request, filing)


def resumed(request: HttpRequest, view: View) -> HttpResponse:
    """A filing that was put aside; POST goes to `filing`."""
    return _page(request, _of(view, request))


@door("services.take_in")
def filing(request: HttpRequest, number: str) -> HttpResponse:
    """A filing put aside, or a correction that the person says at the window."""
    view = detail(_user(request), number)
    if view.application.state not in OPEN:
        return redirect("services:matter", number)
    if Standing(_user(request), view.application, view).tied or view.application.channel == Channel.ONLINE:
        raise forbidden()
    found = _of(view, request)
    return _posted(request, found) if request.method == "POST" else _page(request, found)


def _of(view: View, request: HttpRequest) -> Filing:
    a = view.application
    check_change(_user(request), a)
    opened(_user(request), a.person.account_id, "application", a.number)
    made = Preparing(view)
    bringer = (view.draft or {}).get("handed_in_by", "")
    found = Filing(made.item, a.person, made.answers, made.papers, a.channel, bringer, view, _user(request))
    found.twin = made.twin()
    found.at_home = open_at_home(_user(request), a.person, made.item, made.answers)
    return found


def _posted(request: HttpRequest, filing: Filing) -> HttpResponse:
    post, form = request.POST, filing.form
    filing.key = post.get("once", "") or filing.key
    typed = merge(form, filing.answers, read(form, post))
    changed = pressed(form, post, typed)
    filing.answers = prune(form, changed if changed is not None else typed)
    filing.handed_in_by = post.get("handed_in_by", "").strip()
    filing.remember = "remember" in post
    if filing.view is None and post.get("channel") in AT_WINDOWS:
        filing.channel = post["channel"]
    _read_papers(request, filing)
    if request.headers.get("HX-Target") == "fields":
        come_or_gone = [
            m for m in filing.item.materials if m.when and (m in filing.asked) != (m.code in _asked(request))
        ]
        return page(request, "services/window_asked.html", _fields(filing) | {"changed": come_or_gone})
    if changed is not None or filing.wrong:
        return _page(request, filing, 422 if filing.wrong else 200)
    if post.get("go") == "aside":
        return _put_aside(request, filing)
    if grown(form, post, list(form.every), filing.answers) or _unseen(request, filing):
        return _page(request, filing)
    if not filing.spoken_for(post.get("guardian_checked", "")):
        return _page(request, filing, 422)
    if filing.twin and "anyway" not in post and not _sent_before(_user(request), filing.key):
        filing.others.append(
            _("There is an open matter of this kind already. Look at it, or say that this is another.")
        )
        return _page(request, filing, 422)
    return _file(request, filing)


def _asked(request: HttpRequest) -> list[str]:
    """The codes of the papers that stood on the page because of an answer."""
    return request.POST.getlist("asked")


def _unseen(request: HttpRequest, filing: Filing) -> bool:
    """Whether an answer has brought a paper that was not on the page."""
    return SHOWN in request.POST and any(m.when and m.code not in _asked(request) for m in filing.asked)


def _read_papers(request: HttpRequest, filing: Filing) -> None:
    """Original seen, photographed, there already, or known; the button that says "all seen" covers the rest.

    What the person concerned declared or put off at home stays as she said it.
    """
    post = request.POST
    given: dict[str, dict[str, Any]] = {}
    for material in filing.asked:
        code, kept = material.code, post.get(f"kept-{material.code}", "")
        had = filing.papers.get(code, {})
        if upload := request.FILES.get(f"file-{code}"):
            try:
                given[code] = {"code": code, "file": take(_user(request), upload).pk}
            except Problem as problem:
                filing.wrong[code] = str(problem.title)
        elif f"use-{code}" in post and (offer := filing.offers.get(code)):
            given[code] = offer.given
        elif kept:
            given[code] = had | {"code": code, "file": kept}
        elif material.declares:  # she filed it declared, signs it on paper, or it is not declared
            given |= {code: had} if had.get("declared") and filing.declared(code) else {}
        elif f"seen-{code}" in post:
            given[code] = {"code": code, "seen": True}
        elif material.source == "shared_data" or ("known" in had and "known" in (filing.filed(code) or {})):
            given[code] = {"code": code, "known": True}
        elif "follows" in had:
            given[code] = had
        elif post.get("go") == "seen" and (not material.when or code in _asked(request)):
            given[code] = {"code": code, "seen": True}
    filing.papers = given


def _file(request: HttpRequest, filing: Filing) -> HttpResponse:
    user = _user(request)
    try:
        number = once(request, lambda: _filed(filing, user))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        filing.refuse(problem)
        return _page(request, filing, problem.status)
    return redirect("services:window-filed", number)


def _filed(filing: Filing, user: User) -> str:
    if filing.view is not None:
        verb = "resubmit" if filing.correcting else "submit"
        with transaction.atomic():
            forms.perform_change(filing.number, filing.change(), by=user)
            if filing.item.parts:
                return forms.perform_together(filing.number, filing.remembered, by=user).number
            return forms.perform(verb, filing.number, filing.remembered, by=user).number
    body = _body(filing) | {"submit": True} | filing.remembered
    if filing.item.parts:
        return forms.begin_together(body, by=user)
    start, _submit = forms.new(body, user)
    return actions.file(start, by=user)[0].number


def _body(filing: Filing) -> dict[str, Any]:
    about = {"item": filing.item.code, "on_behalf_of": str(filing.person.pk), "channel": filing.channel}
    return {**about, **filing.body}


def _aside(user: User, key: str) -> str:
    """The number under which a form was put aside before; "" when it was not."""
    rows = Key.objects.filter(user=user, key=f"{key}{ASIDE}"[-255:])
    return (rows.values_list("reference", flat=True).first() or "") if key else ""


def _sent_before(user: User, key: str) -> bool:
    """Whether this very form has filed already: then the twin is its own."""
    return Key.objects.filter(user=user, key=key).exists()


def _put_aside(request: HttpRequest, filing: Filing) -> HttpResponse:
    """Keep what can be kept; the person may come back, or a colleague may go on with it."""
    user = _user(request)
    bad = {error.pointer.split("/")[1] for error in draft_errors(filing.form, filing.answers)}
    filing.answers = {name: value for name, value in filing.answers.items() if name not in bad}
    if filing.view is not None:
        forms.perform_change(filing.number, filing.change(), by=user)
    else:
        _begin(filing, user)
    messages.success(request, _("Put aside. It stands on the desk and with the person until somebody goes on with it."))
    return redirect("services:person", filing.person.pk)


@transaction.atomic
def _begin(filing: Filing, user: User) -> None:
    key = f"{filing.key}{ASIDE}"[-255:]
    twin = claim(user, key, asked(user, "POST", "aside", b""))
    if twin is not None:
        filing.view = detail(user, twin.reference)
        forms.perform_change(filing.number, filing.change(), by=user)
        return
    start, _submit = forms.new(_body(filing), user, bundle=bool(filing.item.parts))
    remember(user, key, 200, actions.draft(start, by=user).number)


def _page(request: HttpRequest, filing: Filing, status: int = 200) -> HttpResponse:
    place = network().place_by_id(filing.person.community_id) if filing.person.community_id else None
    context = _fields(filing) | {
        "channels": [(c.value, str(c.label)) for c in AT_WINDOWS],
        "troubles": troubles(filing.form, filing.errors),
        "begin": _begin_at(filing),
        "siblings": " ".join(sorted({*siblings(filing.item).split(), *filing.item.situational})),
        "place": place,
        "remember": learned(asked_for(filing.item)),
        "marks": Preparing(filing.view).marks() if filing.view and filing.correcting else [],
    }
    response = page(request, "services/window.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _fields(filing: Filing) -> dict[str, Any]:
    kept, form, answers = profile(filing.person), filing.form, filing.answers
    same = [n for n in form.known if answers.get(n) and answers[n] == known(form, n, kept)]
    shown = inputs(form, answers, errors=filing.errors, known=same, stored=filing.stored)
    return {"filing": filing, "inputs": hinted(shown, filing.item, kept), "on_file": _("On file")}


def _begin_at(filing: Filing) -> str:
    """Where the writing begins: the first required answer that is not there."""
    required = filing.form.required(filing.answers)
    open_ = [name for name in filing.form.fields(filing.answers) if name in required and name not in filing.answers]
    return f"f-{open_[0]}" if open_ else "file"


@door("services.take_in")
def filed(request: HttpRequest, number: str) -> HttpResponse:
    """Filed: the number, what comes next, the form for her signature and the receipt."""
    try:
        view = detail(_user(request), number)
    except Problem:  # several items as one have a page that says the same
        joint_of(_user(request), number)
        return redirect(reverse("services:matter", args=[number]) + "?filed=1")
    if view.application.state in (State.DRAFT, State.CORRECTION):
        return redirect("services:matter", number)
    opened(_user(request), view.application.person.account_id, "application", number)
    missing = [view.item.material(code) for code in view.missing]
    remembered = learned(view.filing.get("remembered", ()))
    told = {"view": view, "next": coming(view), "missing": missing, "remembered": remembered}
    return page(request, "services/window_filed.html", told)
