"""The rating of any finished thing, five levels (好差评)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.commons.places.models import Unit


class Rating(models.Model):
    """One a subject. 5 is best; 1 and 2 must be answered by the head of the unit that took the matter in, once.

    `topic`: of what kind the subject is (an item's code). `called`: the day on which who rated badly was reached;
    `tries`: how often nobody answered. `followed_level`: how it is now, said once after the answer. `struck`: whether
    an appeal took it out of the figures; null while there is none, or none decided.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    topic = models.CharField(max_length=60, blank=True, default="")
    level = models.PositiveSmallIntegerField()
    comment = models.BinaryField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rated = models.DateTimeField()
    called = models.DateField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(null=True)
    answered = models.DateTimeField(null=True)
    followed_level = models.PositiveSmallIntegerField(null=True)
    followed_comment = models.BinaryField(null=True)
    appealed_by = models.BigIntegerField(null=True)
    struck = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_rating_a_subject"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="five_levels"),
            models.CheckConstraint(
                condition=Q(level__lte=2) | Q(answered=None, called=None, tries=0, appealed_by=None),
                name="bad_ones_are_answered",
            ),
            models.CheckConstraint(
                condition=Q(followed_level=None)
                | Q(followed_level__gte=1, followed_level__lte=5, answered__isnull=False),
                name="followed_up_after_the_answer",
            ),
            models.CheckConstraint(condition=Q(struck=None) | Q(appealed_by__isnull=False), name="struck_by_an_appeal"),
        ]
        indexes = [
            models.Index(fields=["rated"], name="rated_when"),
            models.Index(fields=["unit", "rated", "id"], name="rated_where"),  # a station's list, newest first
        ]
