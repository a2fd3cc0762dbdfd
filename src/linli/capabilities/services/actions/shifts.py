"""What makes limits stand still or stretches them: special procedures 特别程序, and the one extension 延长."""

from __future__ import annotations

from django.db import transaction

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.facts import ApplicationExtended, ApplicationResumed, ApplicationSuspended
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import ref
from linli.capabilities.services.queries.applications import view
from linli.commons.calendar.rules import Hours, reckon
from linli.commons.calendar.rules.telling import working_days_between
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.models import User


@transaction.atomic
def suspend(number: str, *, by: User, procedure: str, amount: int, unit: str, reason: str) -> Application:
    """Stand still for a special procedure that is expected to take so long (行政许可法 45).

    Raises Problem 404, 403, 409.
    """
    application, standing = verbs.begin("suspend", number, by)
    assert standing.stay is not None  # under review it lies at a desk
    office = network().unit_by_id(standing.stay.unit_id)
    expected = reckon(civic.now(), amount, unit, Hours.of(office.hours)).at
    content = verbs.keep("procedure", application, {"reason": reason})
    verbs.move(application, "suspend")
    application.procedure = procedure
    application.save(update_fields=["procedure", "state"])
    basis = standing.item.procedures[procedure].basis["zh-hans"]
    duties.stop_clocks(ref(number), desks.STANDING, procedure, basis[:200], expected)
    fact = ApplicationSuspended(procedure, civic.local(expected).isoformat())
    verbs.note(fact, application, verbs.in_post("suspend", standing, by), content)
    return application


@transaction.atomic
def resume(number: str, *, by: User) -> Application:
    """The special procedure is over: time counts again, and every limit moves by what did not. Raises 404, 403, 409."""
    application, standing = verbs.begin("resume", number, by)
    begun = view(application).last("services.ApplicationSuspended")
    assert begun is not None  # the rule saw that it stands still
    since, now = civic.local(begun.occurred), civic.local(civic.now())
    verbs.move(application, "resume")
    procedure, application.procedure = application.procedure, ""
    application.save(update_fields=["procedure", "state"])
    duties.go_on(ref(number), desks.STANDING)
    duties.goes_on_again(ref(number))
    days = working_days_between(since.date(), now.date())
    limit = standing.newest(ClockKind.DECIDE_PROMISED) or standing.newest(ClockKind.DECIDE_STATUTORY)
    due = civic.local(limit.told_due).isoformat() if limit else ""
    fact = ApplicationResumed(procedure, since.isoformat(), days, due, limit is not None and limit.provisional)
    verbs.note(fact, application, verbs.in_post("resume", standing, by))
    return application


@transaction.atomic
def extend(number: str, *, by: User, amount: int, reason: str) -> Application:
    """Extend the limit to decide, once (行政许可法 42). `amount`: in the limit's own unit. Raises 404, 403, 409."""
    application, standing = verbs.begin("extend", number, by)
    clock = standing.extendable
    assert clock is not None  # the rule saw one
    content = verbs.keep("extension", application, {"reason": reason})
    verbs.move(application, "extend")
    duties.extend(clock, amount)
    due = civic.local(clock.due_at).isoformat()
    fact = ApplicationExtended(clock.kind, amount, clock.unit, due, clock.provisional)
    verbs.note(fact, application, verbs.in_post("extend", standing, by), content)
    return application
