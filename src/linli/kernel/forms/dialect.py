"""The words of the dialect. What isn't here is refused when a form is loaded."""

from __future__ import annotations

import re

DRAFT = "https://json-schema.org/draft/2020-12/schema"

FORM = {"type", "required", "properties", "allOf", "unevaluatedProperties"}
TOP = FORM | {"$schema", "title", "description", "x-groups"}
FIELD = {"type", "title", "description", "examples", "x-known", "x-own", "x-sensitive", "x-widget"}
BY_TYPE = {
    "string": FIELD | {"enum", "minLength", "maxLength", "format", "x-labels"},
    "integer": FIELD | {"minimum", "maximum"},
    "boolean": FIELD | {"const"},
    "array": FIELD | {"items", "minItems", "maxItems"},
}
CHOICES = {"type", "enum", "x-labels"}  # of the items of a list of choices
ROW = FORM | {"title"}
GROUP = {"title", "fields"}
BRANCH = {"if", "then"}
THEN = {"properties", "required"}

WIDGETS: dict[str, set[str]] = {
    "string": {"textarea"},
    "choice": {"radio", "select"},
    "integer": {"money"},
    "boolean": {"radio"},
    "array": set(),
}

# No hyphen: HTML names of rows are put together with it.
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", re.ASCII)
