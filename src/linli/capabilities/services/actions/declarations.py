"""What was declared instead of proved, and some of it checked later (告知承诺, 国办发〔2020〕42号)."""

from __future__ import annotations

import secrets

from django.db import transaction

from linli.capabilities.services.actions import verbs
from linli.capabilities.services.facts import DeclarationChecked, DeclarationDrawn, ResultRevoked
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem
from linli.capabilities.services.queries.declarations import declaration
from linli.capabilities.services.rules import remedies_told
from linli.capabilities.services.states import Outcome
from linli.commons.duties import actions as duties
from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.record.writing import By, record


def draw(application: Application, item: PublishedItem) -> None:
    """Whether what was declared in a delivered matter is to be checked, by lot. Needs the matter's lock.

    Who decided owes the check, on a subject of its own: on a closed matter nothing is open.
    """
    check, unit, number = item.spot_check, application.decided_by_id, application.number
    if check is None or unit is None or application.outcome != Outcome.GRANTED or not _declared(application, item):
        return
    if secrets.randbelow(100) >= check.share:
        return
    about, limit = declaration(number), check.limit
    running = duties.start_clock(
        about, ClockKind.SPOT_CHECK, limit.amount, limit.unit, at_unit=unit, started=civic.now()
    )
    duties.owe(
        about, DutyKind.SPOT_CHECK, desk=(unit, item.deciding.role), clock=running,
        community=application.community_id, title=item.name,
    )  # fmt: skip
    place = network().place_by_id(application.community_id).code
    record(DeclarationDrawn(check.share), about=about, by=By(None), place=place)


def _declared(application: Application, item: PublishedItem) -> bool:
    return application.papers.filter(code__in=[material.code for material in item.declarations]).exists()


@transaction.atomic
def check_declaration(number: str, *, by: User, holds: bool, finding: str) -> Application:
    """Say what a check found. Where it does not hold, the result is revoked, with the item's remedies as told.

    Raises Problem 404, 403, 409.
    """
    application, standing = verbs.begin("check-declaration", number, by)
    who = verbs.in_post("check-declaration", standing, by)
    told = {"reasons": finding, "remedies": remedies_told(standing.item)}
    content = verbs.keep("declaration_check", application, {"finding": finding} if holds else told)
    verbs.move(application, "check-declaration")
    duties.done(declaration(number), DutyKind.SPOT_CHECK)
    duties.end_clocks(declaration(number))
    if not holds:
        application.result.revoked = civic.now()
        application.result.save(update_fields=["revoked"])
    verbs.note(DeclarationChecked() if holds else ResultRevoked(), application, who, content)
    return application
