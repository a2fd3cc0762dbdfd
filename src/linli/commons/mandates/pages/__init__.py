"""Acting for others, on pages: one's own, and at the window."""

from linli.commons.mandates.pages.desk import panel

__all__ = ["panel"]
