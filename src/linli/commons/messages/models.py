"""What a person is told, in the product itself: a message goes to a person, not to an account."""

from __future__ import annotations

from django.db import models

from linli.commons.people.models import Person
from linli.kernel.database.models import Single


class Message(models.Model):
    """A template and its parameters, rendered at reading, so that it speaks the reader's language."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    position = models.BigIntegerField()
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    occurred = models.DateTimeField()
    read = models.DateTimeField(null=True)
    held = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "person", "template"], name="one_message_a_fact"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="inbox"),
            models.Index(fields=["person"], name="inbox_unread", condition=models.Q(read=None, held=False)),
        ]


class Hold(Single):
    """While this row is here, new messages wait: an installation was restored and nobody has released them yet."""

    since = models.DateTimeField()

    class Meta(Single.Meta):
        pass
