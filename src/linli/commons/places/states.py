"""Kinds of territory and of bodies, and what lies in what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceKind(TextChoices):
    """Territory 区域, from the largest to the smallest."""

    DISTRICT = "district", _("District")
    COMMITTEE_AREA = "committee_area", _("Committee area")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")


class UnitKind(TextChoices):
    """Bodies that act 机构."""

    COMMITTEE = "committee", _("Community work committee")
    OFFICE = "office", _("Office")
    DEPARTMENT = "department", _("Department")
    STATION = "station", _("Liaison station")
    RESIDENTS_COMMITTEE = "residents_committee", _("Residents' committee")


class Purpose(TextChoices):
    """What a unit does for a place: one at a time administers it, one takes matters in for it, several may decide."""

    ADMINISTERS = "administers", _("Administers")
    TAKES_IN = "takes_in", _("Takes in")
    DECIDES = "decides", _("Decides")


ONE_AT_A_TIME = (Purpose.ADMINISTERS, Purpose.TAKES_IN)

# What may lie in what.
LIES_IN: dict[str, tuple[str, ...]] = {
    PlaceKind.DISTRICT: (),
    PlaceKind.COMMITTEE_AREA: (PlaceKind.DISTRICT,),
    PlaceKind.SUBDISTRICT: (PlaceKind.DISTRICT,),
    PlaceKind.COMMUNITY: (PlaceKind.COMMITTEE_AREA, PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT),
    PlaceKind.GRID: (PlaceKind.COMMUNITY,),
}
PLACED = ("station", "street")  # desks found by place, in the catalogue's words; no unit may have such a code
DAY_KINDS = ("working_day", "rest_day", "holiday")
DAY_UNITS = ("working_day", "natural_day")
PROMISE_UNITS = ("accept", "hour", "working_day", "natural_day")
