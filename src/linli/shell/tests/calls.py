"""Calls of the API as a program makes them, and how a refusal looks."""

from __future__ import annotations

import json
from typing import Any

from tests.cast import Cast

V1 = "/api/v1"
QUICK, LONG = "unemployment-registration", "disability-living-allowance"
NEW = {"item": QUICK, "answers": {"situation": "left_employer"}, "submit": True}


def send(cast: Cast, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> Any:
    data = body if isinstance(body, bytes | str) else json.dumps(body) if body is not None else ""
    return cast.api(who).generic(method, V1 + path, data, "application/json", headers=headers)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of a refusal with this status."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    found = answer.json()
    assert found["status"] == status
    assert {"type", "title", "detail"} <= set(found)
    if status == 422:
        assert all({"pointer", "code", "message"} == set(one) for one in found["errors"])
        assert found["errors"]
    return found


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in problem(answer, 422)["errors"]]
