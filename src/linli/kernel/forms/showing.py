"""A form as a page shows it: inputs with all that their macro needs, problems to link to, answers to look over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.forms.answers import mask_value
from linli.kernel.forms.errors import MOST_ROWS, FieldError
from linli.kernel.forms.form import Form, Schema, blank, has_rows, hidden, kind_of
from linli.kernel.forms.kinds import HIDDEN, check_date
from linli.kernel.forms.messages import yuan
from linli.kernel.texts import said

FEW = 6  # up to so many choices are shown at once


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Input:
    """One field on a page. `widget`: text, textarea, date, money, number, radio, select, checkbox, checkboxes, rows."""

    id: str
    name: str
    widget: str
    title: str
    hint: str
    value: str
    required: bool
    error: str = ""
    known: bool = False
    options: list[Option] = field(default_factory=list)
    rows: list[list[Input]] = field(default_factory=list)
    full: bool = False
    inputmode: str = ""
    autocomplete: str = ""

    @property
    def described(self) -> str:
        """The ids of what describes the input: hint, then error."""
        return " ".join(f"{self.id}-{part}" for part, words in (("hint", self.hint), ("why", self.error)) if words)


@dataclass(frozen=True)
class Trouble:
    """One line of the error summary: the input's id, the field's title, what to do."""

    id: str
    title: str
    message: str

    @property
    def line(self) -> str:
        """The title and what to do, without naming the field twice."""
        if not self.title or self.message.endswith(self.title):
            return self.message
        return _("%(field)s: %(message)s") % {"field": self.title, "message": self.message}


@dataclass(frozen=True)
class Said:
    """One answer in words; for a repeated group one list an entry."""

    name: str
    title: str
    text: str
    rows: list[list[Said]] = field(default_factory=list)


def anchor(pointer: str) -> str:
    """The id of the input that a pointer names."""
    return "f" + pointer.replace("/", "-")


def inputs(
    form: Form,
    answers: Mapping[str, Any],
    names: Collection[str] | None = None,
    *,
    errors: Iterable[FieldError] = (),
    known: Collection[str] = (),
    stored: Mapping[str, Any] | None = None,
) -> list[Input]:
    """The fields that apply now, of these names (default: all). `known`: those filled in from the profile.

    A value whose kind has a mask is shown masked once it is sound; `merge` takes the masked value back as "keep". It
    can do so only for what is kept: where `stored` is given, a value that isn't in it stays as it was just typed.
    """
    wrong = {error.pointer: error.message for error in errors}
    return _inputs(form, answers, wrong, names=names, known=known, stored=answers if stored is None else stored)


def _inputs(
    form: Form,
    answers: Mapping[str, Any],
    wrong: Mapping[str, str],
    *,
    names: Collection[str] | None = None,
    known: Collection[str] = (),
    stored: Mapping[str, Any],
    at: str = "",
) -> list[Input]:
    """The inputs of a form, or of the row at a pointer."""
    fields, required = form.active(answers)
    found = []
    for name, schema in fields.items():
        if names is not None and name not in names:
            continue
        here, value = f"{at}/{name}", answers.get(name)
        rows = value if isinstance(value, list) and name in form.rows else []
        kept = stored.get(name)
        inner = [
            _inputs(form.rows[name], _row(rows, n), wrong, stored=_row(kept, n), at=f"{here}/{n}")
            for n in range(len(rows))
        ]
        one = _input(here, schema, value, name in required, plain=value != kept)
        error = wrong.get(here, "")
        found.append(replace(one, error=error, known=name in known and not error, rows=inner))
    return found


def _row(rows: Any, n: int) -> Mapping[str, Any]:
    row = rows[n] if isinstance(rows, list) and n < len(rows) else None
    return row if isinstance(row, Mapping) else {}


def _input(at: str, schema: Schema, value: Any, required: bool, *, plain: bool) -> Input:
    kind = kind_of(schema)
    return Input(
        id=anchor(at),
        name=at.removeprefix("/").replace("/", "-"),
        widget=widget(schema),
        title=said(schema["title"]),
        hint=said(schema.get("description")),
        value=_typed(schema, value, plain),
        required=required,
        options=_options(schema, value),
        full=isinstance(value, list) and len(value) >= schema.get("maxItems", MOST_ROWS),
        inputmode=kind.inputmode if kind else "",
        autocomplete=kind.autocomplete if kind else "",
    )


def widget(schema: Schema) -> str:
    """How a field is asked for."""
    kind, wish = schema["type"], schema.get("x-widget")
    if kind == "array":
        return "rows" if has_rows(schema) else "checkboxes"
    if kind == "boolean":
        return "checkbox" if "const" in schema else "radio"
    if kind == "integer":
        return wish or "number"
    if "enum" in schema:
        return wish or ("radio" if len(schema["enum"]) <= FEW else "select")
    return wish or ("date" if schema.get("format") == "date" else "text")


def _options(schema: Schema, value: Any) -> list[Option]:
    if schema["type"] == "boolean":
        answers = [("true", _("Yes"), True)] + ([("false", _("No"), False)] if "const" not in schema else [])
        return [Option(text, label, value is meant) for text, label, meant in answers]
    if has_rows(schema):
        return []
    offered = schema["items"] if schema["type"] == "array" else schema
    chosen = value if isinstance(value, list) else [value]
    return [Option(one, said(offered["x-labels"][one]), one in chosen) for one in offered.get("enum", ())]


def _typed(schema: Schema, value: Any, plain: bool) -> str:
    """The value as it stands in the input: what was typed, if it doesn't parse or isn't kept yet (`plain`)."""
    if isinstance(value, bool | list | dict) or blank(value):
        return ""
    if isinstance(value, int):
        return yuan(value) if schema.get("x-widget") == "money" else str(value)
    kind = kind_of(schema)
    if kind and kind.mask and not plain and isinstance(value, str) and kind.check(value) is None:
        return kind.mask(value)
    return str(value)


def troubles(form: Form, errors: Iterable[FieldError]) -> list[Trouble]:
    """The error summary: each wrong value by the title of its field, an entry of a group with its number."""
    return [Trouble(anchor(error.pointer), _title(form, error.pointer), error.message) for error in errors]


def _title(form: Form, pointer: str) -> str:
    name, *rest = pointer.removeprefix("/").split("/")
    schema = form.every.get(name)
    if schema is None:
        return name
    title = said(schema["title"])
    if not rest or name not in form.rows:
        return title
    title = f"{title} {int(rest[0]) + 1}"
    return f"{title} · {_title(form.rows[name], '/' + rest[1])}" if len(rest) > 1 else title


def summary(
    form: Form,
    answers: Mapping[str, Any],
    names: Collection[str] | None = None,
    *,
    plain: bool = False,
    typing: bool = False,
) -> list[Said]:
    """What was answered, in words, in the order of the form; sensitive answers masked unless `plain`.

    `typing`: for who fills it in and looks it over, as in the inputs: words stand as they were typed, numbers masked.
    """
    found = []
    for name, schema in form.fields(answers).items():
        value = answers.get(name)
        if blank(value) or (names is not None and name not in names):
            continue
        if name in form.rows and isinstance(value, list):
            rows = [
                summary(form.rows[name], row, plain=plain, typing=typing) for row in value if isinstance(row, Mapping)
            ]
            found.append(Said(name, said(schema["title"]), "", rows))
        else:
            masked = mask_value(schema, value) if hidden(schema) and not plain else ""
            shown = in_words(schema, value) if not masked or (typing and masked == HIDDEN) else masked
            found.append(Said(name, said(schema["title"]), shown))
    return found


def in_words(schema: Schema, value: Any) -> str:
    """One answer as a person would say it: the label of a choice, yes or no, yuan, a date in the active language."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return _(", ").join(in_words(schema["items"], one) for one in value)
    if isinstance(value, int):
        return _("%(amount)s yuan") % {"amount": yuan(value)} if schema.get("x-widget") == "money" else str(value)
    if "x-labels" in schema and value in schema["x-labels"]:
        return said(schema["x-labels"][value])
    if schema.get("format") == "date" and check_date(value) is None:
        return formatted(date.fromisoformat(value), pgettext("date format", "j F Y"))
    return str(value)
