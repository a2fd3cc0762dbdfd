"""What is wrong with a form as data: everything at once, each with its path; nothing that it holds makes it fail."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import override

from linli.kernel.forms import dialect
from linli.kernel.forms.errors import LARGEST, LONGEST_LINE, LONGEST_TEXT, MOST_ROWS, errors
from linli.kernel.forms.form import Form, same
from linli.kernel.forms.kinds import KINDS
from linli.kernel.forms.pieces import Flaws, Path, Pieces, named


def schema_flaws(form: Any) -> Flaws:
    """All that keeps a form from being published, as (path, what is wrong); empty where it is sound."""
    found = _Reader()
    found.form(form, (), dialect.TOP)
    return found.flaws


class _Reader(Pieces):
    """Walks a form and gathers its flaws."""

    # -- the form ----------------------------------------------------------------------------------------------------

    def form(self, value: Any, at: Path, words: Collection[str]) -> None:
        """A form, or the form of one row."""
        form = self.mapping(value, at, words, {"type", "properties", "unevaluatedProperties"})
        if not form:
            return
        if form.get("type", "object") != "object":
            self.flaw((*at, "type"), "must be object")
        if form.get("unevaluatedProperties", False) is not False:
            self.flaw((*at, "unevaluatedProperties"), "must be false, so that unknown answers are refused")
        if form.get("$schema", dialect.DRAFT) != dialect.DRAFT:
            self.flaw((*at, "$schema"), f"must be {dialect.DRAFT}")
        for word in ("title", "description"):
            if word in form:
                self.words(form[word], (*at, word))
        row = "x-groups" not in words
        fields = self.properties(form.get("properties"), (*at, "properties"), {}, row)
        if "required" in form:
            self.required(form["required"], (*at, "required"), fields)
        every = self.branches(form.get("allOf", []), (*at, "allOf"), fields, row)
        if not row:
            self.groups(form.get("x-groups"), (*at, "x-groups"), every)

    def properties(self, value: Any, at: Path, before: Collection[str], row: bool) -> dict[str, Any]:
        """Fields by name; those of branches differ from all before."""
        if not isinstance(value, dict) or not value:
            self.flaw(at, "must name at least one field")
            return {}
        for name, schema in value.items():
            if not isinstance(name, str) or not dialect.NAME.fullmatch(name):
                self.flaw((*at, str(name)), "must be a name of a-z, 0-9 and _, at most 40 characters")
            elif name in before:
                self.flaw((*at, name), "is defined twice")
            self.field(str(name), schema, (*at, str(name)), row)
        return {str(name): schema for name, schema in value.items()}

    def required(self, value: Any, at: Path, fields: Collection[str]) -> None:
        for n, name in enumerate(self.texts(value, at, "names")):
            if name not in fields:
                self.flaw((*at, n), f"there is no field {name}")

    def groups(self, value: Any, at: Path, fields: Collection[str]) -> None:
        """Every field in exactly one group."""
        if not isinstance(value, list) or not value:
            self.flaw(at, "must be a list of groups with title and fields")
            return
        seen: set[str] = set()
        for n, one in enumerate(value):
            group = self.mapping(one, (*at, n), dialect.GROUP, dialect.GROUP)
            if "title" in group:
                self.words(group["title"], (*at, n, "title"))
            for i, name in enumerate(
                self.texts(group["fields"], (*at, n, "fields"), "names") if "fields" in group else ()
            ):
                if name not in fields:
                    self.flaw((*at, n, "fields", i), f"there is no field {name}")
                elif name in seen:
                    self.flaw((*at, n, "fields", i), f"{name} is in a group already")
                seen.add(name)
        if left := set(fields) - seen:
            self.flaw(at, f"no group holds {named(left)}")

    # -- branches ----------------------------------------------------------------------------------------------------

    def branches(self, value: Any, at: Path, own: dict[str, Any], row: bool) -> dict[str, Any]:
        """All fields: the form's own, and those that branches add."""
        every = dict(own)
        if not isinstance(value, list):
            self.flaw(at, "must be a list of if and then")
            return every
        for n, one in enumerate(value):
            here = (*at, n)
            branch = self.mapping(one, here, dialect.BRANCH, dialect.BRANCH)
            if "if" in branch:
                self.condition(branch["if"], (*here, "if"), every)
            then = self.mapping(branch["then"], (*here, "then"), dialect.THEN) if "then" in branch else {}
            added: dict[str, Any] = {}
            if "properties" in then:
                added = self.properties(then["properties"], (*here, "then", "properties"), every, row)
            if "required" in then:
                self.required(then["required"], (*here, "then", "required"), own.keys() | added.keys())
            if isinstance(branch.get("then"), dict) and not then:
                self.flaw((*here, "then"), "says nothing")
            every |= added
        return every

    def condition(self, value: Any, at: Path, fields: dict[str, Any]) -> None:
        """One sibling with one answer, or one of several."""
        test = self.mapping(value, at, {"properties", "required"}, {"properties", "required"})
        siblings = test.get("properties")
        if not isinstance(siblings, dict) or len(siblings) != 1:
            self.flaw((*at, "properties"), "must name exactly one field that the branch depends on")
            return
        [(name, answer)] = siblings.items()
        here: Path = (*at, "properties", str(name))
        if "required" in test and test["required"] != [name]:
            self.flaw((*at, "required"), f"must be [{name}], else the branch holds where nothing is answered")
        if name not in fields:
            self.flaw(here, f"there is no field {name} before this branch")
            return
        answer = self.mapping(answer, here, {"const", "enum"})
        if len(answer) != 1:
            self.flaw(here, "must say const or enum")
            return
        wanted = [answer["const"]] if "const" in answer else self.texts(answer.get("enum"), (*here, "enum"), "answers")
        self.answers(wanted, (*here, *answer), fields[name])

    def answers(self, wanted: list[Any], at: Path, sibling: Any) -> None:
        """Whether the sibling can ever be answered so."""
        kind = sibling.get("type") if isinstance(sibling, dict) else None
        python = {"string": str, "integer": int, "boolean": bool}.get(kind if isinstance(kind, str) else "")
        if python is None:
            self.flaw(at, "a branch depends on a text, a whole number or a yes or no, not on a list")
            return
        offered = sibling.get("enum")
        for one in wanted:
            if type(one) is not python or (
                isinstance(offered, list) and not any(same(one, other) for other in offered)
            ):
                self.flaw(at, f"the field can never be {one!r}"[:120])

    # -- fields ------------------------------------------------------------------------------------------------------

    def field(self, name: str, value: Any, at: Path, row: bool) -> None:
        before = len(self.flaws)
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(value, dict) and (not isinstance(kind, str) or kind not in dialect.BY_TYPE):
            self.flaw((*at, "type"), f"must be one of {named(dialect.BY_TYPE)}")
            return
        need = {"title"} if row else {"title", "examples"}
        schema = self.mapping(value, at, dialect.BY_TYPE[str(kind)] if kind else (), need)
        if not schema:
            return
        for word in ("title", "description"):
            if word in schema:
                self.words(schema[word], (*at, word))
        self.extras(schema, at)
        {"string": self.text, "integer": self.number, "boolean": self.truth, "array": self.listing}[str(kind)](
            schema, at, row
        )
        if "examples" in schema:
            wrong = {path[len(at)] for path, _what in self.flaws[before:] if len(path) > len(at)}
            self.examples(name, {word: schema[word] for word in schema if word not in wrong}, (*at, "examples"))

    def extras(self, schema: dict[str, Any], at: Path) -> None:
        if "x-known" in schema and not (
            isinstance(schema["x-known"], str) and dialect.PATH.fullmatch(schema["x-known"])
        ):
            self.flaw((*at, "x-known"), "must be a path in the profile, such as profile.name")
        own = schema.get("x-own", {"": ""})
        sound = isinstance(own, dict) and own and all(isinstance(answer, str | bool) for answer in own.values())
        if not sound or ("x-own" in schema and "x-known" not in schema):
            self.flaw((*at, "x-own"), "must say with which answers of other fields what is known is the person's own")
        if "x-sensitive" in schema and schema["x-sensitive"] is not True:
            self.flaw((*at, "x-sensitive"), "can only be true")
        widgets = dialect.WIDGETS["choice" if "enum" in schema else schema["type"]]
        if "x-widget" in schema and not (isinstance(schema["x-widget"], str) and schema["x-widget"] in widgets):
            self.flaw((*at, "x-widget"), f"can be {named(widgets)}" if widgets else "has no place here")

    def text(self, schema: dict[str, Any], at: Path, row: bool) -> None:
        longest = LONGEST_TEXT if schema.get("x-widget") == "textarea" else LONGEST_LINE
        self.bounds(schema, at, "minLength", "maxLength", 0, longest)
        if "format" in schema and (not isinstance(schema["format"], str) or schema["format"] not in KINDS):
            self.flaw((*at, "format"), f"is not a known kind; known: {named(KINDS)}")
        self.choices(schema, at)

    def choices(self, schema: dict[str, Any], at: Path) -> None:
        """Choices, each with its label."""
        if "enum" not in schema:
            if "x-labels" in schema:
                self.flaw((*at, "x-labels"), "has no place without enum")
            return
        offered = self.texts(schema["enum"], (*at, "enum"), "choices")
        labels = schema.get("x-labels")
        if not isinstance(labels, dict):
            self.flaw((*at, "x-labels"), "must give a label for every choice")
            return
        for one in offered:
            if one in labels:
                self.words(labels[one], (*at, "x-labels", one))
            else:
                self.flaw((*at, "x-labels", one), "is missing")
        if more := [one for one in labels if one not in offered]:
            self.flaw((*at, "x-labels"), f"labels what is no choice: {named(more)}")

    def number(self, schema: dict[str, Any], at: Path, row: bool) -> None:
        self.bounds(schema, at, "minimum", "maximum", -LARGEST, LARGEST)

    def truth(self, schema: dict[str, Any], at: Path, row: bool) -> None:
        if "const" in schema and schema["const"] is not True:
            self.flaw((*at, "const"), "can only be true: what must be ticked to go on")

    def listing(self, schema: dict[str, Any], at: Path, row: bool) -> None:
        """A list of choices, or a repeated group."""
        self.bounds(schema, at, "minItems", "maxItems", 0, MOST_ROWS)
        items = schema.get("items")
        kind = items.get("type") if isinstance(items, dict) else None
        here = (*at, "items")
        if kind == "string":
            self.choices(self.mapping(items, here, dialect.CHOICES, dialect.CHOICES), here)
        elif kind == "object" and not row:
            self.form(items, here, dialect.ROW)
        else:
            self.flaw(here, "must be choices (type string with enum)" + ("" if row else " or a group (type object)"))

    def examples(self, name: str, schema: dict[str, Any], at: Path) -> None:
        """There is one, and the first passes. `schema`: the field's own words, without those that are wrong."""
        examples = schema["examples"]
        if not isinstance(examples, list) or not examples:
            self.flaw(at, "needs an example that passes")
            return
        if schema["type"] == "array" and "items" not in schema:
            return
        alone = {"properties": {name: schema}, "required": [name]}
        with override("en"):
            for error in errors(Form(alone), {name: examples[0]}):
                self.flaw((*at, 0), f"the first example does not pass: {error.message}")
