"""The page's half: names in HTML to answers. The page needs no JavaScript."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from django.http import QueryDict

from linli.kernel.forms.errors import MOST_ROWS
from linli.kernel.forms.form import Answers, Form, Schema, blank, has_rows

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_YUAN = re.compile(r"(-?)[¥￥]?(\d{1,15})(?:\.(\d{1,2}))?元?", re.ASCII)
_ROW = re.compile(r"([a-z0-9_]+)-(\d{1,3})", re.ASCII)
SHOWN = "_shown"


def read(form: Form, post: QueryDict, names: Collection[str] | None = None) -> Answers:
    """The answers to these fields (default: all) as posted; None where nothing was answered, so that `merge` removes.

    What doesn't parse stays text, so that the form's own check says what is wrong.
    """
    fields = form.every if names is None else {name: form.every[name] for name in names}
    return {name: _one(form, name, schema, post, name) for name, schema in fields.items()}


def pressed(form: Form, post: QueryDict, answers: Mapping[str, Any]) -> Answers | None:
    """The answers after a button that only changes the form (add a row, remove a row); None if none was pressed."""
    if (name := post.get("_add", "")) in form.rows:
        return {**answers, name: [*(answers.get(name) or []), {}][:MOST_ROWS]}
    if (found := _ROW.fullmatch(post.get("_remove", ""))) and found[1] in form.rows:
        rows = list(answers.get(found[1]) or [])
        del rows[int(found[2]) : int(found[2]) + 1]
        return {**answers, found[1]: rows}
    return None


def grown(form: Form, post: QueryDict, names: Collection[str], answers: Mapping[str, Any]) -> list[str]:
    """The fields that an answer has brought to this page and that were not on it: show it again, without errors."""
    if SHOWN not in post:
        return []
    shown = str(post[SHOWN]).split()
    return [name for name in form.fields(answers) if name in names and name not in shown]


def _one(form: Form, name: str, schema: Schema, post: QueryDict, html: str) -> Any:
    if schema["type"] == "array":
        return _rows(form.rows[name], post, html) if has_rows(schema) else post.getlist(html) or None
    raw = post.get(html, "").strip()
    if not raw:
        return None
    if schema["type"] == "integer":
        return _money(raw) if schema.get("x-widget") == "money" else _whole(raw)
    if schema["type"] == "boolean":
        return {"true": True, "false": False}.get(raw, raw)
    return raw.replace("\r\n", "\n")


def _rows(form: Form, post: QueryDict, html: str) -> list[Answers] | None:
    """The rows of a repeated group, without those in which nothing was answered."""
    count = post.get(f"{html}-count", "")
    rows = range(min(int(count), MOST_ROWS) if _WHOLE.fullmatch(count) else 0)
    found = [{n: _one(form, n, s, post, f"{html}-{i}-{n}") for n, s in form.every.items()} for i in rows]
    kept = [{n: value for n, value in row.items() if not blank(value)} for row in found]
    return [row for row in kept if row] or None


def _whole(raw: str) -> int | str:
    plain = unicodedata.normalize("NFKC", raw).replace(",", "").replace(" ", "")
    return int(plain) if _WHOLE.fullmatch(plain) else raw


def _money(raw: str) -> int | str:
    """Yuan as people write them (1,200.5; ￥1200; 1200 元) in fen, never by way of a float."""
    plain = unicodedata.normalize("NFKC", raw).replace(",", "").replace(" ", "")
    found = _YUAN.fullmatch(plain)
    if not found:
        return raw
    fen = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -fen if found[1] else fen
