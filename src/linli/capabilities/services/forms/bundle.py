"""A bundle's file into one published body: its items' forms and papers joined, each version named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from linli.capabilities.services.forms.item_shape import WORDS, ItemChecker
from linli.capabilities.services.models.catalogue import GROUPS
from linli.capabilities.services.rules.union import Joined, choice, union_flaws, union_form, union_materials
from linli.kernel.forms import schema_flaws
from linli.kernel.forms.dialect import NAME
from linli.kernel.forms.form import same
from linli.kernel.texts import LANGUAGES

REQUIRED = ("code", "name", "summary", "keywords", "group", "who", "parts", "confirmed_here")
OPTIONAL = ("choose", "as_published_by", "assumed", "elsewhere")
FEWEST, MOST = 2, 9  # parts
BLOCKS = ("parts", "who", "elsewhere")
Versions = Mapping[str, tuple[int, dict[str, Any]]]  # the newest of each item: its number and body


class BundleChecker(ItemChecker):
    """Checks the shape of one bundle's file."""

    def bundle(self) -> None:
        """Note everything that is missing, unknown or of the wrong kind."""
        if not self.mapping((), REQUIRED, OPTIONAL):
            return
        self.text(("code",), required=False, longest=60, pattern=WORDS, like="lower-case words joined by hyphens")
        for name in ("name", "summary"):
            self.both((name,), required=False)
        self.both(("choose",), required=False)
        self.mapping(("keywords",), LANGUAGES)
        for language in LANGUAGES:
            for at in self.items(("keywords", language), least=1):
                self.text(at, longest=40)
        self.one_of(("group",), list(GROUPS), required=False)
        self.switch(("confirmed_here",))
        for at in self.items(("who",), least=1):
            self.both(at)
        for at in self.items(("parts",), least=FEWEST):
            self._part(at)
        for at in self.items(("elsewhere",)):
            self.mapping(at, ("name", "where"))
            self.both((*at, "name"), required=False)
            self.both((*at, "where"), required=False)
        self.provenance(BLOCKS)

    def _part(self, at: tuple[str | int, ...]) -> None:
        self.mapping(at, ("item",), ("ask", "needs", "given"))
        self.text((*at, "item"), required=False, longest=60, pattern=WORDS, like="the code of an item")
        self.both((*at, "ask"), required=False)
        for needed in self.items((*at, "needs"), least=1 if self.has((*at, "needs")) else 0):
            self.text(needed, longest=60, pattern=WORDS, like="the code of an item")


def join(checker: BundleChecker, body: dict[str, Any], versions: Versions) -> dict[str, Any]:
    """The body to publish, from a file of the right shape; what keeps its items apart is noted."""
    if checker.flaws or not _fits(checker, body, versions):
        return {}
    joined = [_joined(part, versions) for part in body["parts"]]
    for n, what in union_flaws(joined):
        checker.flaw(("parts", n, "item"), what)
    if checker.flaws:
        return {}
    made = compiled(body, versions)
    for path, what in schema_flaws(_alone(made["form"])):
        checker.flaw(("parts",), f"joined, the form is not sound: {'.'.join(map(str, path))} {what}")
    return made


def _alone(form: dict[str, Any]) -> dict[str, Any]:
    """The joined form without what it says twice on purpose: a field of two items that may both be left out."""
    seen, branches = set(form["properties"]), []
    for branch in form["allOf"]:
        fields = {n: f for n, f in branch["then"].get("properties", {}).items() if n not in seen}
        seen |= set(fields)
        if fields:
            branches.append({"if": branch["if"], "then": {"properties": fields}})
    return form | {"allOf": branches}


def _fits(checker: BundleChecker, body: dict[str, Any], versions: Versions) -> bool:
    """Whether every item is there and takes applications, is named once, and needs only what comes before it."""
    seen: set[str] = set()
    for n, part in enumerate(body["parts"]):
        code = part["item"]
        if why := _no_part(part, versions, seen):
            checker.flaw(("parts", n, "item"), f"{code} {why}")
        else:
            for name, what in _not_given(versions[code][1]["form"], part.get("given", {})):
                checker.flaw(("parts", n, "given", name), what)
        for i, needed in enumerate(part.get("needs", ())):
            if needed not in seen:
                checker.flaw(("parts", n, "needs", i), f"{needed} does not come before it")
        seen.add(code)
    if body["code"] in versions and "parts" not in versions[body["code"]][1]:
        checker.flaw(("code",), f"{body['code']} is the code of an item")
    if len(body["parts"]) > MOST:
        checker.flaw(("parts",), f"has more than {MOST}")
    if any("ask" in part for part in body["parts"]) != ("choose" in body):
        checker.flaw(("choose",), "must be there exactly where a part is asked for")
    return not checker.flaws


def _no_part(part: Mapping[str, Any], versions: Versions, seen: Collection[str]) -> str:
    """Why this item can't be a part; "" where it can."""
    code = part["item"]
    if code not in versions:
        return "is no item of the catalogue"
    if not versions[code][1].get("fileable") or "parts" in versions[code][1]:
        return "takes no applications of its own"
    if code in seen:
        return "is named twice"
    return "is too long to be chosen by a field" if "ask" in part and not NAME.fullmatch(choice(code)) else ""


def _not_given(form: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a bundle can't answer itself: only choices and yes or no, asked of everybody, as they are offered."""
    for name, answer in given.items():
        asked = form["properties"].get(name)
        offered = [True, False] if asked and asked["type"] == "boolean" else (asked or {}).get("enum", [])
        if not any(same(answer, one) for one in offered):
            yield name, "is no choice that this item asks of everybody, or not one that it offers"


def _joined(part: Mapping[str, Any], versions: Versions) -> Joined:
    code = part["item"]
    return Joined(
        versions[code][1], choice(code) if "ask" in part else "", tuple(part.get("needs", ())), part.get("given", {})
    )


def compiled(body: dict[str, Any], versions: Versions) -> dict[str, Any]:
    """A sound bundle as it is published: `bundle` is its file, from which it is joined anew when an item changes."""
    joined = [_joined(part, versions) for part in body["parts"]]
    asks = {
        one.choice: {"type": "boolean", "title": part["ask"], "examples": [True]}
        for one, part in zip(joined, body["parts"], strict=True)
        if one.choice
    }
    told = {name: body[name] for name in ("code", "name", "summary", "keywords", "group", "who", "confirmed_here")}
    households = [one for one in joined if one.body["audience"] == "household"]
    return told | {
        "as_published_by": body.get("as_published_by", []),
        "assumed": body.get("assumed", []),
        "kind": "bundle",
        "audience": "household" if households else "individual",
        "fileable": True,
        "handling": "promised",
        "competent_body": joined[0].body["competent_body"],
        "receives_on_behalf": joined[0].body["receives_on_behalf"],
        "not_found": [],
        "parts": [_part(one, versions[one.code][0]) for one in joined],
        "form": union_form(joined, asks, body.get("choose", {})),
        "materials": union_materials(joined),
        "bundle": body,
    }


def _part(one: Joined, version: int) -> dict[str, Any]:
    return {
        "item": one.code, "version": version, "choice": one.choice, "needs": list(one.needs), "given": dict(one.given)
    }  # fmt: skip
