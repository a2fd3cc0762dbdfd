"""What will follow from a verb, in words, before it is pressed."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from linli.capabilities.services.pages import said as words
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.item_page import remedy_words
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.seeing import heard
from linli.capabilities.services.rules import earlier
from linli.commons.calendar.rules import Hours, reckon
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel.texts import joined, said
from linli.kernel.ui.words import day


def afterwards(verb: str, view: View) -> str:
    """One to three short sentences."""
    return joined(*AFTER[verb](view))


def _told(view: View, must: bool = False) -> str:
    """Who learns of it, and how."""
    person = view.application.person
    name, others = {"name": person.name}, heard(view.application) if person.account_id is None else []
    if person.account_id is not None or others:
        return _("%(name)s gets a message.") % {"name": others[0].name if others else person.name}
    if must:
        return _("%(name)s has no account: the workstation gets a duty to tell them.") % name
    return ""


def _due(view: View, limit: Amount, unit: Unit) -> str:
    """The day, `about` it while the holidays of its year are not published."""
    due = reckon(view.now, limit.amount, limit.unit, Hours.of(unit.hours))
    return _("about %(day)s") % {"day": day(due.at)} if due.provisional else day(due.at)


def _enters(view: View, k: int) -> str:
    """Where step k lies and by when; the one after the last is the decision."""
    item, community = view.item, view.application.community_id
    if k > len(item.steps):
        if item.on_the_spot:
            return _("You can then decide at once.")
        unit, limit, name = network().desk(community, item.deciding.unit), item.deciding.limit, _("the decision")
    else:
        step = item.step(k)
        unit, limit, name = network().desk(community, step.unit), step.limit, said(step.name)
        if step.kind == "notice" and step.duration is not None:
            until = {"step": name, "day": _due(view, step.duration, unit), "place": _place(view)}
            return _("“%(step)s” hangs on %(place)s's board until %(day)s.") % until
    told = {"unit": words.name(unit), "step": name}
    if limit is None:
        return _("%(unit)s gets it for “%(step)s”.") % told
    told["day"] = _due(view, limit, unit)
    return _("%(unit)s gets it for “%(step)s”, due on %(day)s.") % told


def _place(view: View) -> str:
    place = network().place_by_id(view.application.community_id)
    return said(place.names) or place.name


def _accept(view: View) -> tuple[str, ...]:
    a, item = view.application, view.item
    unit = network().desk(a.community_id, item.deciding.unit)
    found = []
    limits = (
        (item.promise_by(a.channel), _("Promised: %(period)s, by %(day)s.")),
        (item.limit_by(a.channel), _("By law: %(period)s, by %(day)s.")),
    )
    for limit, says in limits:
        if limit is not None:
            found.append(says % {"period": period(limit), "day": _due(view, limit, unit)})
    return (_enters(view, 1), *found, _told(view))


def _conditionally(view: View) -> tuple[str, ...]:
    told = _("It is told once: no other paper can be asked for later.")
    limits = _("The limits count from the resident's promise on; what does not come in time ends the matter.")
    return told, limits, _told(view, must=True)


def _correction(view: View) -> tuple[str, ...]:
    limit = view.item.correction_limit
    once = _("It can be asked for only once: name everything.")
    until = _("Without an answer within %(period)s it lapses.") % {"period": period(limit)} if limit else ""
    return once, _("The limit for acceptance begins anew when the correction comes in."), until, _told(view, must=True)


def _not_accept(view: View) -> tuple[str, ...]:
    return _("It ends, and the notice with your reason can be printed. This can't be undone."), _told(view, must=True)


def _complete(view: View) -> tuple[str, ...]:
    return (_enters(view, (view.application.step_k or 0) + 1),)


def _back(view: View) -> tuple[str, ...]:
    k = earlier(view.item, view.application.step_k)
    if k is None:
        return ()
    name = {"step": said(view.item.step(k).name)}
    return (
        _("It goes back to “%(step)s”; what comes after that runs again, with new limits.") % name,
        _("The limit of the whole goes on."),
    )


def _objection(view: View) -> tuple[str, ...]:
    ask = _("Call the person who objected and tell them what came of it.")
    return ask, _("Until every objection is answered the matter does not go on."), _told(view)


def _suspend(view: View) -> tuple[str, ...]:
    return _("From now on no limit runs, until the procedure is over."), _told(view, must=True)


def _resume(view: View) -> tuple[str, ...]:
    return _("Every limit runs again, later by the days that did not count."), _told(view)


def _extend(view: View) -> tuple[str, ...]:
    a, item = view.application, view.item
    kept = _("What was promised stays as it was.") if item.promise_by(a.channel) and item.limit_by(a.channel) else ""
    return kept, _told(view, must=True)


def _grant(view: View) -> tuple[str, ...]:
    ready = _("The result can be printed at once; the workstation that took it in delivers it.")
    return ready, _told(view, must=True)


def _refuse(view: View) -> tuple[str, ...]:
    says = _("The decision tells the reasons and what can be done about it:")
    return says, _remedies(view), _told(view, must=True)


def _remedies(view: View) -> str:
    """What can be done about it, as one sentence; "" where nothing is published."""
    found = _("; ").join(remedy_words(remedy) for remedy in view.item.remedies)
    return _("%(remedies)s.") % {"remedies": found} if found else ""


def _deliver(view: View) -> tuple[str, ...]:
    return _("The matter is closed."), _told(view), _rating(view)


def _rating(view: View) -> str:
    return _("It can be rated for %(period)s.") % {"period": period(view.item.rating_within)}


def _called(view: View) -> tuple[str, ...]:
    return (_("Who was reached is not called again; what was put right is answered below."),)


def _answer(view: View) -> tuple[str, ...]:
    return _("The rating itself stays. The resident may say once how it is now."), _told(view)


def _appeal(view: View) -> tuple[str, ...]:
    return (_("The office above decides. Until then you go on with the call and the answer."),)


def _decide(view: View) -> tuple[str, ...]:
    return (
        _("If it is struck, it counts in no figure and nothing is owed any more."),
        _("It is kept either way. Where it is struck, the resident is told why."),
    )


def _check(view: View) -> tuple[str, ...]:
    return (
        _("If it is true, nothing changes and nobody is told."),
        _("If it is not, the result is revoked at once; the letter tells the reasons and what can be done about it:"),
        _remedies(view),
        _told(view, must=True),
    )


def _helped(view: View) -> tuple[str, ...]:
    return (
        _("What you gave is written down, once. The matter still has to be accepted; papers may follow then."),
        _told(view),
    )


AFTER: dict[str, Callable[[View], tuple[str, ...]]] = {
    "help-first": _helped,
    "accept": _accept,
    "accept-conditionally": _conditionally,
    "request-correction": _correction,
    "not-accept": _not_accept,
    "complete-step": _complete,
    "send-back": _back,
    "answer-objection": _objection,
    "suspend": _suspend,
    "resume": _resume,
    "extend": _extend,
    "grant": _grant,
    "refuse": _refuse,
    "deliver": _deliver,
    "call-rater": _called,
    "answer-rating": _answer,
    "appeal-rating": _appeal,
    "decide-appeal": _decide,
    "check-declaration": _check,
}
