"""Corrections, on pages: one's own, and at the desk."""

from linli.commons.corrections.pages.desk import panel

__all__ = ["panel"]
