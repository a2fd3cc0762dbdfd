"""What import-linter can't see: names of other rooms in strings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import LINLI, home, may_know, rooms, sources

TEMPLATE = re.compile(r"([a-z_]+)/[\w/.-]+\.(?:html|txt|jinja)")
URL = re.compile(r"([a-z_]+):[a-z][\w-]*")
LOADERS = {"import_module", "get_model", "import_string"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
LABELS = {"messaging": "messages"}  # app labels that differ from the folder's name


def strings(file: Path) -> list[tuple[int, str, str]]:
    """(line, what it is used for, text) of the strings in a file that may name a room."""
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if called in LOADERS | RELATIONS | {"reverse", "redirect", "reverse_lazy"}:
                found += [(node.lineno, called, text) for text in texts]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and TEMPLATE.fullmatch(node.value):
            found.append((node.lineno, "template", node.value))
    return found


def named_room(use: str, text: str) -> str | None:
    """The room that such a string names."""
    if use == "template":
        match = TEMPLATE.fullmatch(text)
    elif use in LOADERS | RELATIONS:
        match = re.match(r"linli\.(?:commons|capabilities|across)\.(\w+)", text) or re.match(r"(\w+)(?:\.\w+)?$", text)
    else:
        match = URL.fullmatch(text)
    name = match[1] if match else ""
    name = LABELS.get(name, name)
    return name if name in rooms() else None


@pytest.mark.parametrize(
    ("use", "text", "room"),
    [
        ("template", "services/item.html", "services"),
        ("get_model", "messaging", "messages"),
        ("ForeignKey", "duties.Duty", "duties"),
        ("import_module", "linli.commons.people.models", "people"),
        ("reverse", "services:item", "services"),
        ("template", "ui/field.html", None),
        ("ForeignKey", "self", None),
    ],
)
def test_a_room_is_recognised_in_a_string(use: str, text: str, room: str | None) -> None:
    assert named_room(use, text) == room


def test_no_string_of_python_names_a_room_that_may_not_be_known() -> None:
    wrong = []
    for file in sources():
        if "tests" in file.parts:
            continue
        storey, room = home(file)
        for line, use, text in strings(file):
            other = named_room(use, text)
            if other and storey in ("kernel", "commons", "capabilities") and not may_know(storey, room, other):
                wrong.append(f"{file.relative_to(LINLI)}:{line}: {use} {text!r}")
    assert wrong == []


def test_no_template_takes_from_a_room_that_may_not_be_known() -> None:
    wrong = []
    for file in sorted(LINLI.rglob("templates/**/*.html")):
        storey, room = home(file)
        if storey not in ("kernel", "commons", "capabilities"):
            continue
        for name in re.findall(r"""["']([^"']+)["']""", file.read_text()):
            other = named_room("template", name) or named_room("reverse", name)
            if other and not may_know(storey, room, other):
                wrong.append(f"{file.relative_to(LINLI)}: {name!r}")
    assert wrong == []


def test_migrations_import_nothing_of_ours_but_the_kernel() -> None:
    """A migration must run for ever, whatever became of the room."""
    wrong = []
    for file in LINLI.rglob("migrations/*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [
                f"{file.relative_to(LINLI)}: {name}"
                for name in names
                if name.startswith("linli.") and not name.startswith("linli.kernel.")
            ]
    assert wrong == []
