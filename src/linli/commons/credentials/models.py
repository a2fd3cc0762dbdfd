"""Registers: lists that another office hands over, of who holds what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Register(models.Model):
    """A list as received: it shows a kind of credential 证明, is as of a day, and serves until a last day.

    `name` and `keeper` by language. `digest`: of what was loaded, so that loading it twice changes nothing.
    """

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=60)
    name = models.JSONField()
    keeper = models.JSONField()
    as_of = models.DateField()
    use_until = models.DateField()
    digest = models.BinaryField()
    loaded = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(as_of__lte=F("use_until")), name="serves_from_its_day")]


class Entry(models.Model):
    """One line of a list: no name and no number, only a blind tag of both; `until` the last day, where it has one."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="entries")
    tag = models.BinaryField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "tag"], name="one_line_a_person")]
        indexes = [models.Index(fields=["tag"], name="register_tag")]
