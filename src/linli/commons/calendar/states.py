"""Kinds of days; a unit's service hours are given by the same words."""

from typing import Final

WORKING: Final = "working_day"  # a make-up Saturday too
REST: Final = "rest_day"
HOLIDAY: Final = "holiday"
KINDS = (WORKING, REST, HOLIDAY)
