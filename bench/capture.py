"""A page as the page floor will make it again: its very statements, its template, and plain things instead of ours.

Run inside the installation: `-m bench.capture FOLDER`. Prints JSON.
"""

from __future__ import annotations

import json
import pickle
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import django
import jinja2
from django.utils.functional import Promise
from jinja2.runtime import Undefined
from jinja2.utils import Namespace
from markupsafe import Markup

from bench.replay import Tape, Thing, Words

PLAIN = (type(None), bool, int, float, bytes, datetime, date, time, timedelta)
OURS = ("static", "url", "get_messages", "now", "gettext", "ngettext", "pgettext", "npgettext", "_")
Statement = tuple[str, Any]
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")


class Recorder:
    """Renders a template once and keeps what it asked of whom."""

    def __init__(self, env: jinja2.Environment) -> None:
        self.env, self.depth = env, 0
        self.known: dict[int, tuple[Any, Any]] = {}  # object and its plain form; the object is kept, or its id returns
        self.asked: dict[tuple[int, str], Any] = {}
        self.tapes: dict[str, dict[str, Tape]] = {"filters": {}, "globals": {}}
        self._getattr, self._getitem = env.getattr, env.getitem

    def plain(self, value: Any) -> Any:
        """The value as the floor will have it."""
        if type(value) in PLAIN or type(value) is str or isinstance(value, Undefined):
            return value
        if isinstance(value, str) and hasattr(value, "__html__"):
            return Markup(str(value))
        if id(value) not in self.known:
            self.known[id(value)] = (value, None)  # a cycle ends here
            self.known[id(value)] = (value, self._made(value))
        return self.known[id(value)][1]

    def _made(self, value: Any) -> Any:
        if isinstance(value, str):
            return Words(str(value))
        if type(value) in (list, tuple, set, frozenset):
            return type(value)(map(self.plain, value))
        if isinstance(value, Mapping):
            return {self.plain(key): self.plain(inner) for key, inner in value.items()}
        if callable(value):
            return Tape()
        if isinstance(value, Promise):  # a lazy text
            text = str(value)
            return Markup(text) if hasattr(text, "__html__") else text
        thing = Thing()
        thing.words = str(value) if type(value).__str__ is not object.__str__ else ""
        thing.held = [self.plain(one) for one in value] if hasattr(value, "__iter__") else None
        thing.true = bool(value)
        return thing

    def real(self, value: Any) -> Any:
        """The value as the template gets it now: what is read once becomes a list, what is called is taped."""
        if isinstance(value, Promise):
            return self.plain(value)
        if isinstance(value, types.GeneratorType) or type(value).__name__ == "QuerySet":
            return list(value)
        if callable(value) and not isinstance(value, Undefined | type):
            return self.taped(value, self.plain(value))
        return value

    def taped(self, function: Any, tape: Tape) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.depth += 1
            try:
                result = self.real(function(*args, **kwargs))
            finally:
                self.depth -= 1
            if not self.depth:  # what a function asks of another one is its own affair
                tape.results.append(self.plain(result))
            return result

        if hasattr(function, "jinja_pass_arg"):
            call.jinja_pass_arg = function.jinja_pass_arg  # type: ignore[attr-defined]
        return call

    def ask(self, obj: Any, name: Any) -> Any:
        native = isinstance(obj, list | tuple | dict | Namespace | Undefined) and not hasattr(obj, "_fields")
        if native or type(obj) in (str, Markup) or type(obj).__module__.startswith("jinja2"):
            return self._getattr(obj, name) if isinstance(name, str) else self._getitem(obj, name)
        key = (id(obj), str(name))
        if key not in self.asked:
            found = self.real(self._getattr(obj, name) if isinstance(name, str) else self._getitem(obj, name))
            self.asked[key] = found
            thing = self.plain(obj)
            if not isinstance(found, Undefined) and isinstance(name, str) and hasattr(thing, "__dict__"):
                kept = self.plain(getattr(obj, name)) if callable(found) else self.plain(found)
                if callable(found):  # bound methods are made anew at each look
                    kept = Tape()
                    self.asked[key] = found = self.taped(getattr(obj, name), kept)
                setattr(thing, name, kept)
        return self.asked[key]

    @contextmanager
    def listening(self) -> Iterator[None]:
        env, before = self.env, (dict(self.env.filters), dict(self.env.globals))
        env.cache.clear()  # type: ignore[union-attr]  # macros keep the functions that they were made with
        env.getattr = env.getitem = self.ask  # type: ignore[method-assign, assignment]
        house = [name for name, made in env.filters.items() if made.__module__.startswith("linli")]
        for kind, names in (("filters", house), ("globals", OURS)):
            for name in names:
                tape = self.tapes[kind][name] = Tape()
                getattr(env, kind)[name] = self.taped(getattr(env, kind)[name], tape)
        try:
            yield
        finally:
            del env.getattr, env.getitem
            env.filters.update(before[0])
            env.globals.update(before[1])
            env.cache.clear()  # type: ignore[union-attr]


def _values(params: Any) -> Any:
    """Choices are plain texts to the database."""
    if isinstance(params, Mapping):
        return dict(params)
    return tuple(str(one) if isinstance(one, str) else one for one in params)


@contextmanager
def statements(kept: list[Statement]) -> Iterator[None]:
    """Within, every statement but those that control transactions is kept, with plain values."""
    from django.db import connection

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(CONTROL):
            kept.append((sql, _values(params) if params else None))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def page(client: Any, address: str) -> dict[str, Any]:
    """Everything that the floor needs for this page. Raises SystemExit when it is not there."""
    from django.template import engines

    kept: dict[str, Any] = {"statements": []}
    usual = jinja2.Template.render

    def render(template: jinja2.Template, context: dict[str, Any]) -> str:
        recorder = Recorder(template.environment)
        kept["context"] = {name: recorder.plain(value) for name, value in context.items()}
        with recorder.listening():
            again = template.environment.get_template(template.name or "")
            html = usual(again, {name: recorder.real(value) for name, value in context.items()})
        kept.update(template=template.name, tapes=recorder.tapes, html=html)
        return html

    client.get(address)  # what stays in memory comes into memory
    jinja2.Template.render = render  # type: ignore[method-assign, assignment]
    try:
        with statements(kept["statements"]):
            response = client.get(address)
    finally:
        jinja2.Template.render = usual  # type: ignore[method-assign]
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code}.")
    return kept | _engine(engines["house"])


def _engine(house: Any) -> dict[str, Any]:
    """How the house sets up Jinja2."""
    names = ("autoescape", "trim_blocks", "lstrip_blocks", "undefined")
    options = {name: getattr(house.env, name) for name in names} | {"extensions": list(house.env.extensions)}
    return {"dirs": house.template_dirs, "options": options}


def filing(filer: Mapping[str, str]) -> dict[str, Any]:
    """The inserts of one filing by API, and what of them no other filing may have."""
    from django.test import Client

    from linli.capabilities.services.models import Application

    client, kept = Client(headers={"Host": "127.0.0.1", "Authorization": f"Bearer {filer['token']}"}), []
    for n in range(2):  # the first brings into memory what stays there
        kept.clear()
        key = {"Idempotency-Key": f"captured-{n}"}
        with statements(kept):
            answer = client.post("/api/v1/applications", filer["body"], "application/json", headers=key)
        if answer.status_code != 201:
            raise SystemExit(f"A filing answers {answer.status_code}: {answer.text}")
    number = answer.json()["number"]
    unique = {number: "number", f"captured-{n}": "key"}
    digest = bytes(Application.objects.get(number=number).filed or b"")
    inserts = [one for one in kept if one[0].startswith("INSERT")]
    return {"statements": inserts, "unique": unique | {"digest": digest}, "asked": len(kept)}


def unchanged(address: str) -> dict[str, Any]:
    """A public page that has not changed: its tag, and what answering 304 asks."""
    from django.test import Client

    client, kept = Client(headers={"Host": "127.0.0.1"}), []
    tag = client.get(address).headers["ETag"]
    with statements(kept):
        answer = client.get(address, headers={"If-None-Match": tag})
    if answer.status_code != 304:
        raise SystemExit(f"{address} answers {answer.status_code}.")
    return {"address": address, "statements": len(kept)}


def _cookie(client: Any) -> str:
    from django.conf import settings

    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def main(folder: Path) -> object:
    """What the floors need, kept in `folder`; address, cookie and number of statements of each job."""
    django.setup()
    from bench import searching
    from bench.filers import ITEM, RESIDENT, STAFF, longest, signed_in
    from bench.floors.pages import Page

    folder.mkdir(parents=True)
    staff = signed_in(STAFF)
    cookie, own = (_cookie(client) for client in (staff, signed_in(RESIDENT)))
    told: dict[str, Any] = {"F6": unchanged(f"/items/{ITEM}")}
    told["F9"] = {"address": f"/matters/{longest(RESIDENT)}", "cookie": own}
    for name, address in {"F2": "/desk/", "F3": f"/matters/{longest(STAFF)}"}.items():
        kept, file = page(staff, address), folder / f"{name}.page"
        file.write_bytes(pickle.dumps(kept))
        floor = Page(file)
        if not floor.html() == floor.html() == kept["html"]:
            raise SystemExit(f"The floor's page for {address} is not the same page.")
        told[name] = {"address": address, "cookie": cookie, "statements": len(kept["statements"])}
    told["F4"] = searching.told()
    written = filing(json.loads((folder.parents[1] / "filers.json").read_text())[0])
    (folder / "F1.filing").write_bytes(pickle.dumps(written))
    told["F1"] = {"address": "/api/v1/applications", "statements": written["asked"]}
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
