"""Refusals as problem documents (RFC 9457), in the caller's language; the same words as on the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise


@dataclass(frozen=True)
class Wrong:
    """One value that is wrong: where (JSON pointer), the contract's code, and what to do."""

    pointer: str
    code: str
    message: Words


class Problem(Exception):
    """A refusal with a reason: raise it anywhere below a door."""

    def __init__(
        self,
        status: int,
        code: str,
        title: Words,
        *,
        detail: Words = "",
        errors: Sequence[Wrong] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(str(code))
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.errors, self.headers, self.extra = list(errors), headers or {}, extra

    def document(self) -> dict[str, Any]:
        """The body, with every text in the language that is active now."""
        body: dict[str, Any] = {"type": f"/problems/{self.code}", "title": str(self.title), "status": self.status}
        body["detail"] = str(self.detail or self.title)
        if self.errors:
            body["errors"] = [{"pointer": e.pointer, "code": e.code, "message": str(e.message)} for e in self.errors]
        return body | self.extra


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a response."""
    body = json.dumps(problem.document(), ensure_ascii=False)
    kind = "application/problem+json"
    return HttpResponse(body, content_type=kind, status=problem.status, headers=problem.headers)


def not_found() -> Problem:
    """It isn't there for you: the same words whether it exists or not."""
    return Problem(404, "not-found", _("Not found, or not yours to see."))


def forbidden(detail: Words = "") -> Problem:
    """You see it, but may not do this."""
    return Problem(403, "forbidden", _("You may not do this."), detail=detail)


def wrong(errors: Sequence[Wrong]) -> Problem:
    """The values are wrong, each named."""
    return Problem(422, "invalid", _("Some values need your attention."), errors=errors)
