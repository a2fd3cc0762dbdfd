"""Accepted although papers follow 容缺受理: what and by when is told once; the person promises, and hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.actions.papers import keep_papers, offered_of, papers_of, used
from linli.capabilities.services.facts import AcceptedConditionally, MaterialsPromised, MaterialsSupplied
from linli.capabilities.services.models import Application, ServicesContent
from linli.capabilities.services.queries import ref
from linli.capabilities.services.queries.applications import view
from linli.capabilities.services.queries.seeing import who_acts
from linli.capabilities.services.rules import Standing, judge_materials, unpromised
from linli.capabilities.services.states import PROMISE, Acceptance
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind, DutyKind
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.api.problems import wrong
from linli.kernel.files.doors import signed


@transaction.atomic
def accept_conditionally(number: str, *, by: User, materials: Sequence[str], until: date) -> Application:
    """Accept although these materials are still to follow, until the end of a day. Raises Problem 404, 403, 409.

    The limits to decide count from the promise on, and no desk owes anything before it.
    """
    application, standing = verbs.begin("accept-conditionally", number, by)
    about, now = ref(number), civic.now()
    verbs.move(application, "accept-conditionally")
    application.acceptance, application.to_follow = Acceptance.CONDITIONAL, list(materials)
    desks.accepted(application, standing.item, now)
    running = duties.start_clock(
        about, ClockKind.SUPPLY, (until - civic.today()).days, "natural_day",
        at_unit=application.taken_in_by_id, started=now,
    )  # fmt: skip
    duties.owe(
        about, DutyKind.SUPPLY, person=who_acts(application), clock=running,
        community=application.community_id, title=standing.item.name,
    )  # fmt: skip
    duties.done(about, DutyKind.STEP, DutyKind.DECIDE)
    duties.stop_clocks(about, desks.STANDING, PROMISE, "", running.due_at)
    application.save()
    fact = AcceptedConditionally(list(materials), civic.local(running.due_at).isoformat())
    verbs.note(fact, application, verbs.in_post("accept-conditionally", standing, by))
    return application


@transaction.atomic
def promise(number: str, *, by: User, file: str = "") -> Application:
    """The person promises what is to follow: from now on the limits count. Raises Problem 404, 403, 409, 422.

    `file`: at the window, the promise that the person signed. Nobody promises for somebody else.
    """
    application, standing = verbs.begin("promise", number, by)
    verbs.move(application, "promise")
    content = verbs.keep("promise", application, {"file": signed(by, file, ref(application.number))}) if file else None
    _go_on(application, standing)
    application.save()
    verbs.note(MaterialsPromised(), application, verbs.as_party(standing, by), content)
    desks.knows(application)
    return application


def _go_on(application: Application, standing: Standing) -> None:
    """The condition is promised or met: time counts, and the desk where it lies owes its work."""
    application.promised_at = civic.now()
    duties.go_on(ref(application.number), desks.STANDING)
    desks.owe_again(application, standing.item)


@transaction.atomic
def supply(number: str, *, by: User, materials: Sequence[Any]) -> Application:
    """Hand in what was to follow, all of it or some. Raises Problem 404, 403, 409, 422."""
    application, standing = verbs.begin("supply", number, by)
    open_ = offered_of(materials, by, application)
    found = judge_materials(standing.item, materials, standing.scribe, standing.speaks, offers=open_)
    papers = [] if found else papers_of(materials, by, found, number, offers=open_)
    if found:
        raise wrong(found)
    verbs.move(application, "supply")
    codes = [paper["code"] for paper in papers]
    before = view(application).filing
    kept = [paper for paper in before.get("materials", ()) if paper["code"] not in codes]
    words = {**before, "materials": [*kept, *papers]}
    application.filed = ServicesContent.keep("filing", ref(number), words)
    application.to_follow = [code for code in application.to_follow if code not in codes]
    keep_papers(application, papers)
    if not application.to_follow:
        duties.done(ref(number), DutyKind.SUPPLY)
        duties.end_clocks(ref(number), ClockKind.SUPPLY)
        if unpromised(application):
            _go_on(application, standing)
    application.save()
    fact = MaterialsSupplied(codes, application.to_follow)
    verbs.note(fact, application, verbs.as_party(standing, by), application.filed, used(papers))
    desks.knows(application)
    return application
