"""schemathesis over the whole OpenAPI document: no 5xx, no undocumented status, no answer unlike its schema.

`LINLI_FUZZ=500` asks for so many examples of each operation; by default few, and always the same ones.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.commons.corrections.forms import ask
from linli.commons.duties.models import Duty
from linli.commons.people.models import Post
from linli.shell.api import api
from tests.cast import Cast, go_on

EXAMPLES = int(os.environ.get("LINLI_FUZZ", "40"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FUZZ = settings(
    max_examples=EXAMPLES,
    derandomize="LINLI_FUZZ" not in os.environ,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The calls run in the test's own transaction: no request may close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def lived_in(cast: Cast) -> dict[str, list[str]]:
    """Matters in several states, so that generated calls meet more than 404; the values of path parameters."""
    quick, long = "unemployment-registration", "disability-living-allowance"
    filed, granted, review = cast.file(quick), cast.file(quick), cast.file(long)
    cast.do("generalist", "accept", granted.number)
    code = cast.do("generalist", "grant", granted.number).application.result.code
    cast.do("generalist", "accept", review.number)
    corrected = cast.file(long)
    cast.do("generalist", "request-correction", corrected.number, items=[{"pointer": "/answers/phone", "what": "x"}])
    post = Post.objects.get(person__account=cast["specialist"])
    asked = {"subject": {"kind": "profile", "id": "name"}, "wrong": "名字写错了", "right": "林秋宜"}
    correction = ask(asked, by=cast["resident"])
    go_on()
    numbers = [a.number for a in (filed, granted, review, corrected)]
    return {
        "number": [*numbers, "0"],
        "id": [str(duty.pk) for duty in Duty.objects.all()[:5]] + [str(correction.pk), str(post.pk), "x"],
        "account": ["specialist", "resident", "nobody"],
        "code": ["jingcheng", quick, code, "x"],
    }


def document(values: dict[str, list[str]]) -> Any:
    """The API's own document, whose path parameters name what is there."""
    found = copy.deepcopy(dict(api.get_openapi_schema()))
    for path in found["paths"].values():
        for operation in path.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    parameter["schema"] = {"type": "string", "enum": values[parameter["name"]]}
    return found


def fuzzed(operation: Any, headers: dict[str, str]) -> set[int]:
    """Call an operation with generated values, each call in a transaction that is rolled back; the statuses met."""
    seen: set[int] = set()

    @FUZZ
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        with transaction.atomic():
            seen.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)
            transaction.set_rollback(True)

    run()
    return seen


def met(cast: Cast, account: str, *which: str) -> dict[str, set[int]]:
    """The statuses that somebody met, by operation; of all, or of those whose path begins so."""
    schema = schemathesis.openapi.from_dict(document(lived_in(cast)))
    schema.app = get_wsgi_application()
    schema.location = "/api/v1/openapi.json"
    headers = {"Authorization": f"Bearer {cast.token(account)}", "Accept-Encoding": "identity"}
    operations = [found.ok() for found in schema.get_all_operations()]
    return {one.label: fuzzed(one, headers) for one in operations if not which or one.path.startswith(which)}


@pytest.mark.parametrize(
    ("account", "met_there"), [("administrator", {200, 403, 404, 422}), ("officer", {200, 404, 422})]
)
def test_nor_for_who_looks_after_accounts_and_posts(
    cast: Cast, one_connection: None, account: str, met_there: set[int]
) -> None:
    seen = met(cast, account, "/api/v1/accounts", "/api/v1/posts")
    assert len(seen) == 11
    assert met_there <= set().union(*seen.values())


@pytest.mark.parametrize("account", ["resident", "generalist"])
def test_nothing_breaks_and_nothing_is_undocumented(cast: Cast, one_connection: None, account: str):
    seen = met(cast, account)
    assert len(seen) == sum(len(path) for path in api.get_openapi_schema()["paths"].values())
    assert {200, 201, 400, 403, 404, 409, 422} <= set().union(*seen.values())
    assert 401 not in set().union(*seen.values())
