"""Plugs in the kernel's own sweeps: keys that have outlived their 48 hours, files that nothing refers to."""

from linli.kernel.api import once
from linli.kernel.files import loose

__all__ = ["loose", "once"]
