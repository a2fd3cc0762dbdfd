"""Persons, how they are looked up, and the posts they hold.

Names stay plain, for search needs them. Every number lies in the sealed profile and nowhere else: look-up goes by
blind index, an HMAC under a versioned key.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Value, When

from linli.commons.people.states import TRUSTED, Document, Role
from linli.commons.places.models import Place, Unit
from linli.kernel.access.models import User

NOBODY = 0  # the person of what has been erased; no sequence gives this id
SAME, OTHER, OVERLAPS = RangeOperators.EQUAL, RangeOperators.NOT_EQUAL, RangeOperators.OVERLAPS


class Person(models.Model):
    """Somebody, with or without an account; a resident of at most one community."""

    name = models.CharField(max_length=60)
    name_fold = models.CharField(max_length=60)
    initials = models.CharField(max_length=60, blank=True)
    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=8, default="zh-hans")
    account = models.OneToOneField(User, models.PROTECT, null=True, related_name="person")
    profile = models.BinaryField()  # sealed JSON

    class Meta:
        indexes = [
            models.Index(fields=["community", "name_fold"], name="person_by_name"),
            models.Index(fields=["community", "initials"], name="person_by_initials"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Identity(models.Model):
    """The blind index of an identity document's number: nobody is two persons.

    While a key rotates there is a row for each version, so that the old one still refuses a twin.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20, choices=Document.choices)
    blind = models.BinaryField()
    version = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blind"], name="one_person_an_identity")]


class Phone(models.Model):
    """The blind indexes of a telephone number and of its last four digits; a family may share one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    blind = models.BinaryField()
    tail_blind = models.BinaryField()
    version = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["blind"], name="phone_whole"),
            models.Index(fields=["tail_blind"], name="phone_tail"),
        ]


class Post(models.Model):
    """A person's role at a unit 岗位, from–until `[)`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="post_once",
                expressions=[("person", SAME), ("unit", SAME), ("role", SAME), ("during", OVERLAPS)],
            ),
            ExclusionConstraint(
                name="trusted_apart",
                expressions=[
                    ("person", SAME),
                    (Case(When(role__in=TRUSTED, then=F("role")), default=Value("work")), OTHER),
                    ("during", OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="post_by_desk")]
