"""What becomes of what was filed: accepted by a window or by silence, corrected once, not accepted."""

from __future__ import annotations

from django.db import transaction

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.facts import (
    ApplicationAccepted,
    ApplicationDeemedAccepted,
    ApplicationNotAccepted,
    CorrectionRequested,
    HelpedFirst,
)
from linli.capabilities.services.models import Application, Correction
from linli.capabilities.services.queries import catalogue, lock, ref
from linli.capabilities.services.queries.applications import DRAFT, view
from linli.capabilities.services.queries.seeing import who_acts
from linli.capabilities.services.rules import Standing, nobody_at_first, remedies_told
from linli.capabilities.services.states import Acceptance, Outcome, State
from linli.commons.duties import actions as duties
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind, DutyKind
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.record.writing import By
from linli.kernel.secrets import seal_json

CORRECTION = "application.correction"


@transaction.atomic
def help_first(number: str, *, by: User, what: str) -> Application:
    """It can't wait: help is given now, once; the papers come after (先行救助). Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("help-first", number, by)
    content = verbs.keep("help", application, {"what": what})
    verbs.move(application, "help-first")
    application.helped_at = civic.now()
    duties.can_wait(ref(number))
    application.save()
    verbs.note(HelpedFirst(), application, verbs.in_post("help-first", standing, by), content)
    return application


@transaction.atomic
def accept(number: str, *, by: User, note: str = "") -> Application:
    """Accept 受理: the deciding clocks start and the first desk owes its step. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("accept", number, by)
    content = verbs.keep("note", application, {"note": note})
    verbs.move(application, "accept")
    application.acceptance = Acceptance.ORDINARY
    desks.accepted(application, standing.item, civic.now())
    application.save()
    fact = ApplicationAccepted(Acceptance.ORDINARY)
    verbs.note(fact, application, verbs.in_post("accept", standing, by), content)
    return application


@transaction.atomic
def deem(number: str) -> bool:
    """The limit to answer passed in silence: it counts as accepted as of the day of receipt (行政许可法 32(1)4).

    Done by the clock; False when it is not so (any more), or no desk is known that could work on it.
    """
    lock(number)
    application = Application.objects.get(number=number)
    clocks = Clock.objects.filter(subject_kind="application", subject_id=number, kind=ClockKind.DEEMED, ended=None)
    running, item = clocks.first(), catalogue().version(application.version_id)
    if application.state != State.FILED or running is None or running.due_at >= civic.now():
        return False
    if nobody_at_first(application, item):
        return False
    verbs.move(application, "deem")
    application.acceptance = Acceptance.DEEMED
    desks.accepted(application, item, running.started)
    application.save()
    verbs.note(ApplicationDeemedAccepted(civic.local(running.started).isoformat()), application, By(None))
    return True


@transaction.atomic
def request_correction(number: str, *, by: User, items: list[dict[str, str]], note: str = "") -> Application:
    """Tell once everything that is missing or wrong (一次性告知); the resident owes the correction.

    `items`: {"pointer" or "material", "what"}. Raises Problem 404, 403, 409.
    """
    application, standing = verbs.begin("request-correction", number, by)
    now, about = civic.now(), ref(number)
    content = verbs.keep("correction", application, {"items": items, "note": note})
    Correction.objects.create(application=application, at=now, items=seal_json(items, purpose=CORRECTION))
    application.draft = seal_json(view(application).filing, purpose=DRAFT)
    verbs.move(application, "request-correction")
    application.silent_on = None
    duties.done(about, DutyKind.ACCEPT)
    duties.end_clocks(about, *desks.ANSWERED)
    _await_correction(application, standing)
    application.save()
    fact = CorrectionRequested(len(items))
    verbs.note(fact, application, verbs.in_post("request-correction", standing, by), content)
    return application


def _await_correction(application: Application, standing: Standing) -> None:
    about, limit, running = ref(application.number), standing.item.correction_limit, None
    if limit is not None:
        running = duties.start_clock(
            about, ClockKind.CORRECTION, limit.amount, limit.unit,
            at_unit=application.taken_in_by_id, started=civic.now(),
        )  # fmt: skip
    duties.owe(
        about, DutyKind.CORRECT, person=who_acts(application), clock=running,
        community=application.community_id, title=standing.item.name,
    )  # fmt: skip


@transaction.atomic
def not_accept(number: str, *, by: User, reason: str, ground: str, right_body: str = "") -> Application:
    """Not accept 不予受理: the ground and, where another body has the power, which. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("not-accept", number, by)
    words = {"reason": reason, "right_body": right_body, "remedies": remedies_told(standing.item)}
    content = verbs.keep("not_accepted", application, words)
    verbs.move(application, "not-accept")
    application.outcome = Outcome.NOT_ACCEPTED
    desks.finish(application)
    application.save()
    fact = ApplicationNotAccepted(ground)
    verbs.note(fact, application, verbs.in_post("not-accept", standing, by), content)
    return application
