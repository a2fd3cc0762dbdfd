"""The verbs of mandates."""

from linli.commons.mandates.actions.asking import ask, confirm, refuse
from linli.commons.mandates.actions.giving import end, lapse, offer, record_at_window, take
from linli.commons.mandates.actions.wards import speak

__all__ = ["ask", "confirm", "end", "lapse", "offer", "record_at_window", "refuse", "speak", "take"]
