"""The verbs at the end: deliver, withdraw; the lapse that the clock brings; and what is told afterwards."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from linli.capabilities.services.actions import declarations, desks, verbs
from linli.capabilities.services.facts import (
    ApplicationLapsed,
    ApplicationWithdrawn,
    PromiseLapsed,
    ResidentTold,
    ResultDelivered,
)
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue, lock, ref
from linli.capabilities.services.queries.seeing import TOGETHER
from linli.capabilities.services.rules import silence_decides, unpromised
from linli.capabilities.services.states import Delivery, Outcome, State
from linli.commons.duties import actions as duties
from linli.commons.duties.models import Clock, Duty
from linli.commons.duties.rules import of_desk
from linli.commons.duties.states import DECIDING, ClockKind, DutyKind
from linli.commons.notices.queries import unanswered
from linli.kernel import clock as civic
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.files.doors import signed
from linli.kernel.record.writing import By, Ref


@transaction.atomic
def deliver(number: str, *, by: User, means: str, reference: str = "") -> Application:
    """The decision has reached the person (送达): the matter is closed. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("deliver", number, by)
    who = verbs.in_post("deliver", standing, by)
    content = verbs.keep("delivery", application, {"reference": reference})
    verbs.move(application, "deliver")
    application.delivery, application.delivered_at = Delivery.DELIVERED, civic.now()
    desks.finish(application)
    application.save()
    verbs.note(ResultDelivered(means), application, who, content)
    declarations.draw(application, standing.item)
    return application


@transaction.atomic
def withdraw(number: str, *, by: User, reason: str = "", file: str = "") -> Application:
    """Take it back. `file`: at the window, what the person signed. Raises Problem 404, 403, 409, 422."""
    application, standing = verbs.begin("withdraw", number, by)
    scan = signed(by, file, ref(application.number)) if file else ""
    content = verbs.keep("withdrawal", application, {"reason": reason, "file": scan})
    verbs.move(application, "withdraw")
    application.outcome, application.step_k, application.draft = Outcome.WITHDRAWN, None, None
    desks.finish(application)
    application.save()
    verbs.note(ApplicationWithdrawn(), application, verbs.as_party(standing, by), content)
    return application


@transaction.atomic
def lapse(number: str) -> bool:
    """The resident's limit to correct, or to hand in what was to follow, has passed in silence.

    Done by the clock; False when it is not so (any more).
    """
    lock(number)
    application = Application.objects.get(number=number)
    kinds = {State.CORRECTION: ClockKind.CORRECTION, State.REVIEW: ClockKind.SUPPLY}
    kind = kinds.get(State(application.state))
    clocks = Clock.objects.filter(subject_kind="application", subject_id=number, kind=kind, ended=None)
    running = clocks.first()
    if kind is None or running is None or running.due_at >= civic.now():
        return False
    silence = silence_decides(application)
    if silence is not None and silence <= running.due_at:  # it was renewed before that, though nobody looked yet
        return False
    verbs.move(application, "lapse")
    application.outcome, application.step_k, application.draft = Outcome.LAPSED, None, None
    desks.finish(application)
    application.save()
    fact = PromiseLapsed(application.to_follow) if kind == ClockKind.SUPPLY else ApplicationLapsed()
    verbs.note(fact, application, By(None))
    return True


@transaction.atomic
def notice_over(number: str) -> bool:
    """The public notice has hung long enough: its desk owes the end of the step. Done by the clock."""
    lock(number)
    application = Application.objects.get(number=number)
    stay = application.steps.filter(left=None).first()
    about = ref(number)
    owed = Duty.objects.filter(subject_kind=about.kind, subject_id=number, kind=DutyKind.STEP, closed=None)
    if stay is None or application.step_k is None or unpromised(application) or owed.exists():
        return False
    if unanswered(about).exists():  # it goes on when the objection is answered
        return False
    item = catalogue().version(application.version_id)
    hung = Clock.objects.filter(subject_kind=about.kind, subject_id=number, kind=ClockKind.NOTICE, ended=None).first()
    duties.go_on(about, DECIDING, hung.due_at if hung else None)
    duties.owe(
        about, DutyKind.STEP, desk=(stay.unit_id, stay.role), clock=desks.clock_of_stay(application),
        community=application.community_id, title=item.name, round=application.turn,
    )  # fmt: skip
    return True


def untold(duty: int, *, by: User) -> Duty:
    """The duty to tell, its matter locked first. Raises Problem 403, 409. Needs a transaction."""
    lock(Duty.objects.get(pk=duty).subject_id)
    found = Duty.objects.select_for_update().get(pk=duty)
    if found.kind != DutyKind.TELL or not of_desk(by, found):
        raise forbidden()
    if found.closed is not None:
        raise Problem(409, "closed", _("This has been done meanwhile."))
    return found


@transaction.atomic
def told(duty: int, *, by: User, means: str, on: date, note: str = "") -> Application:
    """A person without an account was told (by phone, at the window, by post) what a duty says. Raises 403, 409."""
    found = untold(duty, by=by)
    application = Application.objects.select_related(*TOGETHER).get(number=found.subject_id)
    post = next(p for p in posts(by) if p.unit_id == found.unit_id and p.role == found.role)
    content = verbs.keep("told", application, {"note": note})
    duties.done(Ref(found.subject_kind, found.subject_id), DutyKind.TELL)
    verbs.note(ResidentTold(means, on.isoformat()), application, By(by.pk, post.unit, post.role), content)
    return application
