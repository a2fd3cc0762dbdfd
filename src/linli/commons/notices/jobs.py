"""The sweep that empties notices."""

from __future__ import annotations

from linli.commons.notices import actions
from linli.kernel.sweeps import sweep


@sweep
def empty_old_notices() -> int:
    return actions.empty_old()
