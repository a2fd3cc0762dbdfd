"""What comes in with several items that are applied for as one; for pages and API alike."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from linli.capabilities.services import actions
from linli.capabilities.services.actions import verbs
from linli.capabilities.services.forms.filing import change, new, remembered
from linli.capabilities.services.models import Application, Joint
from linli.capabilities.services.queries import locked
from linli.capabilities.services.rules import check_together
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import not_found


@transaction.atomic
def begin_together(raw: dict[str, Any], *, by: User) -> str:
    """A new draft of a bundle, filed at once with `submit`; its number. Raises Problem 403, 422."""
    filing, submit = new(raw, by, bundle=True)
    made = actions.draft(filing, by=by)
    if submit:
        actions.file_together(made.number, by=by, remember=filing.remember)
    return made.number


@transaction.atomic
def perform_together(number: str, raw: dict[str, Any], *, by: User) -> Joint:
    """File a bundle's draft: seen (404), may (403), values (422), done."""
    verbs.locked_for_all(number, by)
    reading = Reading(raw)
    reading.only("remember")
    names = remembered(reading)
    reading.finish()
    return actions.file_together(number, by=by, remember=names)


@transaction.atomic
def change_together(number: str, raw: dict[str, Any], *, by: User) -> Application:
    """PATCH of a bundle's draft: seen (404), may (403), values (422), done."""
    check_together(by, locked(by, number))
    return actions.change(number, by=by, **change(raw))


@transaction.atomic
def discard_together(number: str, *, by: User) -> None:
    """Throw a bundle's draft away. Raises Problem 404, 403."""
    if not locked(by, number).bundle:
        raise not_found()
    actions.discard(number, by=by)


def withdraw_together(number: str, raw: dict[str, Any], *, by: User) -> Joint:
    """Take back what can be: seen (404), values (422), possible (409), done."""
    reading = Reading(raw)
    reading.only("reason")
    reason = reading.text("reason")
    reading.finish()
    return actions.withdraw_together(number, by=by, reason=reason)
