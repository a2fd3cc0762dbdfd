"""What is wrong with answers: each field named once, in the order of the form.

Written for the dialect, not for JSON Schema at large: floats are no integers, huge integers, odd characters and endless
lists are refused, and nothing that somebody sends can make it fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from linli.kernel.forms import messages
from linli.kernel.forms.form import Form, Schema, blank, has_rows, kind_of, same

LONGEST_LINE, LONGEST_TEXT, MOST_ROWS = 500, 5000, 50
LARGEST = 2**53 - 1  # what every reader of JSON keeps exactly
MOST_UNKNOWN = 50
_PYTHON = {"string": str, "integer": int, "boolean": bool, "array": list}
# Controls but tab and line ends, and halves of surrogate pairs: PostgreSQL or UTF-8 refuse them.
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Found = tuple[str, str]  # code, message


@dataclass(frozen=True, slots=True)
class FieldError:
    """One value that is wrong: where (JSON pointer within the answers), the contract's code, and what to do."""

    pointer: str
    code: str
    message: str


def errors(form: Form, answers: Mapping[str, Any]) -> list[FieldError]:
    """Everything that is wrong with answers that are to be filed. Messages are in the active language."""
    return list(_judge(form, answers, "", whole=True))


def draft_errors(form: Form, answers: Mapping[str, Any]) -> list[FieldError]:
    """What even a draft cannot hold: unknown fields, wrong JSON types, characters that cannot be kept."""
    return list(_judge(form, answers, "", whole=False))


def longest(schema: Schema) -> int:
    """How many characters a text may have: its own maxLength, or the dialect's."""
    return int(schema.get("maxLength", LONGEST_TEXT if schema.get("x-widget") == "textarea" else LONGEST_LINE))


def pointed(name: object) -> str:
    """A name as part of a JSON pointer (RFC 6901); whatever it holds, the answer can be encoded."""
    return _ODD.sub("\ufffd", str(name)[:100]).replace("~", "~0").replace("/", "~1")


def _judge(form: Form, answers: Any, at: str, *, whole: bool) -> Iterator[FieldError]:
    if not isinstance(answers, Mapping):
        yield FieldError(at, "type", messages.not_a_row())
        return
    fields, required = form.active(answers) if whole else (form.every, set())
    for name, schema in fields.items():
        here, value = f"{at}/{name}", answers.get(name)
        if blank(value):
            if name in required:
                yield FieldError(here, "required", messages.missing(schema))
        elif found := _typed(schema, value) or (_sound(schema, value) if whole else None):
            yield FieldError(here, *found)
        elif name in form.rows:
            for n, row in enumerate(value or ()):
                yield from _judge(form.rows[name], row, f"{here}/{n}", whole=whole)
    unknown = [name for name in answers if name not in fields]
    for name in unknown[:MOST_UNKNOWN]:
        yield FieldError(f"{at}/{pointed(name)}", "unknown", messages.unknown())


def _exactly(kind: str, value: Any) -> bool:
    """True is an int to Python, and 2.0 an integer to JSON Schema; here neither is."""
    return type(value) is _PYTHON[kind]


def _typed(schema: Schema, value: Any) -> Found | None:
    """Whether the value is of its JSON type, of characters that can be kept, and no endless list."""
    if not _exactly(schema["type"], value):
        return "type", messages.mistyped(schema)
    if schema["type"] == "string":
        return ("format", messages.unreadable()) if _ODD.search(value) else None
    if has_rows(schema):
        return ("length", messages.too_many(MOST_ROWS)) if len(value) > MOST_ROWS else None
    if schema["type"] == "array" and not all(type(one) is str for one in value):
        return "type", messages.mistyped(schema)
    return None


def _sound(schema: Schema, value: Any) -> Found | None:
    """Whether a value of the right type is one that the form takes."""
    if "const" in schema and not same(value, schema["const"]):
        return "choice", messages.not_offered(schema)
    if schema["type"] == "string":
        return _sound_text(schema, value)
    if schema["type"] == "integer":
        return _sound_number(schema, value)
    return _sound_list(schema, value) if schema["type"] == "array" else None


def _sound_text(schema: Schema, value: str) -> Found | None:
    if "enum" in schema:
        return None if value in schema["enum"] else ("choice", messages.not_offered(schema))
    if len(value) > longest(schema):
        return "length", messages.too_long(longest(schema))
    kind = kind_of(schema)
    if kind and (code := kind.check(value)):
        return code, kind.words(value, code)
    if len(value) < schema.get("minLength", 0):
        return "length", messages.too_short(schema["minLength"])
    return None


def _sound_number(schema: Schema, value: int) -> Found | None:
    low, high = schema.get("minimum", -LARGEST), schema.get("maximum", LARGEST)
    if value < low:
        return "range", messages.out_of_range(schema, low, low=True)
    return ("range", messages.out_of_range(schema, high, low=False)) if value > high else None


def _sound_list(schema: Schema, value: list[Any]) -> Found | None:
    if not has_rows(schema):
        offered = schema["items"]["enum"]
        if len(value) > len(offered) or len(set(value)) < len(value) or any(one not in offered for one in value):
            return "choice", messages.not_offered(schema)
    if len(value) > schema.get("maxItems", MOST_ROWS):
        return "length", messages.too_many(schema["maxItems"])
    if len(value) < schema.get("minItems", 0):
        return "length", messages.too_few(schema["minItems"])
    return None
