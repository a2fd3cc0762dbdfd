"""What seldom changes stays in memory under one generation: network, hours, calendar, published item versions.

Whoever changes such data calls `bump()` in the same transaction. A request reads the generation once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from django.db import connection
from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
_cached: list[Cached[Any]] = []
_held: ContextVar[list[int] | None] = ContextVar("generation", default=None)


def generation() -> int:
    """The number under which everything cached now was read; one query, or none inside `held()`."""
    held = _held.get()
    if held:
        return held[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kernel_generation")
        row = cursor.fetchone()
    number = row[0] if row else 0
    if held is not None:
        held.append(number)
    return int(number)


def bump() -> None:
    """Make every process read anew, from the moment this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_generation (one, number) VALUES (true, 1) "
            "ON CONFLICT (one) DO UPDATE SET number = kernel_generation.number + 1"
        )
    if held := _held.get():
        held.clear()


@contextmanager
def held() -> Iterator[None]:
    """Within, the generation is read at most once."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


class Cached(Generic[T]):
    """A value that is loaded again when the generation, or the key that `load` depends on, has changed."""

    def __init__(self, load: Callable[[], T], key: Callable[[], object] = lambda: None) -> None:
        self._load, self._key = load, key
        self._at: tuple[int, object] | None = None
        self._value: T
        _cached.append(self)

    def __call__(self) -> T:
        at = (generation(), self._key())
        if self._at != at:
            value = self._load()
            self._value, self._at = value, at
        return self._value

    def forget(self) -> None:
        self._at = None


def forget_all() -> None:
    """Forget every cached value. Tests roll back, and so come to the same generation with other data."""
    for cached in _cached:
        cached.forget()


class HeldForRequest:
    """Middleware: one generation for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with held():
            return self.get_response(request)
