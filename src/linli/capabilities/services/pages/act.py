"""The parts of a verb's form: its fields and buttons, and what it is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.capabilities.services.queries import View
from linli.kernel.access.models import User

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One input of a verb. Widget: text, textarea, number, date, radio, checkboxes, hidden, or what (one line of
    a correction notice)."""

    name: str
    label: str
    widget: str = "textarea"
    hint: str = ""
    required: bool = True
    value: str = ""
    chosen: Sequence[str] = ()
    options: Sequence[tuple[str, str]] = ()
    error: str = ""
    hidden: tuple[str, str] | None = None  # sent along: what a line of the notice speaks of
    group: str = ""
    when: str = ""  # said instead of "optional": when it must be there after all


@dataclass(frozen=True)
class Button:
    words: str
    kind: str = "primary"
    value: str = ""
    key: str = ""
    confirm: str = ""


@dataclass(frozen=True)
class Act:
    """One verb. `folded`: its fields open at a press; `then`: what will happen, in words.

    `declared`: what is to be checked; `warn`: what to know before; `confirm`: asked once more where it can't be undone.
    """

    verb: str
    words: str
    key: str
    kind: str = "plain"
    folded: bool = True
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    name: str = ""  # of the buttons' value
    then: str = ""
    warn: str = ""
    declared: Sequence[str] = ()
    confirm: str = ""
    open: bool = False
    troubles: list[tuple[str, str, str]] = field(default_factory=list)  # id, label, message


@dataclass(frozen=True)
class Asked:
    """What the form of one verb is made from."""

    view: View
    user: User
    given: Given
    errors: list[Any]

    def error(self, pointer: str) -> str:
        return " ".join(str(e.message) for e in self.errors if e.pointer == pointer)

    def text(self, name: str, label: str, **more: Any) -> Field:
        return Field(name, label, value=str(self.given.get(name, "")), error=self.error(f"/{name}"), **more)

    def unplaced(self) -> list[tuple[str, str, str]]:
        return [("", "", str(e.message)) for e in self.errors]
