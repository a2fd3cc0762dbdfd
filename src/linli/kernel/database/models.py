"""Single rows that every process reads, and when the installation was last cared for."""

from django.db import models


class Single(models.Model):
    """A table of one row."""

    one = models.BooleanField(primary_key=True, default=True)

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=models.Q(one=True), name="%(class)s_is_one")]


class Generation(Single):
    """Counts the changes of what seldom changes."""

    number = models.BigIntegerField(default=0)

    class Meta(Single.Meta):
        pass


class ClockOffset(Single):
    """By how many seconds the rehearsal's clock runs ahead."""

    seconds = models.FloatField(default=0)

    class Meta(Single.Meta):
        pass


class Care(models.TextChoices):
    """What keeps an installation going and from being lost."""

    BACKUP = "backup"
    REHEARSAL = "rehearsal"  # a backup was restored elsewhere, and its record proved
    SEAL = "seal"  # the newest seal was written outside
    WORKER = "worker"  # the worker has turned


class Upkeep(models.Model):
    """The last time of each care, in machine time."""

    care = models.CharField(max_length=20, choices=Care.choices, primary_key=True)
    done = models.DateTimeField()
    detail = models.TextField(blank=True)
