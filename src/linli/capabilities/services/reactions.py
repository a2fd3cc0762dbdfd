"""What follows from a matter's facts: the person is told; who has no account is told by the window that took it in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from linli.capabilities.services import actions
from linli.capabilities.services.models import Application, Joint
from linli.capabilities.services.queries import catalogue, lock, ref, view
from linli.capabilities.services.queries.declarations import declaration
from linli.capabilities.services.queries.needs import filed_with_the_rest, waiting_on
from linli.capabilities.services.queries.presence import in_person
from linli.capabilities.services.queries.ratings import DECIDED as STRUCK
from linli.capabilities.services.queries.ratings import FOLLOWED, RATED
from linli.capabilities.services.queries.seeing import KIND, brought, heard, who_acts
from linli.capabilities.services.queries.untold import untold
from linli.capabilities.services.states import LIVE, MUST_BE_TOLD, OVER, TOLD_WHEN_OVER, State
from linli.commons.duties import actions as duties
from linli.commons.duties.models import Duty
from linli.commons.duties.states import DutyKind
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import KIND as MANDATE
from linli.commons.mandates.queries import agent_names, agents
from linli.commons.messages.actions import tell
from linli.commons.people.models import Person
from linli.commons.people.queries import head_desk, staff
from linli.kernel.record.followers import follows
from linli.kernel.record.timeline import Entry

FILED, BACK = "services.ApplicationFiled", "services.SentBack"
RESUMED, REVOKED = "services.ApplicationResumed", "services.ResultRevoked"
FAILED = (
    "services.ApplicationNotAccepted", "services.ApplicationRefused", "services.ApplicationWithdrawn",
    "services.ApplicationLapsed", "services.PromiseLapsed",
)  # fmt: skip
MESSAGES = {
    FILED: "services.filed",
    "services.CorrectionRequested": "services.correct",
    "services.ApplicationResubmitted": "services.refiled",
    "services.HelpedFirst": "services.helped_first",
    "services.ApplicationAccepted": "services.accepted",
    "services.AcceptedConditionally": "services.conditional",
    "services.MaterialsSupplied": "services.supplied",
    "services.PromiseLapsed": "services.promise_lapsed",
    "services.ApplicationDeemedAccepted": "services.deemed",
    "services.ApplicationNotAccepted": "services.not_accepted",
    "notices.NoticeObjected": "services.objected",
    "services.ObjectionAnswered": "services.objection_answered",
    BACK: "services.objection_answered",
    "services.ApplicationSuspended": "services.suspended",
    RESUMED: "services.resumed",
    "services.ApplicationExtended": "services.extended",
    "services.ApplicationGranted": "services.granted",
    "services.ApplicationRefused": "services.refused",
    "services.ApplicationRenewed": "services.renewed",
    "services.ResultDelivered": "services.delivered",
    "services.ApplicationLapsed": "services.lapsed",
    "services.RatingAnswered": "services.rating_answered",
    STRUCK: "services.rating_struck",
    REVOKED: "services.revoked",
}
COMES = {FILED: "services.filed_in_person", "services.ApplicationAccepted": "services.accepted_in_person"}
# What somebody does is no news to them; it is to the person concerned, and to who acts for them.
OF_ANOTHER = {
    "services.ApplicationWithdrawn": "services.withdrawn",
    "services.MaterialsPromised": "services.promised",
    RATED: "services.rated",
    FOLLOWED: "services.rated",
}
HEAD_LEARNS = {
    "services.ApplicationDeemedAccepted": "services.deemed_head",
    "services.ApplicationRenewed": "services.renewed_head",
    FOLLOWED: "services.followed_up_head",
}


@follows(*MESSAGES, *OF_ANOTHER, name="services.messages", start="beginning")
def tell_the_person(entry: Entry) -> None:
    """One message for each fact, to the person concerned and who acts for them.

    For who has no account, nor anybody who acts for them, a duty to tell where the law wants them told.
    """
    number = entry.subject.id
    application = Application.objects.select_related("person").get(number=number)
    params = entry.payload | {"kind": entry.subject.kind, "id": number, "item": application.version_id}
    others, by, template = heard(application), _by_another(entry), _template(entry, application)
    for head in _heads(application, entry) if entry.fact in HEAD_LEARNS else ():
        tell(head, HEAD_LEARNS[entry.fact], params, entry)
    if _for_nobody(entry, bool(by)):
        return
    if entry.fact == FILED and filed_with_the_rest(application):  # told once for all of them
        whole = Joint.objects.get(applications=application.pk)
        if whole.applications.order_by("pk").values_list("pk", flat=True)[0] != application.pk:
            return
        params |= {"kind": "joint", "id": whole.number, "item": whole.version_id}
        template = "services.joint_filed"
    own = template or (OF_ANOTHER[entry.fact] if entry.actor != application.person.account_id else "")
    if own:
        tell(application.person_id, own, params | by, entry)
    for person in others:
        if template or entry.actor != person.account_id:
            tell(person.pk, template or OF_ANOTHER[entry.fact], params | {"whose": application.person.name}, entry)
    if application.person.account_id is None and not others and _must_be_told(entry, application):
        _owe_telling(number, entry)


def _for_nobody(entry: Entry, by_another: bool) -> bool:
    """How the person rates it is theirs; what offices settle among themselves is no news where it changes nothing."""
    if entry.fact in (RATED, FOLLOWED):
        return not by_another
    passed_on = entry.fact == BACK and not entry.payload.get("objections")
    return passed_on or (entry.fact == STRUCK and not entry.payload["struck"])


def _template(entry: Entry, application: Application) -> str | None:
    if entry.fact in COMES and in_person(view(application)):
        return COMES[entry.fact]
    if entry.fact == "services.ObjectionAnswered" and not entry.payload["upheld"]:
        return "services.objection_dismissed"
    if entry.fact == RESUMED and entry.payload.get("due"):
        return "services.resumed_until"
    return MESSAGES.get(entry.fact)


def _by_another(entry: Entry) -> dict[str, str]:
    """Who did it for the person concerned, where somebody did."""
    under = [int(other.id) for other in entry.others if other.kind == MANDATE]
    names = list(agent_names(under).values())
    return {"by": names[0]} if names else {}


@follows(
    "services.ApplicationGranted",
    "services.ApplicationRenewed",
    REVOKED,
    *FAILED,
    name="services.joint",
    start="beginning",
)
def go_on_with_parts(entry: Entry) -> None:
    """Parts that waited for this result are filed; where it is not granted, they are left out."""
    application = Application.objects.get(number=entry.subject.id)
    if application.joint_id is None:
        return
    for number in list(waiting_on(application.joint_id, application.item)):
        if entry.fact in (REVOKED, *FAILED):
            actions.leave(number, application.item)
        else:
            actions.go_on(number)


@follows("services.PartLeft", "services.PartNotFiled", name="services.parts", start="beginning")
def tell_of_parts(entry: Entry) -> None:
    """What could not be begun is told; what somebody left out they know."""
    if entry.fact == "services.PartLeft" and not entry.payload["because"]:
        return
    joint = Joint.objects.select_related("person").get(number=entry.subject.id)
    template = "services.part_left" if entry.fact == "services.PartLeft" else "services.part_not_filed"
    params = entry.payload | {"kind": "joint", "id": joint.number, "item": joint.version_id}
    params["part"] = entry.payload["item"]
    tell(joint.person_id, template, params, entry)
    others = agents(joint.person_id, entry.payload["item"], joint.agent_id)
    for person in others:
        tell(person.pk, template, params | {"whose": joint.person.name}, entry)
    if joint.person.account_id is None and not others and entry.fact == "services.PartNotFiled":
        draft = Application.objects.filter(joint=joint, item=entry.payload["item"], state=State.DRAFT).first()
        if draft is not None:
            _owe_telling(draft.number, entry)


@follows("mandates.MandateBegun", "mandates.MandateEnded", name="services.mandates", start="beginning")
def hand_over(entry: Entry) -> None:
    """What a resident owes is owed by who acts for them now; who has nobody and no account is telephoned."""
    mandate = Mandate.objects.get(pk=int(entry.subject.id))
    matters = {one.number: one for one in _standing_still(mandate.principal_id)}
    owed = Duty.objects.filter(person__in=(mandate.agent_id, mandate.principal_id), closed=None)
    for duty in owed.filter(subject_kind=KIND, subject_id__in=list(matters)):
        application = matters[duty.subject_id]
        owes = who_acts(application)
        if duty.person_id == owes:
            continue
        Duty.objects.filter(pk=duty.pk, closed=None).update(person=owes)
        if application.person.account_id is None and not heard(application):
            _owe_telling(duty.subject_id, entry)


def _standing_still(principal: int | None) -> list[Application]:
    """A person's open matters, locked before anybody asks what is owed in them.

    Whoever opens a duty has locked the matter first and asked then who acts (`who_acts`). So what was opened for
    who no longer acts is there once the lock is ours, and what is opened after it knows what holds now. The mandate
    itself is not locked: who asks about it holds a matter that another entry may wait for here.
    """
    rows = Application.objects.filter(person=principal, state__in=LIVE)
    return list(rows.select_related("person").select_for_update(of=("self",)).order_by("pk"))


def _heads(application: Application, entry: Entry) -> Iterable[int]:
    """Who leads the unit that kept silent: the one that decides, or the one that took the matter in."""
    renewed = entry.fact == "services.ApplicationRenewed" and application.decided_by_id
    members = staff().of_desk.get(head_desk(renewed or application.taken_in_by_id), ())
    return Person.objects.filter(account__in=[member.account for member in members]).values_list("pk", flat=True)


def _must_be_told(entry: Entry, application: Application) -> bool:
    """A correction, a decision, what changes the limit (行政许可法 42, 45), that it is not accepted (32) or has lapsed,
    and papers that somebody else handed in."""
    if entry.fact in MUST_BE_TOLD:
        return True
    return entry.fact == FILED and brought(application, view(application).filing.get("handed_in_by", ""))


@transaction.atomic
def _owe_telling(number: str, entry: Entry) -> None:
    lock(number)
    application = Application.objects.get(number=number)
    if application.state in OVER and entry.fact not in TOLD_WHEN_OVER:  # it has been closed meanwhile, and so told
        return
    if entry.fact in (FILED, *MUST_BE_TOLD) and not untold(view(application)):  # what was asked has been done meanwhile
        return
    assert entry.position is not None
    about = declaration(number) if entry.fact == REVOKED else ref(number)
    if Duty.objects.filter(subject_kind=about.kind, subject_id=number, kind=DutyKind.TELL, closed=None).exists():
        return
    told_before = Duty.objects.filter(subject_kind=about.kind, subject_id=number, kind=DutyKind.TELL).count()
    item = catalogue().version(application.version_id)
    duties.owe(
        about, DutyKind.TELL, desk=(application.taken_in_by_id, "generalist"),
        community=application.community_id, title=item.name, round=told_before + 1,
    )  # fmt: skip
