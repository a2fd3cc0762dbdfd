"""Plugs facts and the sweep in."""

from linli.commons.notices import facts, jobs

__all__ = ["facts", "jobs"]
