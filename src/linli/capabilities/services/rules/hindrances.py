"""What stands in the way of a verb now, beyond the state: each in words, "" where nothing does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem, catalogue, quota
from linli.capabilities.services.queries.applications import asked_of
from linli.capabilities.services.queries.needs import unmet
from linli.capabilities.services.queries.urgent import helps_first
from linli.capabilities.services.rules.item import earlier
from linli.capabilities.services.rules.ratings import OF_RATINGS
from linli.capabilities.services.rules.standing import Standing
from linli.capabilities.services.states import Acceptance, State
from linli.commons.duties.states import ClockKind
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.texts import said


def _one_notice(s: Standing) -> str:
    given = hasattr(s.application, "correction") and s.application.correction is not None
    return _("The one correction notice has been given.") if given else ""


def _not_over(s: Standing) -> str:
    if s.application.step_k is None:
        return _("Every step is complete.")
    if s.item.step(s.application.step_k).kind != "notice":
        return ""
    clock = s.newest(ClockKind.NOTICE)
    return _("The public notice is not over yet.") if clock and civic.now() < clock.due_at else ""


def _objected(s: Standing) -> str:
    n = s.objections
    words = ngettext("%(n)d objection is not answered yet.", "%(n)d objections are not answered yet.", n)
    return words % {"n": n} if n else ""


def _not_objected(s: Standing) -> str:
    return "" if s.objections else _("There is no objection to answer.")


def _nowhere_back(s: Standing) -> str:
    return "" if earlier(s.item, s.application.step_k) else _("There is no earlier step to send it back to.")


def _not_complete(s: Standing) -> str:
    return "" if s.all_complete else _("Not every step is complete.")


def unpromised(a: Application) -> bool:
    """Whether it was accepted on a condition that the person has not promised to meet yet."""
    return a.state == State.REVIEW and a.acceptance == Acceptance.CONDITIONAL and a.promised_at is None


def _stands_still(s: Standing) -> str:
    if unpromised(s.application):
        return _("It waits until the resident promises to hand in what is to follow.")
    if not s.application.procedure:
        return ""
    told = {"procedure": said(s.item.procedures[s.application.procedure].name)}
    return _("It stands still for “%(procedure)s”; it must go on first.") % told


def _cannot_stand_still(s: Standing) -> str:
    if not s.item.procedures:
        return _("This item has no procedure whose time does not count.")
    k = s.application.step_k
    if k is not None and s.item.step(k).kind == "notice":
        return _("It can't stand still while the public notice hangs.")
    return _stands_still(s)


def _goes_on(s: Standing) -> str:
    return "" if s.application.procedure else _("It does not stand still.")


def _not_extendable(s: Standing) -> str:
    if s.item.extension is None:
        return _("No law lets the limit of this item be extended.")
    clock = s.extendable
    if clock is None:
        return _("There is no limit that could be extended.")
    if clock.unit != s.item.extension.unit:
        return _("There is no limit that could be extended.")
    if clock.extra is not None:
        return _("It has been extended once already.")
    return _("The limit has passed; it can't be extended any more.") if clock.due_at < civic.now() else ""


def _nothing_may_follow(s: Standing) -> str:
    if not s.item.may_follow:
        return _("No paper of this item may follow later.")
    return "" if following(s) else _("No paper that may follow is missing.")


def following(s: Standing) -> list[str]:
    """The codes of the materials that may follow, are asked for, and are not there."""
    if not s.item.may_follow:
        return []
    if s.view is not None:
        asked, given = s.view.asked, {paper["code"] for paper in s.view.papers if "follows" not in paper}
    else:
        asked = asked_of(s.application, s.item)
        given = set(s.application.papers.values_list("code", flat=True))
    return [m.code for m in asked if m.code in s.item.may_follow and m.code not in given]


def _still_follows(s: Standing) -> str:
    if not s.application.to_follow:
        return ""
    names = _(", ").join(said(s.item.material(code).name) for code in s.application.to_follow)
    return _("Still to follow: %(papers)s.") % {"papers": names}


def _not_awaited(s: Standing) -> str:
    """Whether nothing is to follow, or no longer."""
    if not s.application.to_follow:
        return _("No paper is to follow.")
    clock = s.newest(ClockKind.SUPPLY)
    return _("The time to hand in what was to follow is over.") if clock is None or clock.due_at < civic.now() else ""


def _promised(s: Standing) -> str:
    if s.application.promised_at is not None:
        return _("It has been promised already.")
    return _not_awaited(s)


def _revoked(s: Standing) -> str:
    """What was taken back is not prolonged (行政许可法 70): its holder applies anew."""
    renews = s.application.renews
    return _("What was to be renewed has been revoked.") if renews is not None and renews.revoked is not None else ""


def _no_place(s: Standing) -> str:
    """Of a limited number of places those who were accepted first get the first (行政许可法 57)."""
    counted = quota.limited(s.item)
    if counted is None or s.application.state != State.REVIEW:
        return ""
    taken, before = s.view.places if s.view is not None else quota.places([s.application])[s.application.pk]
    left = counted[1] - taken
    if left <= 0:
        return _("Every place is taken.")
    told = {"n": before, "left": left}
    words = ngettext(
        "%(n)d matter was accepted earlier and is decided first; %(left)d places are left.",
        "%(n)d matters were accepted earlier and are decided first; %(left)d places are left.",
        before,
    )
    return words % told if left <= before else ""


def _nobody_at(application: Application, *names: str) -> str:
    """Whether one of these desks can't be found by the matter's community today."""
    try:
        for name in names:
            network().desk(application.community_id, name)
    except LookupError:
        return _(
            "It is not known which office does this for the community at present: the network must name one first."
        )
    return ""


def nobody_at_first(application: Application, item: PublishedItem) -> str:
    """Whether the desks can't be found to which an accepted matter goes."""
    return _nobody_at(application, item.deciding.unit, *(step.unit for step in item.steps[:1]))


def renewed_by_silence(a: Application) -> str:
    """Once the result has ended without a decision, silence has decided (行政许可法 50)."""
    if a.silent_on is None or a.silent_on >= civic.today() or a.state not in (State.FILED, State.REVIEW):
        return ""
    return _("Nobody decided before the end: it is renewed.") if silence_decides(a) else ""


def silence_decides(a: Application) -> datetime | None:
    """The moment from which on silence has renewed (行政许可法 50); None where it doesn't."""
    if a.silent_on is None or a.renews is None or a.renews.revoked is not None or unpromised(a):
        return None
    return datetime.combine(a.silent_on + timedelta(days=1), time(0), tzinfo=civic.HERE)


def _counts_as_accepted(s: Standing) -> str:
    """After the limit that the item sets for an answer, silence is the answer."""
    clock = s.newest(ClockKind.DEEMED) if s.item.deemed else None
    if clock is None or clock.due_at >= civic.now():
        return ""
    return _("The time to answer is over: it counts as accepted.")


def _no_next_desk(s: Standing) -> str:
    k = s.application.step_k or 0
    return _nobody_at(s.application, *(step.unit for step in s.item.steps[k : k + 1]))


def _no_earlier_desk(s: Standing) -> str:
    k = earlier(s.item, s.application.step_k)
    return _nobody_at(s.application, s.item.step(k).unit) if k else ""


def nowhere_after(s: Standing) -> str:
    """Why no objection can be upheld now: that sends it back, or a notice that is the first step hangs anew."""
    k = earlier(s.item, s.application.step_k) or s.application.step_k
    return _nobody_at(s.application, s.item.step(k).unit) if k else ""


def _nothing_to_check(s: Standing) -> str:
    return "" if s.check is not None else _("There is no check of a declaration that is open.")


def _part_of_more(s: Standing) -> str:
    if s.application.bundle:
        return _("These are several items: they are filed together.")
    return waits(unmet(s.application) if s.view is None else s.view.unmet)


def waits(items: Sequence[str]) -> str:
    """That a part of several items waits for the results of these, in words; "" for none."""
    names = [said(catalogue().item(code).name) for code in items]
    words = _("It waits for the result of %(items)s, and is filed by itself once that is granted.")
    return words % {"items": _(", ").join(names)} if names else ""


def _no_help_first(s: Standing) -> str:
    if not helps_first(s.item):
        return _("This item knows no help before the decision.")
    return _("Help has been given already.") if s.application.helped_at is not None else ""


HINDRANCES: dict[str, Callable[[Standing], str]] = {
    "submit": _part_of_more,
    "help-first": _no_help_first,
    "request-correction": lambda s: _counts_as_accepted(s) or _one_notice(s),
    "not-accept": _counts_as_accepted,
    "accept": lambda s: _counts_as_accepted(s) or nobody_at_first(s.application, s.item),
    "accept-conditionally": lambda s: (
        _counts_as_accepted(s) or _nothing_may_follow(s) or nobody_at_first(s.application, s.item)
    ),
    "promise": _promised,
    "supply": _not_awaited,
    "complete-step": lambda s: _stands_still(s) or _not_over(s) or _objected(s) or _no_next_desk(s),
    "send-back": lambda s: _stands_still(s) or _nowhere_back(s) or _no_earlier_desk(s),
    "answer-objection": _not_objected,
    "suspend": _cannot_stand_still,
    "resume": _goes_on,
    "extend": lambda s: _stands_still(s) or _not_extendable(s),
    "grant": lambda s: _stands_still(s) or _not_complete(s) or _still_follows(s) or _revoked(s) or _no_place(s),
    "refuse": lambda s: _stands_still(s) or _not_complete(s),
    **OF_RATINGS,
    "check-declaration": _nothing_to_check,
}
