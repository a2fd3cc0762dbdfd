"""Whether what is asked for in some situations only, a paper or that somebody comes, can ever be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.capabilities.services.forms.item_parts import as_dict, as_dicts
from linli.kernel.forms.form import same
from linli.kernel.sources import At

WHERE = ("materials", "in_person")
Flaws = Iterator[tuple[At, str]]


def when_flaws(body: dict[str, Any]) -> Flaws:
    """Each field is one of the form, and each answer one that it offers."""
    fields = _fields(as_dict(body.get("form")))
    parts = ((name, index, part) for name in WHERE for index, part in enumerate(as_dicts(body.get(name))))
    for name, index, part in parts:
        at: At = (name, index, "when")
        written = part.get("when")
        if written is not None and not body.get("form"):
            yield at, "this item has no form whose answers could ask for it"
        elif isinstance(written, list):
            for n, one in enumerate(written):
                yield from _situation(as_dict(one), (*at, n), fields)
        else:
            yield from _situation(as_dict(written), at, fields)


def _situation(situation: dict[str, Any], at: At, fields: dict[str, Any]) -> Flaws:
    for name, answers in situation.items():
        here: At = (*at, str(name))
        if name not in fields:
            yield here, f"there is no field {name}"
            continue
        offered = _offered(as_dict(fields[name]))
        if offered is None:
            yield here, f"{name} is neither a choice nor a yes or no"
            continue
        for n, answer in enumerate(answers if isinstance(answers, list) else ()):
            if not any(same(answer, one) for one in offered):
                yield (*here, n), f"{name} can never be {answer!r}"[:120]
            elif any(same(answer, one) for one in answers[:n]):
                yield (*here, n), f"{answer} is named twice"


def _offered(field: dict[str, Any]) -> list[Any] | None:
    """What can be answered; None where that can't be listed."""
    if field.get("type") == "boolean":
        return [True] if field.get("const") is True else [True, False]
    choices = field.get("enum")
    return choices if field.get("type") == "string" and isinstance(choices, list) else None


def _fields(form: dict[str, Any]) -> dict[str, Any]:
    """Every field of the form itself and of its branches, by name."""
    found = dict(as_dict(form.get("properties")))
    for branch in as_dicts(form.get("allOf")):
        found |= as_dict(as_dict(branch.get("then")).get("properties"))
    return found
