"""Two single rows that every process reads."""

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
