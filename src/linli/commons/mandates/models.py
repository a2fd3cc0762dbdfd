"""Who may act for whom."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from linli.commons.mandates.states import GROUNDS, Ground, Kind, State
from linli.commons.people.models import Person
from linli.commons.places.models import Unit
from linli.kernel.files.models import File
from linli.kernel.record.content import Content


class Mandate(models.Model):
    """Agent may act for principal 授权、监护, from–until `[)`, in these items (none named: in all).

    `principal` is missing while a guardian's asking is checked, `agent` while an offer waits to be taken up; `content`
    then holds what was written of them, sealed. `code`: the tag of an offer's code. `unit`: the window that checks it,
    or wrote it down.
    """

    principal = models.ForeignKey(Person, models.PROTECT, null=True, related_name="acted_for")
    agent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="acts_for")
    kind = models.CharField(max_length=12, choices=Kind)
    ground = models.CharField(max_length=12, choices=Ground)
    items = ArrayField(models.CharField(max_length=60), default=list)
    during = DateRangeField()
    state = models.CharField(max_length=12, choices=State)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    content = models.BinaryField(null=True)
    code = models.BinaryField(null=True, unique=True)
    made = models.DateTimeField()
    settled = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="nobody_acts_for_themselves"),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "ended"]) | Q(principal__isnull=False), name="acted_for_somebody"
            ),
            models.CheckConstraint(condition=~Q(state="active") | Q(agent__isnull=False), name="somebody_acts"),
            models.CheckConstraint(
                condition=Q(kind="guardian", ground__in=[str(one) for one in GROUNDS[Kind.GUARDIAN]], items=[])
                | Q(kind="mandate", ground__in=[str(one) for one in GROUNDS[Kind.MANDATE]]),
                name="ground_fits_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="mandate") | Q(during__upper_inf=False), name="a_mandate_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", code__isnull=False) | ~Q(state="offered") & Q(code=None),
                name="only_an_offer_has_a_code",
            ),
            ExclusionConstraint(
                name="one_guardianship_at_a_time",
                expressions=[
                    ("principal", RangeOperators.EQUAL),
                    ("agent", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="active", kind="guardian"),
            ),
        ]
        indexes = [
            models.Index(fields=["agent"], name="acting", condition=Q(state="active")),
            models.Index(fields=["principal"], name="acted_for", condition=Q(state="active")),
            models.Index(Func(F("during"), function="upper"), name="ending", condition=Q(state="active")),
            models.Index(fields=["made"], name="untaken", condition=Q(state="offered")),
        ]


class MandatesContent(Content):
    """What was written of whom, and why, sealed; its digest stands in the record."""
