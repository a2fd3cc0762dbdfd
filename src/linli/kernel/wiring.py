"""Plugs in the kernel's own sweep: keys that have outlived their 48 hours."""

from linli.kernel.api import once

__all__ = ["once"]
