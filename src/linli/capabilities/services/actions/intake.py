"""The window's verbs on what was filed: accept, ask for correction once, not accept."""

from __future__ import annotations

from django.db import transaction

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.facts import ApplicationAccepted, ApplicationNotAccepted, CorrectionRequested
from linli.capabilities.services.models import Application, Correction
from linli.capabilities.services.queries import ref
from linli.capabilities.services.queries.applications import DRAFT, view
from linli.capabilities.services.rules import Standing, remedies_told
from linli.capabilities.services.states import Acceptance, Outcome
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind, DutyKind
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.secrets import seal_json

CORRECTION = "application.correction"


@transaction.atomic
def accept(number: str, *, by: User, note: str = "") -> Application:
    """Accept 受理: the deciding clocks start and the first desk owes its step. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("accept", number, by)
    now, about = civic.now(), ref(number)
    content = verbs.keep("note", application, {"note": note})
    verbs.move(application, "accept")
    application.acceptance = Acceptance.ORDINARY
    duties.done(about, DutyKind.ACCEPT)
    duties.end_clocks(about, ClockKind.ACCEPT)
    desks.start_deciding(application, standing.item, now)
    desks.enter(application, standing.item, 1, now)
    application.save()
    fact = ApplicationAccepted(Acceptance.ORDINARY)
    verbs.note(fact, application, verbs.in_post("accept", standing, by), content)
    return application


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
    duties.done(about, DutyKind.ACCEPT)
    duties.end_clocks(about, ClockKind.ACCEPT)
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
        about, DutyKind.CORRECT, person=application.person_id, clock=running,
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
