"""Sweeps: what time alone brings about is looked for again and again, never scheduled for an hour to come.

A sweep asks an index against `kernel.clock`, so that a moved clock, a pause or a new calendar needs no rescheduling; it
may run at any time, any number of times. A room's wiring imports the module in which its sweeps are marked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError

F = TypeVar("F", bound=Callable[[], object])
EVERY = 3.0  # seconds of machine time between two runs of a sweep

_sweeps: dict[str, Callable[[], object]] = {}
_every: dict[str, float] = {}
log = logging.getLogger("linli.sweeps")


def sweep(function: F) -> F:
    """Mark a function that the worker calls every few seconds."""
    return seldom(EVERY)(function)


def seldom(every: float) -> Callable[[F], F]:
    """Mark a function that the worker calls every so many seconds of machine time."""

    def mark(function: F) -> F:
        name = f"{function.__module__}.{function.__name__}"
        _sweeps[name], _every[name] = function, every
        return function

    return mark


def run_all() -> None:
    """Run every sweep once, now: for seeding and tests."""
    for function in _sweeps.values():
        function()


class Round:
    """One worker's turns: which sweep is due."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    def turn(self) -> None:
        """Run what is due. A sweep that fails is logged and tried again; it holds up no other."""
        for name, function in _sweeps.items():
            if time.monotonic() < self._next.get(name, 0):
                continue
            self._next[name] = time.monotonic() + _every[name]
            try:
                function()
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                log.exception("The sweep %s failed and will be tried again.", name)
