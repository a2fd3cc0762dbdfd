"""YAML that people write: networks, casts, items. Read whole, every flaw named with file, line and field.

YAML 1.2, so `yes`, `09:00` and `012:30` stay text. A plain `2020-09-01` is a date. Keys are always text, as written.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLWarning
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

At = tuple[str | int, ...]
LARGEST = 5 * 1024 * 1024  # bytes of a file
MOST = 200_000  # values, aliases repeated: a few lines of aliases of aliases would otherwise fill the memory
DEEPEST = 60
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Controls but tab and line ends, what turns the direction of writing, and halves of surrogate pairs.
_ODD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, order=True)
class Flaw:
    """One thing that is wrong in a file; lines count from 1."""

    file: str
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        """One line, whatever stands in the file."""
        text = f"{self.file}:{self.line}: {self.field}: {self.what}"
        return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


class Flawed(Exception):
    """A file, or several, with all that is wrong in them."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = sorted(set(flaws))
        super().__init__("\n".join(map(str, self.flaws)))


@dataclass
class Source:
    """A file's content as plain dict, list, str, int, float, bool, date and None, and where each value stands.

    `flaws`: what could not be taken as written; a checker goes on from them. `aliases`: where what an alias repeats was
    written first, so that a flaw in it is one flaw.
    """

    file: str
    data: Any = None
    lines: dict[At, int] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    aliases: dict[At, At] = field(default_factory=dict)

    def line(self, at: At) -> int:
        """The line of a value; for one that isn't there, the line of the nearest thing around it."""
        while at not in self.lines and at:
            at = at[:-1]
        return self.lines.get(at, 1)

    def flaw(self, at: At, what: str) -> Flaw:
        at = self.written(at)
        return Flaw(self.file, self.line(at), dotted(at), what)

    def written(self, at: At) -> At:
        """The path at which a value inside something repeated by an alias was written."""
        for n in range(1, len(at)):
            if at[:n] in self.aliases:
                return self.written((*self.aliases[at[:n]], *at[n:]))
        return at

    def get(self, at: At) -> Any:
        """The value at a path, None where there is none."""
        value = self.data
        for step in at:
            if isinstance(step, str) and isinstance(value, dict):
                value = value.get(step)
            elif isinstance(step, int) and isinstance(value, list) and 0 <= step < len(value):
                value = value[step]
            else:
                return None
        return value


def dotted(at: At) -> str:
    """`("steps", 1, "limit")` -> `steps[1].limit`; the whole file is `file`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{_one_line(step)}" for step in at)
    return text.removeprefix(".") or "file"


def shown(value: object) -> str:
    """A value as a message quotes it: one line, not too long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"


def read(path: str | Path) -> Source:
    """Read one YAML file. Repeated keys and odd values are noted in the source, to be told with all else that is wrong.

    Raises Flawed for what can't be read at all: too large, not UTF-8, not YAML, …
    """
    source = Source(str(path))
    text = _text(source, Path(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", YAMLWarning)
            nodes = list(YAML(typ="safe", pure=True).compose_all(text))
        if len(nodes) > 1:
            raise Flawed([Flaw(source.file, nodes[1].start_mark.line + 1, "file", "only one document a file")])
        builder = _Builder(source)
        source.data = builder.build(nodes[0], ()) if nodes and nodes[0] is not None else None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Flawed([Flaw(source.file, line, "file", f"not YAML: {_one_line(error.problem or '')}")]) from None
    except RecursionError:
        raise Flawed([Flaw(source.file, 1, "file", "nested too deeply")]) from None
    except YAMLError as error:
        raise Flawed([Flaw(source.file, 1, "file", f"not YAML: {_one_line(str(error))}")]) from None
    return source


def _text(source: Source, path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise Flawed([source.flaw((), f"can't be read: {error.strerror}")]) from None
    if len(raw) > LARGEST:
        raise Flawed([source.flaw((), f"larger than {LARGEST // 1024 // 1024} MB")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Flawed([Flaw(source.file, line, "file", "not UTF-8")]) from None
    if (at := text.find("\0")) >= 0:
        raise Flawed([Flaw(source.file, text.count("\n", 0, at) + 1, "file", "a NUL character")])
    return text


class _Builder:
    """From YAML's nodes to plain values, noting lines and every flaw on the way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._open: set[int] = set()
        self._first: dict[int, At] = {}
        self._made = 0

    def build(self, node: Node, at: At) -> Any:
        self.source.lines.setdefault(at, node.start_mark.line + 1)
        self._made += 1
        if self._made > MOST or len(at) > DEEPEST:
            raise Flawed([*self.source.flaws, self._flaw(node, at, "too many values or nested too deeply")])
        if isinstance(node, ScalarNode):
            return self._scalar(node, at)
        if id(node) in self._open:
            self._note(node, at, "an alias of something that contains it")
            return None
        if (first := self._first.setdefault(id(node), at)) != at:
            self.source.aliases[at] = first
        self._open.add(id(node))
        try:
            if isinstance(node, SequenceNode) and node.tag == _TAG + "seq":
                return [self.build(child, (*at, index)) for index, child in enumerate(node.value)]
            if isinstance(node, MappingNode) and node.tag == _TAG + "map":
                return self._mapping(node, at)
        finally:
            self._open.discard(id(node))
        self._note(node, at, f"a tag that is not taken: {_one_line(str(node.tag))}")
        return None

    def _mapping(self, node: MappingNode, at: At) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, child in node.value:
            if not isinstance(key, ScalarNode) or key.value == "<<":
                self._note(key, at, "a key must be plain text (merging by << is not taken)")
                continue
            name = str(key.value)
            here = (*at, name)
            if _ODD.search(name):
                self._note(key, at, "a character that is not taken in a text")
            elif name in made:
                self._note(key, here, f"written twice; first in line {self.source.line(here)}")
            else:
                self.source.lines[here] = key.start_mark.line + 1
                made[name] = self.build(child, here)
        return made

    def _scalar(self, node: ScalarNode, at: At) -> Any:
        kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
        if kind == "str" or (kind == "timestamp" and not _DATE.fullmatch(text)):
            if _ODD.search(text):
                self._note(node, at, "a character that is not taken in a text")
            return text
        try:
            return _PLAIN[kind](text)
        except KeyError:
            self._note(node, at, f"a tag that is not taken: {_one_line(str(node.tag))}")
        except ValueError:
            self._note(node, at, f"{shown(text)} is no {'date' if kind == 'timestamp' else kind}")
        return None

    def _flaw(self, node: Node, at: At, what: str) -> Flaw:
        return Flaw(self.source.file, node.start_mark.line + 1, dotted(self.source.written(at)), what)

    def _note(self, node: Node, at: At, what: str) -> None:
        self.source.flaws.append(self._flaw(node, at, what))


def _whole(text: str) -> int:
    number = int(text.replace("_", ""), 0 if text.lstrip("+-")[:2] in ("0x", "0o", "0b") else 10)
    if abs(number) >= 2**63:  # what a column can hold
        raise ValueError(text)
    return number


def _decimal(text: str) -> float:
    number = float(text.replace("_", ""))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


_PLAIN: Mapping[str, Callable[[str], Any]] = {
    "null": lambda _text: None,
    "bool": _truth,
    "int": _whole,
    "float": _decimal,
    "timestamp": date.fromisoformat,
}


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:120]
