"""Every door of the house: each page and each operation, by method, with the rule that it declares.

`COMMAND` tries them all with everybody and writes docs/doors.md anew.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from linli.kernel.access.middleware import rule_of
from linli.shell.api import api

COMMAND = "LINLI_WRITE_DOORS=1 .venv/bin/pytest tests/contract/test_doors.py"
WRITE = "LINLI_WRITE_DOORS"
API = "/api/v1"

# What stands in an address, by what stands before it: the kind of an object, or fixed words. A new kind is added here,
# and an object of it to the `District`.
KINDS: dict[str, str] = {
    "/matters/": "matter", "/applications/": "matter", "/papers/": "file", "/files/": "file", "/desk/": "duty",
    "/duties/": "duty", "/people/": "person", "/of/": "person", "/acting/": "mandate", "/mandates/": "mandate",
    "/joint-applications/": "joint", "/corrections/": "correction", "/ward/": "mandate",
    "/accounts/": "account", "/posts/": "post",
}  # fmt: skip
FIXED: dict[str, tuple[str, ...]] = {
    "/items/": ("unemployment-registration",), "/apply/": ("unemployment-registration",),
    "/new/": ("unemployment-registration",), "/notices/": ("jingcheng",), "/places/": ("jingcheng",),
    "/units/": ("jingcheng",), "/verify/": ("AAAAAAAAAAAAAAAA",), "/fill/": ("0",),
    "/print/": ("receipt", "decision"), "/household/": ("0",), "/bundles/": ("newborn",),
    "/print-together/": ("receipt", "form"), "/passkeys/": ("999999999",),
    "notice": ("999999999",),  # of the public; a real one comes and goes
    "verb": ("accept", "grant", "withdraw"),  # of window, desk and resident; the operations are tried with every verb
}  # fmt: skip
HOLE = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")


@dataclass(frozen=True)
class Door:
    """One address and method. `{}` in `path` stands for the object of `kind`; "" for a door without one."""

    method: str
    path: str
    rule: str
    kind: str = ""

    @property
    def api(self) -> bool:
        return self.path.startswith(API)

    @property
    def shown(self) -> str:
        return self.path.replace("{}", f"<{self.kind}>")

    def __str__(self) -> str:
        return f"{self.method} {self.shown}"


def doors() -> list[Door]:
    """All of them, in order."""
    return sorted({*_pages(), *_operations()}, key=lambda d: (d.api, d.path, d.method))


def _pages() -> Iterator[Door]:
    """Which methods a page takes is seen when it is tried: 405 for the others."""
    for path, pattern in patterns(get_resolver()):
        if not f"/{path}".startswith(API):
            rule = rule_of(pattern.callback)
            assert rule is not None, path
            yield from (Door(method, *one) for method in ("GET", "POST") for one in _filled(f"/{path}", rule))


def _operations() -> Iterator[Door]:
    """From the code; that the published document names the same ones is a test."""
    yield Door("GET", f"{API}/openapi.json", "public")
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                whole = API + "/" + f"{prefix}/{path}".strip("/").replace("//", "/")
                for method, one in itertools.product(operation.methods, _filled(whole, operation.view_func.door)):
                    yield Door(method, *one)


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, path)
        else:
            yield path, each


def _filled(path: str, rule: str) -> Iterator[tuple[str, str, str]]:
    """Addresses with `{}` where the object's own id goes."""
    choices, kind, at = [], "", 0
    for hole in HOLE.finditer(path):
        before, name = path[: hole.start()], hole[1] or hole[2]
        choices.append((path[at : hole.start()],))
        key = name if name in FIXED else next((k for k in (*KINDS, *FIXED) if before.endswith(k)), None)
        assert key is not None, f"{path}: say in KINDS or FIXED what <{name}> is"
        kind = kind or KINDS.get(key, "")
        choices.append(FIXED.get(key, ("{}",)))
        at = hole.end()
    for parts in itertools.product(*choices, (path[at:],)):
        yield "".join(parts), rule, kind


def table(rows: Mapping[tuple[str, ...], list[Door]], heads: tuple[str, ...]) -> str:
    """A table whose rows are the doors that answer everybody alike; `heads` name the answers."""
    lines = ["| Doors | Rule | " + " | ".join(heads) + " |", "|---" * (len(heads) + 2) + "|"]
    for answers, found in sorted(rows.items(), key=lambda row: str(row[1][0].path)):
        for rule in sorted({door.rule for door in found}):
            methods: defaultdict[str, list[str]] = defaultdict(list)
            for door in found:
                if door.rule == rule:
                    methods[door.shown].append(door.method)
            names = "<br>".join(f"`{', '.join(taken)} {path}`" for path, taken in methods.items())
            lines.append(f"| {names} | {rule} | " + " | ".join(answers) + " |")
    return "\n".join(lines)
