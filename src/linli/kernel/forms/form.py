"""A form, compiled: which fields apply now, which must be filled in, how they are grouped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from linli.kernel.forms.kinds import KINDS, Kind

Schema = dict[str, Any]
Answers = dict[str, Any]


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values: true is not 1."""
    return type(one) is type(other) and bool(one == other)


def blank(value: Any) -> bool:
    """Whether nothing was answered: absent, an empty or white text, an empty list."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def kind_of(schema: Mapping[str, Any]) -> Kind | None:
    """The registered kind of a field's text."""
    return KINDS.get(schema["format"]) if "format" in schema else None


def has_rows(schema: Mapping[str, Any]) -> bool:
    """Whether the field is a repeated group."""
    return bool(schema["type"] == "array" and schema["items"]["type"] == "object")


def hidden(schema: Mapping[str, Any]) -> bool:
    """Whether the field's value is shown masked."""
    kind = kind_of(schema)
    return bool(schema.get("x-sensitive")) or (kind is not None and kind.mask is not None)


@dataclass(frozen=True)
class Branch:
    """Fields that apply while a sibling has one of these answers."""

    sibling: str
    values: tuple[Any, ...]
    properties: Mapping[str, Schema]
    required: frozenset[str]

    @classmethod
    def of(cls, part: Mapping[str, Any]) -> Branch:
        [(sibling, test)] = part["if"]["properties"].items()
        then = part["then"]
        values = (test["const"],) if "const" in test else tuple(test["enum"])
        return cls(sibling, values, then.get("properties", {}), frozenset(then.get("required", ())))

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return any(same(answers.get(self.sibling), value) for value in self.values)


class Form:
    """A schema that `schema_flaws` finds nothing wrong with. Whoever uses it often keeps it."""

    def __init__(self, schema: Mapping[str, Any], waived: Collection[str] = ()) -> None:
        self.schema, self._waived = schema, frozenset(waived)
        self._branches = [Branch.of(part) for part in schema.get("allOf", ())]
        listed = [name for group in schema.get("x-groups", ()) for name in group["fields"]]
        every = dict(schema["properties"])
        for branch in self._branches:
            every |= branch.properties
        # The order is the groups': jsonb does not keep that of keys.
        self.every: dict[str, Schema] = {name: every[name] for name in listed} | every

    def active(self, answers: Mapping[str, Any]) -> tuple[dict[str, Schema], set[str]]:
        """The fields that apply now, in the order of the groups, and the names that are required among them.

        A branch counts only while its sibling applies itself.
        """
        names, required = set(self.schema["properties"]), set(self.schema.get("required", ()))
        for branch in self._branches:
            if branch.sibling in names and branch.holds(answers):
                names |= branch.properties.keys()
                required |= branch.required
        return {name: field for name, field in self.every.items() if name in names}, required - self._waived

    def waiving(self, names: Collection[str]) -> Form:
        """The same form, of which these fields needn't be filled in."""
        return Form(self.schema, names) if names else self

    def fields(self, answers: Mapping[str, Any]) -> dict[str, Schema]:
        """The fields that apply now: the form's own, and those of every branch whose condition holds."""
        return self.active(answers)[0]

    def required(self, answers: Mapping[str, Any]) -> set[str]:
        """The names of the fields that must be filled in now."""
        return self.active(answers)[1]

    @cached_property
    def rows(self) -> dict[str, Form]:
        """The form of one row, for each repeated group."""
        return {name: Form(field["items"]) for name, field in self.every.items() if has_rows(field)}

    @cached_property
    def sensitive(self) -> set[str]:
        """The fields whose values, or some of them, are shown masked."""
        within = {name for name, rows in self.rows.items() if rows.sensitive}
        return within | {name for name, field in self.every.items() if hidden(field)}

    @property
    def groups(self) -> list[dict[str, Any]]:
        """All groups: `title` (translated object), `fields` (names)."""
        return list(self.schema["x-groups"])

    def pages(self, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The groups with the fields that apply now; a group without any is left out."""
        fields = self.fields(answers)
        pages = [{**group, "fields": [name for name in group["fields"] if name in fields]} for group in self.groups]
        return [page for page in pages if page["fields"]]

    @cached_property
    def known(self) -> dict[str, str]:
        """The profile's path for each field that is known from there."""
        return {name: field["x-known"] for name, field in self.every.items() if "x-known" in field}
