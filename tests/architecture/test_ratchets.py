"""Numbers that may only fall. `ratchets.json` holds them."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from tests.architecture.house import ROOT, sources

RATCHETS = json.loads(Path(__file__).with_name("ratchets.json").read_text())
CEILINGS = {"longest_file": 300, "longest_function": 40}


def files() -> list[Path]:
    return [*sources(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]


def functions(file: Path) -> list[tuple[int, str]]:
    """(lines, name) of every function, without its decorators."""
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_ratchet_is_above_its_ceiling() -> None:
    assert {name: value for name, value in RATCHETS.items() if value > CEILINGS[name]} == {}


def test_no_file_is_longer_than_the_ratchet() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files()}
    assert {name: n for name, n in lengths.items() if n > RATCHETS["longest_file"]} == {}


def test_no_function_is_longer_than_the_ratchet() -> None:
    found = [one for file in files() for one in functions(file)]
    assert [one for one in found if one[0] > RATCHETS["longest_function"]] == []
