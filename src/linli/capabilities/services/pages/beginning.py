"""What a filing begins with: what is known of the person, and the papers that the office has itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.capabilities.services.queries import PublishedItem
from linli.capabilities.services.rules import known
from linli.commons.people.models import Person
from linli.commons.people.queries import profile


def known_at_start(item: PublishedItem, person: Person) -> dict[str, Any]:
    """What a draft begins with: all that is known and asked from the start; of several items, whichever are chosen."""
    kept, fields = profile(person), item.form.every if item.parts else item.form.fields({})
    found = {name: known(item.form, name, kept) for name in item.form.known if name in fields}
    return {name: value for name, value in found.items() if value is not None}


def shared_at_start(item: PublishedItem, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The papers that the office knows itself, as far as these answers ask for them."""
    return [{"code": m.code, "known": True} for m in item.asked(answers) if m.source == "shared_data"]
