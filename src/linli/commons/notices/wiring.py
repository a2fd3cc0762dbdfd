"""Plugs the sweep in."""

from linli.commons.notices import jobs

__all__ = ["jobs"]
