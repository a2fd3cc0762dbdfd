"""What somebody says is wrong in what is held of a person, and what was answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.commons.corrections.states import LONGEST_ID, Outcome
from linli.commons.mandates.models import Mandate
from linli.commons.people.models import Person
from linli.commons.places.models import Unit
from linli.kernel.access.models import User
from linli.kernel.record.content import Content


class CorrectionRequest(models.Model):
    """An asking for correction 更正申请 (PIPL 46, 50): of `person`, by the person or a guardian (then `under`).

    `subject_kind`: a kind of holding; `subject_id`: one thing of it, "" for the kind as a whole. `content`: what is
    wrong and what is right; `answer`: what was done, or why not; both sealed, their digests stand here.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    under = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=LONGEST_ID, blank=True)
    content = models.BinaryField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject_kind", "subject_id"], condition=Q(outcome=""), name="one_open_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None, answer=None)
                | ~Q(outcome="") & Q(answered_at__isnull=False, answer__isnull=False),
                name="correction_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="corrections_of")]


class CorrectionsContent(Content):
    """What is wrong, what is right, and what was answered, sealed; its digest stands in the record."""
