"""The applicant's verbs before acceptance: draft, change, file, file again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

from django.db import connection, transaction

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.actions.papers import Papers, keep_papers, offered_of, papers_of, used
from linli.capabilities.services.actions.prepared import Filing, Prepared, filed_before, papers_filed
from linli.capabilities.services.actions.remembering import learn
from linli.capabilities.services.actions.words import write
from linli.capabilities.services.facts import ApplicationFiled, ApplicationResubmitted
from linli.capabilities.services.models import Application, Material, ServicesContent
from linli.capabilities.services.queries import PublishedItem, joint_ref, locked, ref
from linli.capabilities.services.queries.applications import DRAFT, missing
from linli.capabilities.services.queries.offers import Offer
from linli.capabilities.services.queries.results import to_renew
from linli.capabilities.services.queries.urgent import is_urgent
from linli.capabilities.services.rules import (
    check_change,
    document,
    judge,
    judge_draft,
    judge_materials,
    shared,
    silent_on,
    speaks,
    stale,
    unspoken,
    with_known,
)
from linli.capabilities.services.states import LIVE, State
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.mandates.queries import guardians, unentered
from linli.commons.people.actions.persons import hold
from linli.commons.people.queries import person_of, profile
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.api.problems import Wrong, wrong
from linli.kernel.numbers import compose
from linli.kernel.record.writing import By
from linli.kernel.secrets import seal_json


class Filed(NamedTuple):
    """What came in, and the codes of what was asked for and did not."""

    papers: Papers
    missing: list[str]


@transaction.atomic
def draft(filing: Filing, *, by: User) -> Application:
    """Begin a matter without filing it. Raises Problem 422."""
    number, _twin = _number(filing)
    application = _new(filing, number, by)
    lay_by(application, _fit(application, filing.item, filing.prepared, staff=filing.post is not None, by=by))
    application.save()
    write([application])
    return application


@transaction.atomic
def file(filing: Filing, *, by: User) -> tuple[Application, str | None]:
    """Begin and file in one go; with the number of an open twin, if there is one. Raises Problem 422."""
    if filing.remember:
        hold(filing.person.pk)
    number, twin = _number(filing)
    application = _new(filing, number, by)
    prepared, remember = filing.prepared, filing.remember
    filed = _file(application, filing.item, prepared, staff=filing.post is not None, by=by, remember=remember)
    application.state = State.FILED
    _renewing(application, filing.item)
    _enter(application, filing.item, filed.papers)
    write([application])
    _filed(application, filing.item, filed, By(by.pk, *filing.post) if filing.post else verbs.acting(by, filing.acts))
    return application, twin


@transaction.atomic
def change(
    number: str,
    *,
    by: User,
    answers: Mapping[str, Any] | None,
    materials: Sequence[Any] | None,
    handed_in_by: str | None = None,
) -> Application:
    """Change a draft, or a matter that waits for its correction. Raises Problem 404, 403, 409, 422."""
    application = locked(by, number)
    standing = check_change(by, application)
    prepared = Prepared.of(application).changed(standing.item, answers, materials, handed_in_by)
    lay_by(application, _fit(application, standing.item, prepared, staff=standing.scribe, by=by))
    application.save(update_fields=["draft"])
    return application


@transaction.atomic
def submit(number: str, *, by: User, remember: Sequence[str] = ()) -> Application:
    """File a draft; the profile learns what it is to `remember`. Raises Problem 404, 403, 409, 422."""
    application, standing = verbs.begin("submit", number, by, remember)
    prepared = Prepared.of(application)
    filed = _file(application, standing.item, prepared, staff=standing.scribe, by=by, remember=remember)
    application.agent = person_of(by) if standing.acts else None
    verbs.move(application, "submit")
    _renewing(application, standing.item)
    _enter(application, standing.item, filed.papers)
    _filed(application, standing.item, filed, verbs.as_party(standing, by))
    return application


def lay_by(application: Application, prepared: Prepared) -> None:
    """Seal what is being prepared as it is, unjudged; it is not saved yet."""
    papers = [dict(paper) for paper in prepared.materials]
    kept = {"answers": dict(prepared.answers), "materials": papers, "handed_in_by": prepared.handed_in_by}
    application.draft = seal_json(kept, purpose=DRAFT)


def submit_prepared(application: Application, item: PublishedItem, prepared: Prepared, *, by: User) -> None:
    """File a draft that waited for a result, as `by` prepared it: what was left to the office then may be now.

    Needs a transaction that holds the draft. Raises Problem 422.
    """
    filed = _file(application, item, prepared, staff=False, by=by, waited=True)
    verbs.move(application, "submit")
    _renewing(application, item)
    _enter(application, item, filed.papers)
    _filed(application, item, filed, By(None))


@transaction.atomic
def resubmit(
    number: str,
    *,
    by: User,
    answers: Mapping[str, Any] | None = None,
    materials: Sequence[Any] | None = None,
    handed_in_by: str | None = None,
    remember: Sequence[str] = (),
) -> Application:
    """File the correction; a new accept clock runs; the profile learns what it is to `remember`.

    Raises Problem 404, 403, 409, 422.
    """
    application, standing = verbs.begin("resubmit", number, by, remember)
    about, filed_first = ref(number), application.filed_at
    prepared = Prepared.of(application).changed(standing.item, answers, materials, handed_in_by)
    filed = _file(application, standing.item, prepared, staff=standing.scribe, by=by, remember=remember)
    application.filed_at = filed_first
    verbs.move(application, "resubmit")
    application.turn += 1
    duties.done(about, DutyKind.CORRECT)
    duties.end_clocks(about, ClockKind.CORRECTION)
    _renewing(application, standing.item)
    Material.objects.filter(application=application).delete()
    _enter(application, standing.item, filed.papers)
    who = verbs.as_party(standing, by)
    verbs.note(
        ApplicationResubmitted(filed.missing), application, who, bytes(application.filed or b""), used(filed.papers)
    )
    desks.knows(application)
    return application


def _number(filing: Filing) -> tuple[str, str | None]:
    """A new number (gaps allowed, no date or station in it) and the open twin, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('services_number'), (SELECT number FROM services_application "
            "WHERE person_id = %s AND item = %s AND state = ANY(%s) ORDER BY id DESC LIMIT 1)",
            [filing.person.pk, filing.item.code, [str(state) for state in LIVE]],
        )
        serial, twin = cursor.fetchone()
    return compose(serial), twin


def _new(filing: Filing, number: str, by: User) -> Application:
    return Application(
        number=number, version_id=filing.item.id, item=filing.item.code, community_id=filing.community,
        person=filing.person, agent=person_of(by) if filing.acts else None, filed_by=by,
        channel=filing.channel, drafted_at=civic.now(), bundle=bool(filing.item.parts), joint=filing.joint,
        taken_in_by_id=network().takes_in(filing.community).pk,
    )  # fmt: skip


def _fit(application: Application, item: PublishedItem, prepared: Prepared, *, staff: bool, by: User) -> Prepared:
    """What may be kept as a draft, its papers as they are known here. Raises Problem 422."""
    own, open_ = speaks(by, application), offered_of(prepared.materials, by, application)
    found = judge_draft(item, prepared.answers)
    found += judge_materials(item, prepared.materials, staff, own, prepared.had, open_)
    papers = [] if found else papers_of(prepared.materials, by, found, had=prepared.had, offers=open_)
    if found:
        raise wrong(found)
    return replace(prepared, materials=papers)


def _file(
    application: Application, item: PublishedItem, prepared: Prepared, *, staff: bool, by: User,
    remember: Sequence[str] = (), waited: bool = False,
) -> Filed:  # fmt: skip
    """Judge everything, then keep it as filed: sealed, unchangeable. Raises Problem 422."""
    known = cache(lambda: profile(application.person))
    full, had, open_, found = judged(application, item, prepared, known, staff=staff, by=by, waited=waited)
    given = prepared.materials if found else [*prepared.materials, *shared(item, full, prepared.materials)]
    papers = [] if found else papers_of(given, by, found, application.number, had, open_)
    if found:
        raise wrong(found)
    words: dict[str, Any] = {"answers": full, "materials": papers, "handed_in_by": prepared.handed_in_by}
    if stands_in := document(item, full, known):
        words["document"] = stands_in
    if staff and (bringer := prepared.handed_in_by) and unentered(bringer, guardians(application.person_id)):
        words["unentered"] = True
    if learned := learn(application, item, full, remember, by=by):
        words["remembered"] = learned
    application.filed = ServicesContent.keep("filing", ref(application.number), words)
    application.filed_at, application.draft, application.urgent = civic.now(), None, is_urgent(item, full)
    return Filed(papers, missing(item.asked(full), papers))


def judged(
    application: Application, item: PublishedItem, prepared: Prepared, known: Callable[[], Mapping[str, Any]], *,
    staff: bool, by: User, waited: bool = False,
) -> tuple[dict[str, Any], Sequence[Mapping[str, Any]], Mapping[str, Offer], list[Wrong]]:  # fmt: skip
    """The answers with what is known, the papers that are there already, what need not be handed in again, and all
    that is wrong. `known`: the profile, asked only if need be."""
    full = with_known(item, prepared.answers, known)
    own = speaks(by, application)
    open_ = {} if waited else offered_of(prepared.materials, by, application)
    had = prepared.had if own else filed_before(application, prepared.had)
    found = judge(item, full, known) + judge_materials(item, prepared.materials, staff, own, had, open_, full)
    if staff:
        found += unspoken(application.person, prepared.handed_in_by)
    if not waited:  # else it had to hold when all of it was filed
        found += stale(item, prepared.materials, prepared.had, partial(papers_filed, application), open_)
    return full, had, open_, found


def _renewing(application: Application, item: PublishedItem) -> None:
    """Which result it is to renew, and whether it was applied for early enough for silence to renew it.

    What had to be corrected was applied for when it was first filed; but a correction that comes after the end comes
    too late.
    """
    if item.renewal is None:
        return
    if application.renews is None:
        application.renews = to_renew(application.person_id, (item.renewal.item, item.code))
    until = application.renews.until if application.renews is not None else None
    if until is not None and civic.today() <= until:
        assert application.filed_at is not None
        application.silent_on = silent_on(item.renewal, until, civic.local(application.filed_at).date())


def _enter(application: Application, item: PublishedItem, papers: Papers) -> None:
    """It is in: saved, its papers attached, the accept clock running, the window's duty open."""
    application.save()
    keep_papers(application, papers)
    desks.await_acceptance(application, item, civic.now())


def _filed(application: Application, item: PublishedItem, filed: Filed, by: By) -> None:
    fact = ApplicationFiled(item.code, item.version, application.channel, filed.missing)
    others = used(filed.papers)
    if application.joint_id is not None:
        assert application.joint is not None
        others.append(joint_ref(application.joint.number))
    verbs.note(fact, application, by, bytes(application.filed or b""), others)
