"""Several items applied for as one (一件事): what the person filed once, and its parts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F

from linli.capabilities.services.models.catalogue import ItemVersion
from linli.capabilities.services.states import Channel, Left
from linli.commons.people.models import Person
from linli.commons.places.models import Place, Unit
from linli.kernel.access.models import User


class Joint(models.Model):
    """What was filed once under one number (联办件). Each part is a matter of its own, or waits to become one.

    Once its last matter is erased, nobody is left of it.
    """

    number = models.CharField(max_length=10, unique=True)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    agent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.ONLINE)
    taken_in_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(F("person"), F("id").desc(), name="joint_person"),)


class Part(models.Model):
    """One item of it, in the order of the bundle. Its matter is the application of this item in the same joint.

    `needs`: the items of the same joint that must be granted before it is filed; until then its matter is a draft.
    `left`: why it has no matter, or no longer.
    """

    joint = models.ForeignKey(Joint, models.CASCADE, related_name="parts")
    k = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=60)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    needs = ArrayField(models.CharField(max_length=60), default=list)
    left = models.CharField(max_length=12, choices=Left, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["joint", "k"], name="one_part_a_place"),
            models.UniqueConstraint(fields=["joint", "item"], name="one_part_an_item"),
        )
