"""The verbs: ask for a correction, answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.commons.corrections import rules
from linli.commons.corrections.facts import CorrectionAnswered, CorrectionAsked
from linli.commons.corrections.models import CorrectionRequest, CorrectionsContent
from linli.commons.corrections.queries import WITH, detail, ref, terms
from linli.commons.corrections.queries.subjects import named
from linli.commons.corrections.states import MOST_OPEN, Outcome
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import guarding
from linli.commons.mandates.queries import ref as mandate_ref
from linli.commons.messages import actions as messages
from linli.commons.people.actions.erasing import Signed
from linli.commons.people.actions.persons import Twin, hold, set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import kept_out, person_of, profile, staff
from linli.commons.people.states import Role
from linli.commons.places.models import Unit
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, forbidden, not_found, wrong
from linli.kernel.database.generation import bump
from linli.kernel.files.doors import signed as attached
from linli.kernel.files.store import destroy
from linli.kernel.record.writing import By, record

TITLE = {"zh-hans": "答复个人信息更正申请", "en": "Answer who says that something kept of them is wrong"}
Changes = Callable[[Mapping[str, Any]], Mapping[str, Any]]  # what is put right, from the profile as it stands


def concerned(by: User, ward: str = "", *, lock: bool = False) -> tuple[Person, Mandate | None]:
    """Of whom one may ask: oneself, or the ward of this guardianship. Raises Problem 404, 403.

    `lock`: until the transaction ends the guardianship does not end.
    """
    if ward:
        mandate = guarding(by, ward, lock=lock)
        if mandate.principal is None or mandate.principal.community_id is None:
            raise not_found()
        return mandate.principal, mandate
    person = person_of(by)
    if person is None or person.community_id is None:
        raise kept_out(by)
    return person, None


@transaction.atomic
def ask(*, kind: str, id: str, wrong_is: str, right_is: str, by: User, ward: str = "") -> CorrectionRequest:
    """Say that something held of oneself, or of one's ward, is wrong. Raises Problem 404, 403, 409, 422.

    The station's generalists owe the answer, within the time that the network says.
    """
    person, mandate = concerned(by, ward, lock=True)
    doer = By(by.pk, under=mandate_ref(mandate.pk) if mandate else None)
    return _ask(person, by, doer, kind, id, {"wrong": wrong_is, "right": right_is})


@transaction.atomic
def ask_signed(
    person: Person, signed: Signed, *, kind: str, id: str, wrong_is: str, right_is: str, by: User
) -> CorrectionRequest:
    """The window writes down what somebody, or a guardian, signed there. Raises Problem 409, 422."""
    return _ask(person, by, signed.by, kind, id, {"wrong": wrong_is, "right": right_is}, signed.file)


def _ask(
    person: Person, by: User, doer: By, kind: str, id: str, said: dict[str, Any], scan: str = ""
) -> CorrectionRequest:
    hold(person.pk)  # what is open is counted one after another
    about, unit = named(person, kind, id, doer.under is not None), _unit(person)
    if about is None:
        raise wrong([Wrong("/subject", "choice", _("This is not kept of you here."))])
    _check_open(person, kind, id)
    under = int(doer.under.id) if doer.under else None
    made = CorrectionRequest.objects.create(
        person=person, by=by, under_id=under, subject_kind=kind, subject_id=id, unit=unit, asked_at=clock.now()
    )
    said |= {"about": about} | ({"file": attached(by, scan, ref(made.pk))} if scan else {})
    made.content = content = CorrectionsContent.keep("asked", ref(made.pk), said)
    made.save(update_fields=["content"])
    _owe(made)
    record(CorrectionAsked(kind), about=ref(made.pk), by=doer, place=_place(person), content=content)
    return made


def _unit(person: Person) -> Unit:
    try:
        return network().takes_in(person.community_id or 0)
    except LookupError as error:
        told = _("It is not known which station takes matters in for this community; please ask at any station.")
        raise wrong([Wrong("/subject", "choice", told)]) from error


def _check_open(person: Person, kind: str, id: str) -> None:
    waiting = CorrectionRequest.objects.filter(person=person, outcome="")
    if waiting.filter(subject_kind=kind, subject_id=id).exists():
        told = _("You have said so already, and it is being looked at.")
        raise Problem(409, "asked-already", _("This is not possible now."), detail=told)
    if waiting.count() >= MOST_OPEN:
        raise Problem(409, "too-many", _("Please wait until what you have asked for is answered."))


def _owe(made: CorrectionRequest) -> None:
    limit, about = terms(made.person.community_id), ref(made.pk)
    runs = None
    if limit:
        runs = duties.start_clock(
            about, ClockKind.CORRECT_DATA, limit["amount"], limit["unit"], at_unit=made.unit_id, started=made.asked_at
        )
    duties.owe(
        about, DutyKind.CORRECT_DATA, desk=(made.unit_id, str(Role.GENERALIST)), clock=runs,
        community=made.person.community_id, title=TITLE,
    )  # fmt: skip


def _place(person: Person) -> str:
    return network().place_by_id(person.community_id).code if person.community_id else ""


def locked(id: str, *, by: User) -> CorrectionRequest:
    """An open asking before the desk that answers it. Raises Problem 404, 403, 409."""
    seen = detail(by, id)
    hold(seen.person_id)
    found = CorrectionRequest.objects.select_for_update(of=("self",)).select_related(*WITH).get(pk=seen.pk)
    if rules.own(by, found):
        raise forbidden(_("Nobody handles a matter of their own."))
    if rules.desk(by, found) is None:
        raise forbidden()
    if found.outcome:
        raise Problem(409, "answered", _("This has been answered meanwhile."))
    return found


@transaction.atomic
def answer(
    id: str, *, outcome: str, reason: str, by: User, changes: Changes | None = None, told: str = ""
) -> CorrectionRequest:
    """Answer it. `changes`: what is put right in the profile, in the same transaction; `told`: how who reads no message
    was told.

    Whose asking is not wholly met reads why and where they can complain. Raises Problem 404, 403, 409, 422.
    """
    found = locked(id, by=by)
    post = rules.desk(by, found)
    assert post is not None
    changed = _put_right(found.person, changes, by) if changes else []
    said: dict[str, Any] = {"outcome": outcome, "reason": reason}
    said |= {"told": told} if told else {}
    complaint = terms(found.person.community_id).get("complaint")
    if outcome != Outcome.CORRECTED and complaint:
        said["complaint"] = complaint
    found.answer = content = CorrectionsContent.keep("answered", ref(found.pk), said)
    found.outcome, found.answered_at = outcome, clock.now()
    found.save(update_fields=["outcome", "answered_at", "answer"])
    duties.done(ref(found.pk), DutyKind.CORRECT_DATA)
    duties.end_clocks(ref(found.pk))
    doer = By(by.pk, post.unit, post.role)
    fact = CorrectionAnswered(outcome, changed)
    record(fact, about=ref(found.pk), by=doer, place=_place(found.person), content=content)
    return found


def forget(person: Person, _by: By) -> None:
    """The person wants to be forgotten: what was answered goes; the record keeps that it was asked and answered.

    Needs a transaction.
    """
    rows = CorrectionRequest.objects.filter(person=person).exclude(outcome="").order_by("pk")
    for one in rows.select_for_update():
        CorrectionsContent.erase(ref(one.pk))
        destroy(ref(one.pk))
        messages.forget(ref(one.pk))
        duties.forget(ref(one.pk))
        one.delete()


def _put_right(person: Person, changes: Changes, by: User) -> list[str]:
    """Change the profile; the names of what changed. Raises Problem 409 for a document that is somebody else's."""
    before = profile(person)
    try:
        set_profile(person, by=by, changes=changes)
    except Twin as twin:
        raise Problem(409, "twin", _("There is already a person with this document.")) from twin
    if person.account_id in staff().of_account:
        bump()  # names of staff are kept in memory
    after = profile(person)
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
