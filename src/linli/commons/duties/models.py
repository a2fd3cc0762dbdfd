"""One inbox for all, and all clocks."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from linli.commons.duties.states import ClockKind, DutyKind
from linli.commons.people.models import Person
from linli.commons.places.models import Place, Unit
from linli.kernel.access.models import User


class Clock(models.Model):
    """A limit that runs on a subject. `due_at` is derived, and written only by the function that moves clocks.

    `extra`: by how many units it was extended, once; a trigger refuses a second time.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=ClockKind)
    round = models.PositiveSmallIntegerField(default=1)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    calendar_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    started = models.DateTimeField()
    due_at = models.DateTimeField()
    told_due = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    ended = models.DateTimeField(null=True)
    missed = models.DateTimeField(null=True)
    extra = models.PositiveIntegerField(null=True)
    extended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "kind", "round"], name="one_clock_a_round"),
            models.CheckConstraint(
                condition=Q(extra=None, extended=None) | Q(extra__gt=0, extended__isnull=False),
                name="extended_wholly_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="clock_running", condition=Q(ended=None, missed=None)),
        ]


class Stop(models.Model):
    """Time that does not count on a clock; open while `during` has no end, and then `expected` to end."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="stops")
    during = DateTimeRangeField()
    ground = models.CharField(max_length=60)
    basis = models.CharField(max_length=200, blank=True)
    expected = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expected"], name="standing_still", condition=Q(during__upper_inf=True))]
        constraints = [
            ExclusionConstraint(
                name="stops_do_not_overlap",
                expressions=[(F("clock"), RangeOperators.EQUAL), (F("during"), RangeOperators.OVERLAPS)],
            ),
        ]


class Duty(models.Model):
    """What a desk or a person owes, by when. `due_at` is a copy; `urgency` is the same, the year 9999, or ages ago."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=DutyKind)
    round = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    holder = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    clock = models.ForeignKey(Clock, models.SET_NULL, null=True, related_name="duties")
    due_at = models.DateTimeField(null=True)
    urgency = models.DateTimeField()
    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    title = models.JSONField()
    of_duty = models.OneToOneField("self", models.CASCADE, null=True, related_name="late_duty")
    note = models.CharField(max_length=500, blank=True)
    opened = models.DateTimeField()
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) & ~Q(role="")
                | Q(unit__isnull=True, person__isnull=False, role=""),
                name="owed_by_a_desk_or_a_person",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "round"],
                condition=Q(closed=None) & ~Q(kind="late"),
                name="one_open_duty_a_round",
            ),
            models.CheckConstraint(
                condition=Q(kind="late", of_duty__isnull=False) | ~Q(kind="late") & Q(of_duty__isnull=True),
                name="late_is_of_a_duty",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "role", "urgency", "id"], name="desk", condition=Q(closed=None)),
            models.Index(fields=["unit", "role", "kind"], name="desk_kind", condition=Q(closed=None)),
            models.Index(fields=["holder"], name="taken", condition=Q(closed=None, holder__isnull=False)),
            models.Index(fields=["person", "urgency", "id"], name="own", condition=Q(closed=None)),
            models.Index(fields=["subject_kind", "subject_id"], name="duty_subject", condition=Q(closed=None)),
        ]
