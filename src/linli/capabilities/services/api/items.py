"""GET /items, GET /items/{code}: the catalogue in the caller's language. To people its pages are public."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from linli.capabilities.services.forms.question import question
from linli.capabilities.services.queries.catalogue import UnknownItem, catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.kernel.access.doors import door
from linli.kernel.api.paging import LIMIT, Limit, listing
from linli.kernel.api.problems import Problem, not_found
from linli.kernel.texts import localised

router = Router(tags=["items"])
Words = Annotated[str, Field(max_length=200)]


class ItemOut(Schema):
    """政务服务事项. Times: {amount, unit, basis, source, channel?}. What is absent was not found: see `not_found`."""

    code: str
    version: int
    name: str
    summary: str
    group: str
    kind: str
    audience: str
    fileable: bool
    handling: str
    confirmed_here: bool
    as_published_by: list[dict[str, Any]]
    assumed: list[dict[str, Any]]
    not_found: list[str]
    who: list[str]
    materials: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    deciding: dict[str, Any]
    acceptance: dict[str, Any]
    competent_body: str
    receives_on_behalf: str
    basis: list[dict[str, Any]]
    source: str
    remedies: dict[str, Any]
    rating: dict[str, Any]
    fee: dict[str, Any] | None
    form: dict[str, Any] | None
    national_code: str | None = None
    limit: dict[str, Any] | None = None
    promise: dict[str, Any] | None = None
    correction: dict[str, Any] | None = None
    delivery: dict[str, Any] | None = None
    notice: dict[str, Any] | None = None
    result: dict[str, Any] | None = None
    retention: dict[str, Any] | None = None
    special_procedures: list[dict[str, Any]]
    extension: dict[str, Any] | None
    quota: dict[str, Any] | None
    renewal: dict[str, Any] | None
    conditional: dict[str, Any] | None
    spot_check: dict[str, Any] | None
    urgent: dict[str, Any] | None
    keywords: dict[str, list[str]]
    questions: list[dict[str, Any]]


class ItemList(Schema):
    items: list[ItemOut]
    next: str | None


LISTS = ("as_published_by", "assumed", "materials", "steps", "basis", "special_procedures", "questions")
ABSENT = ("extension", "quota", "renewal", "conditional", "spot_check", "urgent", "fee", "form")


def shown(item: PublishedItem) -> dict[str, Any]:
    """An item as the contract shapes it, in the language that is active; what is absent is absent."""
    empty: dict[str, Any] = {name: [] for name in LISTS} | dict.fromkeys(ABSENT) | {"remedies": {}}
    told: dict[str, Any] = localised(empty | dict(item.body) | {"version": item.version})
    told["steps"] = [{"counts": True, **step} for step in told["steps"]]
    told["acceptance"] = {"promise": None, **told.get("acceptance", {})}
    published = {one["block"]: one["source"] for one in told["as_published_by"]}
    return told | {"source": published.get("basis") or next(iter(published.values()), "")}


@router.get("", response=ItemList, exclude_unset=True, summary="Items, or those that fit a question")
@door("signed_in")
def items(request: HttpRequest, q: Words = "", cursor: Words = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """By situation in life; with `q` (words, pinyin initials) best first."""
    found = catalogue().search(question(q), get_language() or "zh-hans")
    start = _start(cursor)
    mark = _mark(start + limit) if start + limit < len(found) else ""
    return listing(request, found[start : start + limit], mark, shown)


@router.get("/{code}", response=ItemOut, exclude_unset=True, summary="One item, its newest version")
@door("signed_in")
def item(request: HttpRequest, code: str) -> dict[str, Any]:
    """With its form, whose titles are in the caller's language."""
    try:
        return shown(catalogue().item(code))
    except UnknownItem:
        raise not_found() from None


def _mark(start: int) -> str:
    return base64.urlsafe_b64encode(f"items {start}".encode()).decode().rstrip("=")


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        kind, start = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")
        if kind != "items" or not 0 <= int(start) < 10**6:
            raise ValueError
    except (ValueError, binascii.Error):
        raise Problem(400, "cursor", _("This page mark is not valid.")) from None
    return int(start)
