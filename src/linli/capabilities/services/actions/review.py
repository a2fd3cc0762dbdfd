"""The desks' verbs: complete a step, send it back, decide."""

from __future__ import annotations

import secrets

from django.db import transaction

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.facts import ApplicationGranted, ApplicationRefused, SentBack, StepCompleted
from linli.capabilities.services.models import Application, Item, Result
from linli.capabilities.services.queries import ref
from linli.capabilities.services.rules import Standing, check, earlier, remedies_told, valid_until
from linli.capabilities.services.states import Delivery, Outcome
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.notices import actions as notices
from linli.kernel import clock as civic
from linli.kernel.access.models import User

# Read aloud and typed from paper: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, no vowels that make words.
LETTERS = "34679CDFGHJKMNPQRTVWXY"


@transaction.atomic
def complete_step(
    number: str, *, by: User, outcome: str = "", opinion: str = "", officers: list[str] | None = None
) -> Application:
    """Finish the open step with an opinion; the next desk owes its own. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("complete-step", number, by)
    k, now = application.step_k, civic.now()
    assert k is not None
    who = verbs.in_post("complete-step", standing, by)
    content = verbs.keep("opinion", application, {"opinion": opinion, "officers": officers or []})
    verbs.move(application, "complete-step")
    desks.leave(application, standing.item, outcome, now, to=k + 1)
    desks.enter(application, standing.item, k + 1, now)
    application.save()
    verbs.note(StepCompleted(k, outcome), application, who, content)
    return application


@transaction.atomic
def send_back(number: str, *, by: User, reason: str) -> Application:
    """Send it to the last earlier step that is no notice; what follows runs again. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("send-back", number, by)
    now, k = civic.now(), application.step_k
    back = earlier(standing.item, k)
    assert back is not None  # checked by the rule
    who = verbs.in_post("send-back", standing, by)
    content = verbs.keep("sent_back", application, {"reason": reason})
    verbs.move(application, "send-back")
    desks.leave(application, standing.item, "sent_back", now)
    desks.enter(application, standing.item, back, now)
    application.save()
    verbs.note(SentBack(k or len(standing.item.steps) + 1, back), application, who, content)
    return application


@transaction.atomic
def grant(number: str, *, by: User, text: str = "") -> Application:
    """Decide for the applicant; the result's print can be checked by its code. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("grant", number, by)
    if standing.item.quota is not None:  # of two at once, the second sees that the last place is taken
        Item.objects.select_for_update().get(code=application.item)
        check("grant", by, application)
    who = verbs.in_post("grant", standing, by)
    content = verbs.keep("decision", application, {"text": text})
    now = civic.now()
    Result.objects.create(
        application=application, code=_code(), issued=now, until=valid_until(standing.item, civic.local(now).date())
    )
    _decide(application, standing, Outcome.GRANTED, "grant")
    verbs.note(ApplicationGranted(), application, who, content)
    return application


@transaction.atomic
def refuse(number: str, *, by: User, reasons: str) -> Application:
    """Decide against the applicant, with reasons and the item's remedies as told. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("refuse", number, by)
    who = verbs.in_post("refuse", standing, by)
    content = verbs.keep("decision", application, {"reasons": reasons, "remedies": remedies_told(standing.item)})
    _decide(application, standing, Outcome.REFUSED, "refuse")
    verbs.note(ApplicationRefused(), application, who, content)
    return application


def _decide(application: Application, standing: Standing, outcome: str, verb: str) -> None:
    """Every limit ends, and the window owes delivery."""
    item, about, now = standing.item, ref(application.number), civic.now()
    verbs.move(application, verb)
    application.outcome, application.delivery, application.step_k = outcome, Delivery.READY, None
    application.steps.filter(left=None).update(left=now, outcome=outcome)
    duties.done(about)
    duties.end_clocks(about)
    notices.take_down(about)
    running = None
    if item.deliver_limit is not None:
        running = duties.start_clock(
            about, ClockKind.DELIVER, item.deliver_limit.amount, item.deliver_limit.unit,
            at_unit=application.taken_in_by_id, started=now,
        )  # fmt: skip
    duties.owe(
        about, DutyKind.DELIVER, desk=(application.taken_in_by_id, "generalist"), clock=running,
        community=application.community_id, title=item.name,
    )  # fmt: skip
    application.save()


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(16))
