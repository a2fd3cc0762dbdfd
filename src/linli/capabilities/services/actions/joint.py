"""Several items applied for as one (一件事): filed once, each part a matter of its own, in the order of their needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from linli.capabilities.services.actions import filing, verbs
from linli.capabilities.services.actions.discarding import leave_out
from linli.capabilities.services.actions.ending import withdraw
from linli.capabilities.services.actions.prepared import Filing, Prepared
from linli.capabilities.services.actions.remembering import learn
from linli.capabilities.services.facts import JointFiled, PartNotFiled
from linli.capabilities.services.models import Application, Joint, Part, ServicesContent
from linli.capabilities.services.queries import PublishedItem, catalogue, joint_ref, ref, visible_to
from linli.capabilities.services.queries.joint import joint_of
from linli.capabilities.services.queries.needs import unmet
from linli.capabilities.services.queries.offers import offers
from linli.capabilities.services.queries.seeing import KIND, TOGETHER
from linli.capabilities.services.rules import Standing, allowed, shared
from linli.capabilities.services.states import Left, State
from linli.commons.people.queries import person_of, profile
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, forbidden, wrong
from linli.kernel.record.writing import By


@transaction.atomic
def file_together(number: str, *, by: User, remember: Sequence[str] = ()) -> Joint:
    """File a bundle's draft: what needs nothing of the rest is filed now, the rest waits. Nothing is filed by halves.

    Raises Problem 404, 403, 409, 422.
    """
    application, standing = verbs.locked_for_all(number, by, remember)
    prepared, item = Prepared.of(application), standing.item
    known = partial(profile, application.person)
    answers, _had, _open, found = filing.judged(application, item, prepared, known, staff=standing.scribe, by=by)
    parts = item.chosen(answers)
    if not parts and not found:
        found.append(Wrong(f"/answers/{item.parts[0].choice}", "required", _("Please choose at least one.")))
    if found:
        raise wrong(found)
    learn(application, item, answers, remember, by=by)
    joint = _joint(application, standing, by)
    application.delete()
    begun = _parts(joint, item, answers, prepared, standing, by)
    fact = JointFiled(item.code, item.version, joint.channel, [part.item for part in parts])
    came = {"materials": [*prepared.materials, *shared(item, answers, prepared.materials)]}
    kept = ServicesContent.keep("filing", joint_ref(joint.number), came)
    verbs.note_joint(fact, joint, verbs.as_party(standing, by), [ref(one.number) for one in begun], kept)
    return joint


def _joint(application: Application, standing: Standing, by: User) -> Joint:
    """It takes the draft's number: the one that the person was told."""
    return Joint.objects.create(
        number=application.number, version_id=application.version_id, community_id=application.community_id,
        person=application.person, agent=person_of(by) if standing.acts else None, filed_by=by,
        channel=application.channel, taken_in_by_id=application.taken_in_by_id, filed_at=civic.now(),
    )  # fmt: skip


def _parts(
    joint: Joint, item: PublishedItem, answers: Mapping[str, object], prepared: Prepared, standing: Standing, by: User
) -> list[Application]:
    """Each part filed, or kept as a draft until what it needs is granted."""
    windows, made = standing.windows, []
    post = None if standing.party or standing.acts or not windows else (windows[0].unit, windows[0].role)
    chosen = item.chosen(answers)
    for k, part in enumerate(chosen, 1):
        one = catalogue().numbered(part.item, part.version)
        needs = [code for code in part.needs if code in {other.item for other in chosen}]
        Part.objects.create(joint=joint, k=k, item=part.item, version_id=one.id, needs=needs)
        own = _own(one, {**answers, **part.given}, prepared)
        begin = Filing(
            one, joint.person, joint.community_id, joint.channel, own, post, standing.acts, joint=joint,
        )  # fmt: skip
        made.append(filing.draft(begin, by=by) if needs else filing.file(begin, by=by)[0])
    return made


def _own(item: PublishedItem, answers: Mapping[str, object], prepared: Prepared) -> Prepared:
    """Of what was said once, what this item asks."""
    fields = item.form.fields(answers)
    own = {name: value for name, value in answers.items() if name in fields}
    codes = {material.code for material in item.asked(own)}
    papers = [paper for paper in prepared.materials if paper["code"] in codes]
    return Prepared(own, papers, prepared.handed_in_by, papers)


@transaction.atomic
def go_on(number: str) -> bool:
    """File a part that waits, once all it needs is granted. Done by the record; False when there is nothing to do.

    What can't be filed as it was prepared stays a draft, and the person is asked to look at it.
    """
    application = _waiting(number)
    if application is None or application.joint is None or unmet(application):
        return False
    item = catalogue().version(application.version_id)
    _prove(application, item)
    try:
        with transaction.atomic():
            assert application.filed_by is not None  # a draft has somebody who made it
            filing.submit_prepared(application, item, Prepared.of(application), by=application.filed_by)
    except Problem:
        application.refresh_from_db()
        joint = Joint.objects.select_for_update().get(pk=application.joint.pk)
        verbs.note_joint(PartNotFiled(application.item), joint, By(None), [ref(number)])
    return True


def _prove(application: Application, item: PublishedItem) -> None:
    """The results that it waited for are among its papers, whoever files it now; nothing else that is known is."""
    prepared = Prepared.of(application)
    needs = set(Part.objects.get(joint=application.joint_id, item=application.item).needs)
    given = {paper["code"] for paper in prepared.materials}
    wanted = [m for m in item.asked(prepared.answers) if needs & set(m.proved_by) and m.code not in given]
    found = offers(item, application.person, application.number) if wanted else {}
    proved = [found[m.code] for m in wanted if m.code in found and found[m.code].about.kind == KIND]
    papers = [*prepared.materials, *(one.given | {"from": one.noted, "on": one.came.isoformat()} for one in proved)]
    filing.lay_by(application, replace(prepared, materials=papers))
    application.save(update_fields=["draft"])


@transaction.atomic
def leave(number: str, because: str) -> bool:
    """Give up a part that waits, for what it needs was not granted. Done by the record."""
    application = _waiting(number)
    if application is None:
        return False
    leave_out(application, Left.NEEDED, By(None), because)
    return True


def _waiting(number: str) -> Application | None:
    """A part that is still to be filed, locked."""
    rows = Application.objects.select_related(*TOGETHER).select_for_update(of=("self",))
    return rows.filter(number=number, state=State.DRAFT, joint__isnull=False).first()


@transaction.atomic
def withdraw_together(number: str, *, by: User, reason: str = "") -> Joint:
    """Take back every part that can be, and leave out those that wait. Raises Problem 404, 403, 409."""
    joint = joint_of(by, number)
    rows = visible_to(by).filter(joint=joint).select_related(*TOGETHER).order_by("pk")
    parts = list(rows.select_for_update(of=("self",)))
    mine = [one for one in parts if Standing(by, one).withdraws]  # at a window each is, on its own signed sheet
    if not mine:
        raise forbidden()
    open_ = [one for one in mine if "withdraw" in allowed(by, one)]
    waiting = [one for one in mine if one.state == State.DRAFT]
    if not open_ and not waiting:
        raise Problem(
            409, "state", _("This is not possible now."), detail=_("Nothing of it can be taken back any more.")
        )
    for one in reversed(waiting):  # what needs another goes before it
        leave_out(one, Left.GIVEN_UP, verbs.as_party(Standing(by, one), by))
    for one in open_:
        withdraw(one.number, by=by, reason=reason)
    return joint
