"""Territory, the bodies that act on it, and the dated links between them. Ranges are `[)` of civil dates."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from linli.commons.places.states import ONE_AT_A_TIME, PlaceKind, Purpose, UnitKind

SAME, OVERLAPS = RangeOperators.EQUAL, RangeOperators.OVERLAPS


class Place(models.Model):
    """Territory 区域. Its code is unique for ever and never used again."""

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=PlaceKind.choices)
    name = models.CharField(max_length=60)
    names = models.JSONField(default=dict)  # by language, the Chinese one included
    valid = DateRangeField()
    assumed: models.JSONField[Any, Any] = models.JSONField(default=dict)  # why, by language; empty where it is known

    def __str__(self) -> str:
        return self.code


class PlaceEdge(models.Model):
    """What a place lies in, from–until: one parent at a time."""

    child = models.ForeignKey(Place, models.CASCADE, related_name="parent_edges")
    parent = models.ForeignKey(Place, models.PROTECT, related_name="child_edges")
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(name="one_parent_at_a_time", expressions=[("child", SAME), ("during", OVERLAPS)]),
            models.CheckConstraint(condition=~models.Q(child=models.F("parent")), name="no_place_lies_in_itself"),
        ]


class Succession(models.Model):
    """Where the matters of a place go that has ended."""

    predecessor = models.OneToOneField(Place, models.CASCADE, related_name="succession")
    successor = models.ForeignKey(Place, models.PROTECT, related_name="predecessions")


class Unit(models.Model):
    """A body that acts 机构. Unit codes and place codes are apart: `jingcheng` is a community and a station."""

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = models.CharField(max_length=60)
    names = models.JSONField(default=dict)
    address = models.CharField(max_length=200, blank=True)
    point: models.JSONField[Any, Any] = models.JSONField(null=True)  # [longitude, latitude], WGS 84
    hours: models.JSONField[Any, Any] = models.JSONField(null=True)  # contract's Unit.hours
    hours_assumed = models.JSONField(default=dict)
    promise: models.JSONField[Any, Any] = models.JSONField(null=True)  # by when it accepts: amount, unit, basis, source
    # By when a correction of what is held of a person is answered, and where who is refused may complain.
    corrections: models.JSONField[Any, Any] = models.JSONField(null=True)
    valid = DateRangeField()
    assumed = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.code


class Serves(models.Model):
    """What a unit does for a place, from–until."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="serves")
    place = models.ForeignKey(Place, models.PROTECT, related_name="served_by")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    during = DateRangeField()
    assumed = models.JSONField(default=dict)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_unit_at_a_time",
                expressions=[("place", SAME), ("purpose", SAME), ("during", OVERLAPS)],
                condition=models.Q(purpose__in=[str(p) for p in ONE_AT_A_TIME]),
            ),
            ExclusionConstraint(
                name="serves_once",
                expressions=[("unit", SAME), ("place", SAME), ("purpose", SAME), ("during", OVERLAPS)],
            ),
        ]


class Reach(models.Model):
    """Derived: the communities that a unit serves on the day of the last refresh, predecessors included."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "place"], name="reach_once")]
        indexes = [models.Index(fields=["place", "unit"], name="reach_by_place")]
