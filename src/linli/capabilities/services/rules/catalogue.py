"""What an item must say, or say that it was looked for and not found: so that absent and forgotten differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Body = Mapping[str, Any]
At = tuple[str | int, ...]

ALWAYS = ("who", "steps", "competent_body", "receives_on_behalf", "rating")
WHERE_SAID = (
    "materials", "limit", "promise", "fee", "basis", "remedies", "result", "retention", "acceptance", "correction",
    "delivery", "special_procedures", "extension", "quota", "renewal", "conditional", "spot_check", "urgent",
)  # fmt: skip
BLOCKS = (*ALWAYS, *WHERE_SAID, "officers", "notice", "form", "reuse")
OPTIONAL = (  # may be named as not found, or left out
    "national_code", "acceptance", "correction", "delivery", "special_procedures", "extension", "quota", "renewal",
    "conditional", "spot_check", "urgent",
)  # fmt: skip


def blocks(body: Body) -> frozenset[str]:
    """The blocks that this item has; each states one place's rules, or why we chose it ourselves."""
    has = {*ALWAYS, *(name for name in WHERE_SAID if body.get(name))}
    steps = _steps(body)
    if any(step.get("officers") for step in steps):
        has.add("officers")
    if any(step.get("kind") == "notice" for step in steps):
        has.add("notice")
    if body.get("form"):
        has.add("form")
    return frozenset(has)


def reuses(body: Body) -> bool:
    """Whether a paper is proved by a credential, or handed in once for a while: may be told apart from materials."""
    parts = body.get("materials")
    named = [_mapping(part) for part in parts] if isinstance(parts, list) else []
    return any(part.get("proved_by") or part.get("valid_for") for part in named)


def slots(body: Body) -> Iterator[tuple[str, At, str, bool]]:
    """What is either said or named in `not_found`: its name, where it stands, the block it belongs to, is it said?"""
    for name in ("limit", "promise", "fee", "basis", "result", "retention", "materials"):
        yield name, (name,), name, bool(body.get(name))
    remedies = _mapping(body.get("remedies"))
    for kind in ("reconsider", "court"):
        part = _mapping(remedies.get(kind))
        yield f"remedies.{kind}", ("remedies", kind), "remedies", bool(part)
        if part:
            yield f"remedies.{kind}.body", ("remedies", kind, "body"), "remedies", bool(part.get("body"))
    if body.get("handling") == "promised":
        yield "steps", ("steps",), "steps", bool(body.get("steps"))
        deciding = _mapping(body.get("deciding"))
        yield "deciding.limit", ("deciding", "limit"), "steps", bool(deciding.get("limit"))
    for index, step in enumerate(_steps(body)):
        if step.get("kind") != "notice":
            said = bool(step.get("limit") or step.get("limit_with"))
            yield f"steps.{index + 1}.limit", ("steps", index, "limit"), "steps", said
        elif index == _first_notice(body):
            yield "notice.counts", ("steps", index, "counts"), "notice", step.get("counts") is not None
            yield "notice.fields", ("notice", "fields"), "notice", bool(_mapping(body.get("notice")).get("fields"))


def _first_notice(body: Body) -> int:
    return next(index for index, step in enumerate(_steps(body)) if step.get("kind") == "notice")


def _steps(body: Body) -> list[Body]:
    steps = body.get("steps")
    return [_mapping(step) for step in steps] if isinstance(steps, list) else []


def _mapping(value: Any) -> Body:
    return value if isinstance(value, dict) else {}
