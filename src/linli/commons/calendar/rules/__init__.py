"""Reckoning of days and hours, and how a due time is told."""

from linli.commons.calendar.rules.hours import Hours
from linli.commons.calendar.rules.reckoning import MOST, Due, reckon
from linli.commons.calendar.rules.telling import (
    business_left,
    explain,
    said_left,
    working_days_between,
)
from linli.commons.calendar.rules.why import Why

__all__ = [
    "MOST",
    "Due",
    "Hours",
    "Why",
    "business_left",
    "explain",
    "reckon",
    "said_left",
    "working_days_between",
]
