"""Paper for several items that were applied for as one: one receipt, one form for one signature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.given import papers_told
from linli.capabilities.services.pages.joint import goes_on
from linli.capabilities.services.pages.next import coming
from linli.capabilities.services.pages.numbers import answered
from linli.capabilities.services.pages.prints import Sheet, as_filed, signer, whom_to_ask
from linli.capabilities.services.queries.item_page import spot_check, unit_name
from linli.capabilities.services.queries.joint import JointView, PartView, handed_in, joint_detail
from linli.capabilities.services.queries.offers import told_to
from linli.capabilities.services.rules import Standing
from linli.commons.mandates.queries import Acts, covering
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.texts import said
from linli.kernel.ui.views import page


@door("signed_in")
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The receipt or the form, for whoever sees all of it; of a part one sees, its own papers stand on its page."""
    assert isinstance(request.user, User)
    view = joint_detail(request.user, number)
    makes = {"receipt": _receipt, "form": _form}
    if kind not in makes or not view.printable:
        raise Http404
    opened(request.user, view.joint.person.account_id, "joint", number, f"print {kind}")
    context = _frame(view, kind) | makes[kind](view, request.user)
    template = "services/print_form.html" if kind == "form" else "services/print_together.html"
    return page(request, template, context | {"large": request.GET.get("large") == "1"})


def _frame(view: JointView, kind: str) -> dict[str, Any]:
    joint = view.joint
    unit = network().unit_by_id(joint.taken_in_by_id)
    brought = next((one.said.get("handed_in_by") for one in view.parts if one.said.get("handed_in_by")), "")
    heading = _("Receipt") if kind == "receipt" else _("Application form")
    return {
        "view": view,
        "sheet": Sheet(kind, heading, ()),
        "at": joint.filed_at,
        "station": words.name(unit),
        "ask": whom_to_ask(unit),
        "name": joint.person.name,
        "item": said(view.item.name),
        "body": unit_name(view.item.competent_body),
        "guardian": signer(joint.person, brought or (joint.agent.name if joint.agent else "")),
    }


def _receipt(view: JointView, user: User) -> dict[str, Any]:
    """As it was when all of it was filed: a receipt printed again says what it said then."""
    came = handed_in(view)
    private = any(acts is not None and not acts.guardian for acts in _acts(view, user))
    papers = _papers(view, user) if came is None else papers_told(view.item, told_to(user, came), private)
    with words.on_paper():
        return {"lines": [(said(one.item.name), _when_filed(view, one)) for one in view.parts], "papers": papers}


def _acts(view: JointView, user: User) -> Iterator[Acts | None]:
    """By what the user acts for the person concerned in each part; None as that person."""
    for one in view.parts:
        own = view.joint.person.account_id == user.pk
        yield None if own else covering(user, view.joint.person_id, one.item.code)


def _when_filed(view: JointView, one: PartView) -> str:
    """What was to happen next with a part when all of it was filed."""
    if one.part.needs:
        return goes_on(view, one)
    assert one.view is not None  # it was filed with the whole, and who prints that sees it
    entry = one.view.last("services.ApplicationFiled")
    assert entry is not None
    return coming(as_filed(one.view, entry)).line


def _form(view: JointView, user: User) -> dict[str, Any]:
    """As it was said once, for one signature: the numbers in full for the person and for the window that prints it."""
    whole = all(_whole(one, user) for one in view.parts if one.view or one.draft)
    answers: dict[str, Any] = {}
    for one in view.parts:
        answers |= one.said.get("answers", {})
    document = next((one.said["document"] for one in view.parts if "document" in one.said), None)
    told = {"answers": answers, "document": document}
    items = [one.item for one in view.parts if not one.part.left]
    groups = [(said(g["title"]), answered(view.item, told, g["fields"], plain=whole)) for g in view.item.form.groups]
    declared = [said(material.declares) for item in items for material in item.declarations]
    return {
        "groups": [group for group in groups if group[1]],
        "papers": _papers(view, user),
        "missing": _missing(view),
        "declarations": list(dict.fromkeys(declared)),
        "checked": _("; ").join(dict.fromkeys(words_ for item in items for words_ in spot_check(item))),
        "filed": True,
    }


def _whole(one: PartView, user: User) -> bool:
    application = one.view.application if one.view else one.draft
    if application is None:
        return False
    standing = Standing(user, application, one.view)
    return standing.speaks or standing.scribe


def _papers(view: JointView, user: User) -> list[str]:
    found: list[str] = []
    for one in view.parts:
        application = one.view.application if one.view else one.draft
        private = application is not None and Standing(user, application).mandated
        found += papers_told(one.item, told_to(user, one.said.get("materials", ())), private)
    return list(dict.fromkeys(found))


def _missing(view: JointView) -> list[str]:
    found = [said(one.item.material(code).name) for one in view.parts if one.view for code in one.view.missing]
    return list(dict.fromkeys(found))
