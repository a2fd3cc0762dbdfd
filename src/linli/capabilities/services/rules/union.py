"""What a bundle asks once: the forms and papers of its items as one, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from linli.kernel.forms.dialect import DRAFT

Body = Mapping[str, Any]
Field = dict[str, Any]


@dataclass(frozen=True)
class Joined:
    """One item of a bundle: its body, by which field it is chosen ("" always), the items whose result it needs.

    `given`: what the bundle answers itself, for it goes without saying.
    """

    body: Body
    choice: str
    needs: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @cached_property
    def form(self) -> dict[str, Any]:
        """Its form without the questions that the bundle answers itself, and what follows from their answers."""
        form = self.body["form"]
        fields, required, branches = dict(form["properties"]), list(form.get("required", ())), []
        for branch in form.get("allOf", ()):
            [(sibling, test)] = branch["if"]["properties"].items()
            if sibling not in self.given:
                branches.append(branch)
            elif self.given[sibling] in test.get("enum", [test.get("const")]):
                fields |= branch["then"].get("properties", {})
                required += branch["then"].get("required", ())
        asked = {name: schema for name, schema in fields.items() if name not in self.given}
        names = {*asked, *(name for branch in branches for name in branch["then"].get("properties", ()))}
        groups = [{**group, "fields": [n for n in group["fields"] if n in names]} for group in form["x-groups"]]
        required = [name for name in dict.fromkeys(required) if name in asked]
        return {"properties": asked, "required": required, "allOf": branches, "x-groups": groups}

    @property
    def every(self) -> dict[str, Field]:
        """All fields of its form."""
        found = dict(self.form["properties"])
        for branch in self.form["allOf"]:
            found |= branch["then"].get("properties", {})
        return found


def choice(code: str) -> str:
    """The field by which an item of a bundle is chosen."""
    return f"with_{code.replace('-', '_')}"


def union_form(parts: Sequence[Joined], choices: Mapping[str, Field], title: Body) -> dict[str, Any]:
    """One form that asks what these items ask, each field once, and those of an item that is not chosen not at all.

    `choices`: the fields by which items are chosen, in a group of their own under `title`.
    """
    always: dict[str, Field] = dict(choices)
    required = list(choices)
    for part in parts:
        if not part.choice:
            always |= part.form["properties"]
            required += part.form["required"]
    branches: list[dict[str, Any]] = []
    for part in parts:
        if part.choice:
            branches.append(_chosen(part, always))
        branches += [branch for branch in part.form["allOf"] if branch not in branches]
    return {
        "$schema": DRAFT,
        "type": "object",
        "properties": always,
        "required": list(dict.fromkeys(required)),
        "allOf": branches,
        "unevaluatedProperties": False,
        "x-groups": _groups(parts, choices, title),
    }


def _chosen(part: Joined, always: Mapping[str, Field]) -> dict[str, Any]:
    """What an item asks beyond the rest while it is chosen."""
    own = {name: schema for name, schema in part.form["properties"].items() if name not in always}
    then = {"properties": own} if own else {}
    return {
        "if": {"properties": {part.choice: {"const": True}}, "required": [part.choice]},
        "then": then | {"required": part.form["required"]},
    }


def _groups(parts: Sequence[Joined], choices: Mapping[str, Field], title: Body) -> list[dict[str, Any]]:
    """The items' groups in their order; groups of the same title are one, and a field stands where it came first."""
    found: list[dict[str, Any]] = [{"title": title, "fields": list(choices)}] if choices else []
    placed = set(choices)
    for part in parts:
        for group in part.form["x-groups"]:
            new = [name for name in group["fields"] if name not in placed]
            placed |= set(new)
            same = next((one for one in found if one["title"] == group["title"]), None)
            if same is not None:
                same["fields"] += new
            elif new:
                found.append({"title": group["title"], "fields": new})
    return found


def union_materials(parts: Sequence[Joined]) -> list[dict[str, Any]]:
    """The papers of these items, each once; what an item needs of another one's result is not asked for."""
    chosen_by = {part.code: part.choice for part in parts}
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        for material in part.body.get("materials", ()):
            asked = _asked(part, material, chosen_by)
            if asked is None:
                continue
            if (before := found.get(material["code"])) is None:
                found[material["code"]] = material | {"when": asked}
            else:
                found[material["code"]] = _both(before, material, asked)
    return [{name: value for name, value in one.items() if value not in ([], None)} for one in found.values()]


def _asked(part: Joined, material: Body, chosen_by: Mapping[str, str]) -> list[dict[str, list[Any]]] | None:
    """In which situations it is asked for, empty for always; None: never, for the result of another part is it."""
    own = material.get("when") or []
    alternatives = [dict(one) for one in (own if isinstance(own, list) else [own])] or [{}]
    alternatives = [left for one in alternatives if (left := _left_to_ask(one, part.given)) is not None]
    if not alternatives:
        return None
    more = {part.choice: [True]} if part.choice else {}
    for code in part.needs:
        if code in material.get("proved_by", ()):
            if not chosen_by[code]:
                return None
            more |= {chosen_by[code]: [False]}
    found = [one | more for one in alternatives]
    return [] if {} in found else found


def _left_to_ask(situation: Body, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """A situation without what the bundle answers itself; None where that rules it out."""
    if any(name in given and given[name] not in values for name, values in situation.items()):
        return None
    return {name: values for name, values in situation.items() if name not in given}


def _both(one: Body, other: Body, asked: list[dict[str, list[Any]]]) -> dict[str, Any]:
    """One paper for two items: proved only by what proves it for both, good for as long as it is for both."""
    proved = [kind for kind in one.get("proved_by", ()) if kind in other.get("proved_by", ())]
    lasting = [m.get("valid_for") for m in (one, other)]
    found = dict(one) | {"proved_by": proved, "valid_for": lasting[0] if lasting[0] == lasting[1] else None}
    found["when"] = [*one["when"], *asked] if one["when"] and asked else []
    if other["need"] == "necessary":
        found["need"] = "necessary"
    return found


def union_flaws(parts: Sequence[Joined]) -> Iterator[tuple[int, str]]:
    """Why these items can't be asked as one: the part, and what it says otherwise than one before it."""
    fields: dict[str, tuple[str, Field]] = {}
    papers: dict[str, tuple[str, Body]] = {}
    for n, part in enumerate(parts):
        for name, asked in part.every.items():
            code, before = fields.setdefault(name, (part.code, asked))
            if not _alike(before, asked):
                yield n, f"its field {name} is not the same as in {code}"
        for material in part.body.get("materials", ()):
            code, same = papers.setdefault(material["code"], (part.code, material))
            if any(same.get(word) != material.get(word) for word in ("name", "source", "declares")):
                yield n, f"its material {material['code']} is not the same as in {code}"
        yield from ((n, what) for what in _crossed(part, parts))


def _alike(one: Field, other: Field) -> bool:
    """Whether both ask the same. What the profile knows by the same name is the same, in whatever words it is asked."""
    apart = {"examples"}
    if "x-known" in one and one["x-known"] == other.get("x-known"):
        apart |= {"title", "description"}
    words = (one.keys() | other.keys()) - apart
    return all(one.get(word) == other.get(word) for word in words)


def _crossed(part: Joined, parts: Sequence[Joined]) -> Iterator[str]:
    """Branches of an item that may be left out must not depend on a field that stays when it is."""
    others = [one for one in parts if one is not part]
    for branch in part.form["allOf"] if part.choice else ():
        [sibling] = branch["if"]["properties"]
        for other in others:
            if sibling in other.every and branch not in other.form["allOf"]:
                yield f"it asks more for an answer to {sibling}, which {other.code} asks too"
