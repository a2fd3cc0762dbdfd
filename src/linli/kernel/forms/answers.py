"""Answers as they are kept, changed, and shown: tidied, merged, masked, pruned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from linli.kernel.forms.form import Answers, Form, Schema, blank, hidden, kind_of
from linli.kernel.forms.kinds import HIDDEN

LONG_NUMBER = re.compile(r"[0-9A-Z]{12,}", re.ASCII)


def masked(form: Form, answers: Mapping[str, Any]) -> Answers:
    """The answers with sensitive ones masked, for whoever may see the matter."""
    return {name: _mask(form, name, value) for name, value in answers.items()}


def _mask(form: Form, name: str, value: Any) -> Any:
    schema = form.every.get(name)
    if schema is None or blank(value):
        return value
    if hidden(schema):
        return mask_value(schema, value)
    if name in form.rows and isinstance(value, list):
        return [masked(form.rows[name], row) if isinstance(row, Mapping) else row for row in value]
    return value


def mask_value(schema: Schema, value: Any) -> str:
    """One sensitive value as it may be seen."""
    kind = kind_of(schema)
    if kind and kind.mask and isinstance(value, str):
        return kind.mask(value)
    if isinstance(value, str) and LONG_NUMBER.fullmatch(value):
        return "*" * (len(value) - 4) + value[-4:]  # enough to compare it with the card
    return HIDDEN


def merge(form: Form, old: Mapping[str, Any], patch: Mapping[str, Any]) -> Answers:
    """Change answers, top level by top level: null or nothing removes, a masked value sent back unchanged keeps.

    What people type gets one spelling here (outer spaces, what the field's kind makes of it), from page and API alike.
    """
    seen, merged = masked(form, old), dict(old)
    for name, value in patch.items():
        if name in old and name in form.sensitive and value == seen[name]:
            continue
        schema = form.every.get(name)
        if schema and name in form.rows and isinstance(value, list):
            value = _merge_rows(form.rows[name], _rows(old.get(name)), value)  # noqa: PLW2901 - the value to keep
        tidied = tidy(schema, value) if schema else value
        if blank(tidied):
            merged.pop(name, None)
        else:
            merged[name] = tidied
    return merged


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _merge_rows(form: Form, old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Rows replace rows; a masked value stands for that of the same row, or of the only one that looks like it."""
    before = [row if isinstance(row, Mapping) else {} for row in old]
    merged: list[Any] = []
    for n, row in enumerate(new):
        if not isinstance(row, Mapping):
            merged.append(row)
            continue
        kept = {name: _unmasked(form, name, value, before, n) for name, value in row.items()}
        merged.append(merge(form, {}, kept))
    return merged


def _unmasked(form: Form, name: str, value: Any, before: Sequence[Mapping[str, Any]], n: int) -> Any:
    if name not in form.sensitive:
        return value
    alike = [(i, row[name]) for i, row in enumerate(before) if name in row and _mask(form, name, row[name]) == value]
    for i, kept in alike:
        if i == n:
            return kept
    return alike[0][1] if len(alike) == 1 else value


def tidy(schema: Schema, value: Any) -> Any:
    """A text without outer white space, in its kind's one spelling; anything else as it is."""
    if not isinstance(value, str):
        return value
    kind, text = kind_of(schema), value.strip()
    return kind.clean(text) if kind and kind.clean else text


def prune(form: Form, answers: Mapping[str, Any]) -> Answers:
    """Without the answers of branches that no longer apply, for a page whose earlier answer was changed."""
    fields = form.fields(answers)
    kept = {name: value for name, value in answers.items() if name in fields}
    for name in kept.keys() & form.rows.keys():
        if isinstance(kept[name], list):
            rows = form.rows[name]
            kept[name] = [prune(rows, row) if isinstance(row, Mapping) else row for row in kept[name]]
    return kept
