"""Several items applied for as one (一件事): filed once, one page, one number, each part with its own end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.models import Application
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.life import Moment, now, past
from linli.capabilities.services.pages.next import Next, coming
from linli.capabilities.services.queries import PublishedItem, catalogue
from linli.capabilities.services.queries.joint import JointView, PartView, concerned, joint_detail
from linli.capabilities.services.rules import withdrawable
from linli.capabilities.services.states import Left, Outcome
from linli.commons.people.queries import met
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import said
from linli.kernel.ui.once import new_key
from linli.kernel.ui.views import page
from linli.kernel.ui.words import when

DOWN = (Outcome.REFUSED, Outcome.NOT_ACCEPTED)


def together(application: Application) -> str:
    """The name of what it is a part of; "" for what was applied for by itself."""
    if application.joint is None:
        return ""
    return said(catalogue().version(application.joint.version_id).name)


@dataclass(frozen=True)
class Line:
    """One part on the page: where it stands, and where more of it is."""

    name: str
    href: str
    next: Next


def lines(view: JointView) -> list[Line]:
    """The parts that the reader sees, in their order."""
    return [_line(view, one) for one in view.parts]


def _line(view: JointView, one: PartView) -> Line:
    name = said(one.item.name)
    if one.view is not None:
        return Line(name, reverse("services:matter", args=[one.view.number]), coming(one.view))
    if one.part.left == Left.NEEDED:
        told = _("%(items)s was not granted. Once you hold it you can apply for this by itself.")
        told %= {"items": quoted(map(view.item_of, one.part.needs))}
        return Line(name, reverse("services:item", args=[one.item.code]), Next("ended", _("Not begun"), told))
    if one.part.left:
        told = _("You left it out. You can apply for it by itself at any time.")
        return Line(name, reverse("services:item", args=[one.item.code]), Next("ended", _("Left out"), told))
    href = reverse("services:matter", args=[one.draft.number]) if one.draft else ""
    if one.stuck:
        told = _("It can be filed now, but something in it is no longer right; please look it over and file it")
        return Line(name, href, Next("you", _("Please look at it"), told, waits=True))
    return Line(name, href, Next("waiting", _("Not begun yet"), goes_on(view, one)))


def quoted(items: Iterable[PublishedItem]) -> str:
    """Items by name."""
    return _(", ").join(_("“%(name)s”") % {"name": said(item.name)} for item in items)


def goes_on(view: JointView, one: PartView) -> str:
    """What a part that needs others waits for, in words."""
    needed = quoted(map(view.item_of, one.part.needs))
    return _("It is filed by itself once %(items)s is granted") % {"items": needed}


def coming_together(view: JointView) -> Next:
    """What happens next with all of it: what waits for the person first, then what is under way."""
    shown = lines(view)
    for line in shown:
        if line.next.waits:
            return replace(line.next, big=_headline(view, shown, line))
    if view.over:
        return _ended(view)
    under_way = [line for one, line in zip(view.parts, shown, strict=True) if not one.over]
    running = under_way[0] if under_way else shown[0]
    counted = [one for one in view.parts if one.counts]
    told = {"n": sum(one.over for one in counted), "all": len(counted)}
    state = _("%(n)d of %(all)d finished") % told if told["n"] else _("Under way")
    token = "late" if running.next.token == "late" else "running"
    return replace(running.next, token=token, words=state, big=_headline(view, shown, running))


def tone(view: JointView, told: Next) -> str:
    """The ground on which that is told: news of a part that was turned down are no good news."""
    return "ended" if told.token == "running" and any(one.outcome in DOWN for one in view.parts) else told.token


def _headline(view: JointView, shown: list[Line], first: Line) -> str:
    """What happens with this part; which others were turned down, so that they aren't overlooked; what is left out."""
    both = zip(view.parts, shown, strict=True)
    gone = [line for one, line in both if one.outcome in DOWN and line is not first]
    told = [(first, first.next.big), *((line, line.next.words) for line in gone)]
    parts = [_("%(part)s: %(words)s") % {"part": line.name, "words": words} for line, words in told]
    return _("; ").join([*parts, *_apart(view)])


def _apart(view: JointView) -> list[str]:
    """The parts that are counted neither as finished nor as under way."""
    told = []
    if back := sum(one.taken_back for one in view.parts):
        told.append(ngettext("%(n)d more is left out", "%(n)d more are left out", back) % {"n": back})
    if never := sum(one.part.left == Left.NEEDED for one in view.parts):
        told.append(ngettext("%(n)d more is not begun", "%(n)d more are not begun", never) % {"n": never})
    return told


def _ended(view: JointView) -> Next:
    counted, apart = [one for one in view.parts if one.counts], _apart(view)
    granted = sum(one.outcome == Outcome.GRANTED for one in counted)
    told = {"n": granted, "all": len(counted)}
    if not counted:
        return Next("ended", _("Withdrawn"), _("You withdrew all of it"), _("You can apply again at any time."))
    if granted == len(counted):
        big = ngettext("%(n)d part is granted and delivered", "%(n)d parts are granted and delivered", granted) % told
        big = big if apart else _("All of it is granted and delivered")
        return Next("done", _("Finished"), _("; ").join([big, *apart]), _("Each part has its own decision."))
    big = ngettext("%(n)d of %(all)d parts is granted", "%(n)d of %(all)d parts are granted", granted) % told
    big = _("; ").join([big if granted else _("None of it was granted"), *apart])
    return Next("ended", _("Finished"), big, _("How each part ended, and what you can do, stands below."))


def life(view: JointView) -> list[Moment]:
    """One timeline: what happened to all of it and to each part, what happens now."""
    moments = [moment for one, entry in view.entries if (moment := _moment(view, one, entry))]
    for one in view.parts:
        moments += [_of_part(one, moment) for moment in now(one.view)] if one.view else []
    return moments


def _moment(view: JointView, one: PartView | None, entry: Entry) -> Moment | None:
    if one is None:
        return TELLING[entry.fact](view, entry) if entry.fact in TELLING else None
    if entry.fact == "services.ApplicationFiled" and not one.part.needs:  # with the whole
        return None
    assert one.view is not None  # its entries came from there
    moment = past(one.view, entry)
    return _of_part(one, moment) if moment else None


def _of_part(one: PartView, moment: Moment) -> Moment:
    title = _("%(part)s: %(words)s") % {"part": said(one.item.name), "words": moment.title}
    return replace(moment, title=title, paper="")


def _filed(view: JointView, entry: Entry) -> Moment:
    names = _(", ").join(said(view.item_of(code).name) for code in entry.payload["parts"] if code in view.codes())
    return Moment(_("Filed together"), when(entry.occurred), note=names)


def _left(view: JointView, entry: Entry) -> Moment:
    told = {"part": said(view.item_of(entry.payload["item"]).name)}
    if not entry.payload["because"]:
        return Moment(_("%(part)s was left out") % told, when(entry.occurred), "late")
    note = _("“%(name)s” was not granted.") % {"name": said(view.item_of(entry.payload["because"]).name)}
    return Moment(_("%(part)s is not begun") % told, when(entry.occurred), "late", note)


def _not_filed(view: JointView, entry: Entry) -> Moment:
    told = {"part": said(view.item_of(entry.payload["item"]).name)}
    return Moment(_("%(part)s could not be filed by itself") % told, when(entry.occurred), "late")


TELLING = {"services.JointFiled": _filed, "services.PartLeft": _left, "services.PartNotFiled": _not_filed}


def show(request: HttpRequest, number: str, problem: Problem | None = None, status: int = 200) -> HttpResponse:
    """All of it, for the person concerned and for staff as far as they see its parts. Raises Problem 404."""
    assert isinstance(request.user, User)
    view, user = joint_detail(request.user, number), request.user
    owner, own = view.joint.person.account_id, concerned(user, view.joint)
    if own:
        met(user, view.joint.person)
    if owner != user.pk:
        opened(user, owner, "joint", number)
    told = coming_together(view)
    context = {
        "view": view,
        "whose": "" if owner == user.pk else view.joint.person.name,
        "next": told,
        "tone": tone(view, told),
        "lines": lines(view),
        "moments": life(view),
        "withdrawable": any(withdrawable(view, user)),
        "station": network().unit_by_id(view.joint.taken_in_by_id),
        "hours": words.hours(network().unit_by_id(view.joint.taken_in_by_id), civic.today()),
        "problem": problem,
        "fresh": request.GET.get("filed") == "1",
        "own": own,
        "once": new_key(),
    }
    return page(request, "services/joint.html", context, status=status)
