"""What can't wait: an item may let help come first and the papers after 先行救助."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.item import PublishedItem
from linli.kernel.texts import said


def helps_first(item: PublishedItem) -> bool:
    """Whether the item knows help before its decision."""
    return "urgent" in item.body


def is_urgent(item: PublishedItem, answers: Mapping[str, Any]) -> bool:
    """Whether the answers say that it can't wait."""
    urgent = item.body.get("urgent")
    return urgent is not None and answers.get(urgent["field"]) == urgent["value"]


def waits(application: Application) -> bool:
    """Whether it can't wait, and nobody has helped yet."""
    return application.urgent and application.helped_at is None and application.outcome is None


def asked_at_once(item: PublishedItem, answers: Mapping[str, Any]) -> list[str]:
    """The fields that are asked only because it can't wait: what is needed first."""
    if not is_urgent(item, answers):
        return []
    calm = {name: value for name, value in answers.items() if name != item.body["urgent"]["field"]}
    return [name for name in item.form.fields(answers) if name not in item.form.fields(calm)]


def told(item: PublishedItem) -> Iterator[str]:
    """What the guide says of it, where the item has it."""
    if helps_first(item):
        words = _("say so in the form: the workstation sees it first, can help at once; papers follow (%(basis)s)")
        yield words % {"basis": said(item.body["urgent"]["basis"])}
