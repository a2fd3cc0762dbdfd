"""Whether a form asks for what is known in the way in which it is known, and keeps secret what is secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.capabilities.services.forms.item_parts import as_dict, as_dicts, as_list
from linli.capabilities.services.models.catalogue import MEMBER, PROFILE, SECRET
from linli.commons.people.states import Relation
from linli.kernel.sources import At

Flaws = Iterator[tuple[At, str]]
FITS = {"string": "a text", "integer": "a whole number", "array": "a repeated group"}


def known_flaws(schema: dict[str, Any], at: At) -> Flaws:
    """Every field of a form that the profile fills in."""
    for here, field in _fields(schema, at):
        known = field.get("x-known")
        if not isinstance(known, str):
            continue
        path = known.removeprefix("profile.")
        if path == known or path not in PROFILE:
            yield (*here, "x-known"), f"{known} is not in the profile; it has profile.{', profile.'.join(PROFILE)}"
            continue
        kind, text = PROFILE[path]
        if (field.get("type"), field.get("format")) != PROFILE[path]:
            of = "" if kind != "string" else f" of format {text}" if text else " of no format"
            yield (*here, "x-known"), f"{known} fits {FITS[kind]}{of} only"
        elif path == "household":
            yield from _household(known, field, here)
        if path in SECRET and field.get("x-sensitive") is not True:
            yield (*here, "x-sensitive"), f"is missing: {known} is sensitive"


def _household(known: str, field: dict[str, Any], at: At) -> Flaws:
    """Of who lives with somebody only what a household holds is asked, and as it is held."""
    items, there = as_dict(field.get("items")), (*at, "items")
    if items.get("type") != "object":
        yield (*at, "x-known"), f"{known} fits {FITS['array']} only"
        return
    if items.get("allOf"):
        yield (*there, "allOf"), f"{known} holds the same of everybody"
    for name, value in as_dict(items.get("properties")).items():
        part, here = as_dict(value), (*there, "properties", str(name))
        if name not in MEMBER:
            yield here, f"is nothing that {known} holds; it has {', '.join(MEMBER)}"
        elif (part.get("type"), part.get("format")) != ("string", MEMBER[name]):
            yield here, f"must be a text of {f'format {MEMBER[name]}' if MEMBER[name] else 'no format'}"
        elif name == "relation" and sorted(map(str, as_list(part.get("enum")))) != sorted(Relation.values):
            yield (*here, "enum"), f"must be {', '.join(Relation.values)}"
        elif name != "relation" and "enum" in part:
            yield (*here, "enum"), f"has no place here: {known} holds any"
        if name in SECRET and part.get("x-sensitive") is not True:
            yield (*here, "x-sensitive"), f"is missing: the {name} of anybody is sensitive"


def _fields(schema: dict[str, Any], at: At) -> Iterator[tuple[At, dict[str, Any]]]:
    """Every field of a form, those of branches and of repeated groups too."""
    parts = [(at, schema)]
    for index, branch in enumerate(as_dicts(schema.get("allOf"))):
        parts.append(((*at, "allOf", index, "then"), as_dict(branch.get("then"))))
    for here, part in parts:
        for name, value in as_dict(part.get("properties")).items():
            field, there = as_dict(value), (*here, "properties", name)
            yield there, field
            yield from _fields(as_dict(field.get("items")), (*there, "items"))


def never_public(field: dict[str, Any]) -> bool:
    """Whether a notice never shows it: what is sensitive, and who lives with somebody."""
    known = [word for name in SECRET for word in (f"profile.{name}", PROFILE[name][1])]
    secret = bool(field.get("x-sensitive")) or field.get("x-known") in known or field.get("format") in known
    return secret or field.get("x-known") == "profile.household"
