"""A list shown to the public for a time."""

from __future__ import annotations

from django.db import models

from linli.commons.places.models import Place


class Notice(models.Model):
    """Only the fields that the item publishes, in plain text, for as long as it must hang; emptied when it is over."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField()
    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    title = models.JSONField()
    body = models.JSONField()
    published = models.JSONField()
    starts = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "round"], name="one_notice_a_round"),
        ]
        indexes = [models.Index(fields=["community", "-id"], name="notice_board", condition=models.Q(ended=None))]
