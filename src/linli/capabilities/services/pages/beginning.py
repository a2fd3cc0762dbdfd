"""What a filing begins with: what is known of the person, and the papers that the office has itself."""

from __future__ import annotations

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
