"""The API: bearer tokens, problem documents, keys, and an OpenAPI document that names every status."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from linli.kernel.access.models import User
from linli.kernel.access.tokens import user_of
from linli.kernel.api.once import Run, once
from linli.kernel.api.problems import Problem, Wrong, answer, forbidden, not_found, wrong
from linli.kernel.api.schema import COMPONENTS

MEANING = {
    "400": "Not understood",
    "401": "No token, or not a valid one",
    "403": "You see it but may not do this",
    "404": "It isn't there for you",
    "409": "Not possible in this state, or another came first",
    "413": "Too large",
    "415": "Type not taken",
    "422": "Values to correct",
    "429": "Slow down",
    "503": "Not ready",
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status"],
    "description": "RFC 9457. `errors` names each wrong value of a 422; `state` and `allowed` come with a 409.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "state": {"type": "string"},
        "allowed": {"type": "array", "items": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "message")},
            },
        },
    },
}


def caller(request: HttpRequest) -> User | None:
    """The token's account, looked up once a request."""
    if not hasattr(request, "_caller"):
        kind, _sep, token = request.headers.get("Authorization", "").partition(" ")
        found = user_of(token.strip()) if kind.lower() == "bearer" and token.strip() else None
        request._caller = found  # type: ignore[attr-defined]
    user: User | None = request._caller  # type: ignore[attr-defined]
    return user


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = caller(request)
        if user is not None:
            request.user = user
        return user


class HouseAPI(NinjaAPI):
    """Adds to every operation the problems it can answer, and the key that repeats it."""

    def get_openapi_schema(self, **options: Any) -> Any:
        return self._document

    @cached_property
    def _document(self) -> Any:
        document = super().get_openapi_schema()
        document["components"].setdefault("schemas", {}).update(COMPONENTS, Problem=PROBLEM)
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in document["paths"].values():
            for verb, operation in path.items():
                for status in _statuses(verb, operation):
                    operation["responses"].setdefault(status, {"description": MEANING[status], "content": content})
                if verb == "post" and operation.get("security"):
                    operation.setdefault("parameters", []).append(_key_parameter())
        return document


def _statuses(verb: str, operation: dict[str, Any]) -> Iterator[str]:
    yield from ("400", "404", "503")
    if operation.get("security"):
        yield "401"
    if verb != "get":
        yield from ("403", "409", "413", "415", "422", "429")


def _key_parameter() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Repeat safely: same key and body, same effect, answered again.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    }


def only_known_parameters(run: Run) -> Run:
    """An unknown query parameter is refused, so that a misspelt filter doesn't answer with everything."""
    operation: Any = inspect.unwrap(run).__self__
    known = _query_parameters(operation)

    @wraps(run)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        bad = set(request.GET) - known | {name for name, value in request.GET.items() if "\0" in value}
        if operation.auth_callbacks and caller(request) is None:
            return run(request, *args, **kwargs)  # which answers 401
        if any("\0" in str(part) for part in kwargs.values()):  # PostgreSQL keeps none, so nothing is called so
            return answer(request, not_found())
        if bad:
            detail = ", ".join(sorted(bad))
            return answer(request, Problem(400, "malformed", _("A parameter was not understood."), detail=detail))
        return run(request, *args, **kwargs)

    return wrapper


def _query_parameters(operation: Any) -> set[str]:
    names: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            names |= set(model.__ninja_flatten_map__)
    return names


def make_api(**options: Any) -> HouseAPI:
    """The installation's one API; rooms add their routers in the shell."""
    api = HouseAPI(title="Linli", version="1", auth=Bearer(), docs_url=None, **options)
    api.add_decorator(only_known_parameters, mode="view")
    api.add_decorator(once, mode="view")

    def on(kind: type[Exception], make: Callable[[Any], Problem]) -> None:
        def handle(request: HttpRequest, error: Any) -> HttpResponse:
            return answer(request, make(error))

        api.add_exception_handler(kind, handle)

    on(Problem, lambda problem: problem)
    on(Http404, lambda error: not_found())
    on(PermissionDenied, lambda error: forbidden())
    on(AuthenticationError, lambda error: sign_in())
    on(ValidationError, _malformed)
    on(HttpError, lambda error: Problem(error.status_code, "bad-request", str(error)))
    return api


def sign_in() -> Problem:
    """No token, or not a valid one."""
    return Problem(401, "sign-in", _("Please sign in."), headers={"WWW-Authenticate": "Bearer"})


def _malformed(error: ValidationError) -> Problem:
    """Ninja judges paths, queries and uploads only: bodies are judged by the forms of the rooms."""
    where = ", ".join(".".join(str(part) for part in e["loc"][1:]) for e in error.errors)
    if any(e["loc"][0] in ("file", "form", "body") for e in error.errors):
        return wrong([Wrong("/" + str(e["loc"][-1]), "required", _("This field is required.")) for e in error.errors])
    return Problem(400, "malformed", _("A parameter was not understood."), detail=where)
