"""Plugs in the kernel's own sweeps: keys that have outlived their 48 hours, files that nothing refers to, the worker's
sign of life, the nightly seal."""

from linli.kernel.api import once
from linli.kernel.database import upkeep
from linli.kernel.files import loose
from linli.kernel.record import outside

__all__ = ["loose", "once", "outside", "upkeep"]
