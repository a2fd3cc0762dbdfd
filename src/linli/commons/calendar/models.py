"""What an installation knows about days beyond the library of statutory holidays."""

from __future__ import annotations

from django.db import models

from linli.commons.calendar.states import KINDS


class Year(models.Model):
    """A year whose holidays are published: its days are no longer provisional."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    published_on = models.DateField()
    source = models.TextField()


class CalendarDay(models.Model):
    """One day that isn't what its weekday says, as a notice has it. It goes before the library."""

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=11, choices=[(kind, kind) for kind in KINDS])
    name = models.CharField(max_length=60, blank=True)
    source = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="calendar_day_kind")]
