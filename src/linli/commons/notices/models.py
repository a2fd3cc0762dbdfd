"""A list shown to the public for a time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.commons.notices.states import Outcome
from linli.commons.places.models import Place
from linli.kernel.record.content import Content


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


class Objection(models.Model):
    """Somebody has something against what a notice shows; name, telephone and words are sealed under `content`.

    `key` and `asked`: so that a repeated sending is known again. `address`: a digest, to slow down whoever sends many.
    `told`: the day on which who objected was called back; until then the desk that answered it sees who that is.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="objections")
    n = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    key = models.CharField(max_length=255, blank=True)
    asked = models.BinaryField()
    address = models.BinaryField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answered = models.DateTimeField(null=True)
    told = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "n"], name="objections_are_numbered"),
            models.UniqueConstraint(fields=["notice", "key"], condition=~Q(key=""), name="one_objection_a_key"),
            models.CheckConstraint(
                condition=Q(outcome="", answered=None) | ~Q(outcome="") & Q(answered__isnull=False),
                name="answered_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(told=None) | Q(outcome__in=[Outcome.UPHELD, Outcome.DISMISSED]), name="told_of_an_answer"
            ),
        ]
        indexes = [models.Index(fields=["address", "at"], name="objections_from")]


class NoticesContent(Content):
    """What somebody objects, sealed; its digest stands in the record."""
