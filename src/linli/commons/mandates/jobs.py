"""The sweep that ends what is over: a last day, a child that came of age, a code that nobody took up."""

from __future__ import annotations

from linli.commons.mandates.actions import lapse
from linli.commons.mandates.queries import over
from linli.kernel.sweeps import sweep


@sweep
def end_what_is_over() -> int:
    return sum(lapse(pk) for pk in over())
