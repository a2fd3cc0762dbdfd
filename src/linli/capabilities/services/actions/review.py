"""The desks' verbs: complete a step, send it back, decide."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.actions.objections import owe_calls
from linli.capabilities.services.facts import (
    ApplicationGranted,
    ApplicationRefused,
    ApplicationRenewed,
    SentBack,
    StepCompleted,
)
from linli.capabilities.services.models import Application, Item, Result
from linli.capabilities.services.queries import PublishedItem, catalogue, lock, quota, ref
from linli.capabilities.services.rules import (
    check,
    earlier,
    nobody_at_first,
    remedies_told,
    silence_decides,
    unpromised,
    valid_until,
)
from linli.capabilities.services.states import MOVES, Delivery, Outcome
from linli.commons.duties import actions as duties
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.notices import actions as notices
from linli.commons.notices.queries import unanswered
from linli.commons.notices.states import Outcome as Objected
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.record.writing import By

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
    """Send it to the last earlier step that is no notice; what follows runs again. Raises Problem 404, 403, 409.

    Whoever objected to its notice is right by that.
    """
    application, standing = verbs.begin("send-back", number, by)
    now, k = civic.now(), application.step_k
    back = earlier(standing.item, k)
    assert back is not None  # checked by the rule
    who = verbs.in_post("send-back", standing, by)
    content = verbs.keep("sent_back", application, {"reason": reason})
    verbs.move(application, "send-back")
    upheld = list(unanswered(ref(number)))
    for objection in upheld:
        notices.answer(objection, Objected.UPHELD)
    duties.done(ref(number), DutyKind.OBJECTION)
    owe_calls(application, upheld)
    desks.leave(application, standing.item, "sent_back", now)
    desks.enter(application, standing.item, back, now)
    application.save()
    fact = SentBack(k or len(standing.item.steps) + 1, back, [one.n for one in upheld])
    verbs.note(fact, application, who, content)
    return application


@transaction.atomic
def grant(number: str, *, by: User, text: str = "") -> Application:
    """Decide for the applicant; the result's print can be checked by its code. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("grant", number, by)
    if counted := quota.limited(standing.item):  # of two at once, the second sees that the last place is taken
        Item.objects.select_for_update().get(code=counted[0])
        check("grant", by, application)
    who = verbs.in_post("grant", standing, by)
    content = verbs.keep("decision", application, {"text": text})
    old = application.renews.until if application.renews is not None else None
    _issue(application, standing.item, old if old is not None and old >= civic.today() else None)
    _decide(application, standing.item, Outcome.GRANTED, "grant")
    verbs.note(ApplicationGranted(), application, who, content)
    return application


@transaction.atomic
def refuse(number: str, *, by: User, reasons: str) -> Application:
    """Decide against the applicant, with reasons and the item's remedies as told. Raises Problem 404, 403, 409."""
    application, standing = verbs.begin("refuse", number, by)
    who = verbs.in_post("refuse", standing, by)
    content = verbs.keep("decision", application, {"reasons": reasons, "remedies": remedies_told(standing.item)})
    _decide(application, standing.item, Outcome.REFUSED, "refuse")
    verbs.note(ApplicationRefused(), application, who, content)
    return application


@transaction.atomic
def renew(number: str) -> bool:
    """The result ended and nobody had decided: it is renewed (行政许可法 50). Done by the clock; False when not so."""
    lock(number)
    application = Application.objects.select_related("renews").get(number=number)
    ended, item = application.silent_on, catalogue().version(application.version_id)
    silence = silence_decides(application)
    if (application.state, "renew") not in MOVES or ended is None or silence is None or civic.now() < silence:
        return False
    lapsed = Clock.objects.filter(subject_kind="application", subject_id=number, kind=ClockKind.SUPPLY, ended=None)
    if lapsed.filter(due_at__lt=silence).exists():  # before that, though nobody looked yet
        return False
    if application.decided_by_id is None:  # not even accepted
        if nobody_at_first(application, item):
            return False
        application.decided_by_id = network().desk(application.community_id, item.deciding.unit).pk
        desks.stay(application, len(item.steps) + 1, application.decided_by_id, item.deciding.role, civic.now())
    _issue(application, item, ended)
    _decide(application, item, Outcome.GRANTED, "renew")
    verbs.note(ApplicationRenewed(ended.isoformat()), application, By(None))
    return True


def _issue(application: Application, item: PublishedItem, after: date | None) -> None:
    """The result, whose print can be checked by its code. `after`: the last day of the one that it follows on."""
    until = valid_until(item, civic.today(), after)
    Result.objects.create(application=application, code=_code(), issued=civic.now(), until=until)


def _decide(application: Application, item: PublishedItem, outcome: str, verb: str) -> None:
    """Every limit ends, and the window owes delivery."""
    about, now = ref(application.number), civic.now()
    if application.procedure or unpromised(application):
        duties.go_on(about, desks.STANDING)  # so that no stop stays open
    verbs.move(application, verb)
    application.procedure, application.to_follow = "", []
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
