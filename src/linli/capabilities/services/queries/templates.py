"""How the messages about a matter read, in the reader's language: the answer first, then what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.capabilities.services.queries.catalogue import catalogue
from linli.commons.messages.queries import Template
from linli.kernel.texts import said
from linli.kernel.ui.words import clock_time, day

WORDS = {
    "services.filed": (
        gettext_noop("%(item)s: we have it"),
        gettext_noop("You need not do anything now. We tell you when it is accepted."),
    ),
    "services.filed_in_person": (
        gettext_noop("%(item)s: we have it; you are still to be seen in person"),
        gettext_noop("Its page says where and what to bring. Until then it is not finished."),
    ),
    "services.correct": (
        gettext_noop("%(item)s: please correct it"),
        gettext_noop("Something is missing or not right. Everything is listed at once; you can add it from home."),
    ),
    "services.refiled": (
        gettext_noop("%(item)s: your correction has come in"),
        gettext_noop("You need not do anything now."),
    ),
    "services.helped_first": (
        gettext_noop("%(item)s: help was given first"),
        gettext_noop("What was given stands on its page. The papers can follow; it goes on to be decided."),
    ),
    "services.accepted": (
        gettext_noop("%(item)s: accepted"),
        gettext_noop("It is being worked on. You need not do anything."),
    ),
    "services.accepted_in_person": (
        gettext_noop("%(item)s: accepted; you are still to be seen in person"),
        gettext_noop("Its page says where and what to bring. Until then it is not finished."),
    ),
    "services.conditional": (
        gettext_noop("%(item)s: accepted; please promise what is to follow"),
        gettext_noop(
            "Papers are missing that may follow until %(until_time)s on %(until)s. "
            "Open it and promise them; then it goes on."
        ),
    ),
    "services.supplied": (
        gettext_noop("%(item)s: what you handed in has come in"),
        gettext_noop("Open it to see whether anything is still to follow."),
    ),
    "services.promise_lapsed": (
        gettext_noop("%(item)s: ended"),
        gettext_noop("What was to follow did not come in time. You can apply again at any time."),
    ),
    "services.deemed": (
        gettext_noop("%(item)s: counts as accepted"),
        gettext_noop("The workstation did not answer in time, so it counts as accepted since %(since)s, by law."),
    ),
    "services.deemed_head": (
        gettext_noop("%(item)s: accepted by silence"),
        gettext_noop("Your workstation let the time to answer pass. It counts as accepted since %(since)s."),
    ),
    "services.not_accepted": (
        gettext_noop("%(item)s: not accepted"),
        gettext_noop("The reason, and where to turn to, are on its page."),
    ),
    "services.objected": (
        gettext_noop("%(item)s: somebody objected to the public notice"),
        gettext_noop("It is looked into; before it is answered the notice can't end. You need not do anything."),
    ),
    "services.objection_answered": (
        gettext_noop("%(item)s: the objection is answered"),
        gettext_noop("What came of it, and how it goes on, is on its page."),
    ),
    "services.objection_dismissed": (
        gettext_noop("%(item)s: the objection was not upheld"),
        gettext_noop("The public notice goes on. What was found is on its page."),
    ),
    "services.suspended": (
        gettext_noop("%(item)s: time stands still for “%(procedure)s”"),
        gettext_noop("It is expected to take until %(until)s; these days don't count. You need not do anything."),
    ),
    "services.resumed": (
        gettext_noop("%(item)s: it goes on"),
        gettext_noop("“%(procedure)s” is over. Its time didn't count; the new date is on the matter's page."),
    ),
    "services.resumed_until": (
        gettext_noop("%(item)s: it goes on"),
        gettext_noop("“%(procedure)s” is over. Its time didn't count; it is now decided by %(due)s at the latest."),
    ),
    "services.extended": (
        gettext_noop("%(item)s: the decision takes longer"),
        gettext_noop("It is decided by %(due)s at the latest. The reason is on its page."),
    ),
    "services.granted": (
        gettext_noop("%(item)s: granted"),
        gettext_noop("The result is there: granted. Open it to see how it reaches you."),
    ),
    "services.renewed": (
        gettext_noop("%(item)s: renewed"),
        gettext_noop("Nobody had decided when it ended on %(ended)s, so it is renewed, by law."),
    ),
    "services.renewed_head": (
        gettext_noop("%(item)s: renewed by silence"),
        gettext_noop("Your unit had not decided when it ended on %(ended)s. It is renewed, by law."),
    ),
    "services.refused": (
        gettext_noop("%(item)s: refused"),
        gettext_noop("The result is there: refused. Open it for the reasons and what you can do."),
    ),
    "services.delivered": (
        gettext_noop("%(item)s: finished"),
        gettext_noop("The result has been delivered. If you like, tell us how it went."),
    ),
    "services.lapsed": (
        gettext_noop("%(item)s: ended"),
        gettext_noop("The correction did not come in time. You can apply again at any time."),
    ),
    "services.revoked": (
        gettext_noop("%(item)s: the result was revoked"),
        gettext_noop("A check found that what you declared is not true. Open it for the reasons and what you can do."),
    ),
    "services.withdrawn": (
        gettext_noop("%(item)s: withdrawn"),
        gettext_noop("It goes no further. You can apply again at any time."),
    ),
    "services.promised": (
        gettext_noop("%(item)s: promised what is to follow"),
        gettext_noop("It goes on. What was promised has to be handed in by the day that was told."),
    ),
    "services.rated": (
        gettext_noop("%(item)s: it was rated"),
        gettext_noop("The rating, and what was written with it, is on its page."),
    ),
    "services.rating_answered": (
        gettext_noop("%(item)s: an answer to your rating"),
        gettext_noop("What was done is on its page. If you like, say there how it is now."),
    ),
    "services.rating_struck": (
        gettext_noop("%(item)s: your rating does not count"),
        gettext_noop("The office above looked at it. Why stands on its page; what you wrote is kept."),
    ),
    "services.followed_up_head": (
        gettext_noop("%(item)s: said how it is now"),
        gettext_noop("After your answer the resident rated once more. It is on the matter's page."),
    ),
    "services.joint_filed": (
        gettext_noop("%(item)s: we have it"),
        gettext_noop("All of it stands on one page. You need not do anything now; we tell you how each part goes on."),
    ),
    "services.part_left": (
        gettext_noop("%(item)s: one part is not begun"),
        gettext_noop("“%(part)s” needs the result of “%(because)s”, which was not granted. Open it to see what to do."),
    ),
    "services.part_not_filed": (
        gettext_noop("%(item)s: please look at one part"),
        gettext_noop("“%(part)s” can be filed now, but something in it is no longer right. Look it over and file it."),
    ),
}


DAYS = ("until", "due", "since", "ended")


def _title(words: str) -> Callable[[dict[str, Any]], str]:
    def said_of(params: dict[str, Any]) -> str:
        told = _(words) % _told(params)
        whose = params.get("whose")
        return _("For %(name)s: %(words)s") % {"name": whose, "words": told} if whose else told

    return said_of


def _body(words: str) -> Callable[[dict[str, Any]], str]:
    def said_of(params: dict[str, Any]) -> str:
        told = _(words) % _told(params)
        by = params.get("by")
        return _("%(name)s did this for you. %(words)s") % {"name": by, "words": told} if by else told

    return said_of


def _told(params: dict[str, Any]) -> dict[str, str]:
    """What the words of a message can name."""
    item = catalogue().version(params["item"])
    told = {"item": said(item.name)}
    for name in DAYS:
        if params.get(name):
            at = datetime.fromisoformat(params[name])
            told |= {name: day(at), f"{name}_time": clock_time(at)}
    if params.get("provisional"):
        told["due"] = _("about %(day)s") % {"day": told["due"]}
    for name in ("part", "because"):
        if params.get(name):
            told[name] = said(catalogue().item(params[name]).name)
    if "procedure" in params:
        told["procedure"] = said(item.procedures[params["procedure"]].name)
    return told


def _link(params: dict[str, Any]) -> str:
    return f"/matters/{params['id']}"


TEMPLATES = {name: Template(_title(title), _body(body), _link) for name, (title, body) in WORDS.items()}
