"""The rating of any finished thing, five levels (好差评)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.commons.places.models import Unit


class Rating(models.Model):
    """One a subject. 5 is best; 1 and 2 must be answered by the head of the unit that took the matter in, once."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    comment = models.BinaryField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rated = models.DateTimeField()
    answer = models.BinaryField(null=True)
    answered = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_rating_a_subject"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="five_levels"),
            models.CheckConstraint(condition=Q(answered=None) | Q(level__lte=2), name="bad_ones_are_answered"),
        ]
