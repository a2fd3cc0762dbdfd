"""One resident's case of one item (办件), and what belongs to it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.capabilities.services.models.catalogue import ItemVersion
from linli.capabilities.services.states import OVER, Acceptance, Channel, Delivery, Outcome, State
from linli.commons.people.models import NOBODY, Person
from linli.commons.places.models import Place, Unit
from linli.kernel.access.models import User
from linli.kernel.files.models import File
from linli.kernel.record.content import Content


class Application(models.Model):
    """The matter. Which units took it in and decide it are stored as facts, never derived later.

    `accepted_at`: as of when it is accepted; from then the limits to decide count. `procedure`: the special procedure
    for which it stands still; "" while its time counts. `renews`: the result that it is to renew; `silent_on`: its last
    day, after which silence renews it, where it was applied for in time. `to_follow`: the materials that are still to
    follow a conditional acceptance; `promised_at`: when the person promised them. `bundle`: a draft of several items
    一件事, which are filed as one and then are matters of their own; `joint`: of which of these it is a part.
    `urgent`: by the answers it can't wait; `helped_at`: when help was given first, before the decision.
    `over_at`: when it came to its end, from which its retention counts; `restricted_at`: since when no desk uses it, at
    the person's wish; `erased_at`: since when only number, item, place, dates and outcome are left of it.
    """

    number = models.CharField(max_length=10, unique=True)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    bundle = models.BooleanField(default=False)
    joint = models.ForeignKey("Joint", models.PROTECT, null=True, related_name="applications")
    item = models.CharField(max_length=60)
    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.ONLINE)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    acceptance = models.CharField(max_length=12, choices=Acceptance, null=True)
    step_k = models.PositiveSmallIntegerField(null=True)
    procedure = models.CharField(max_length=60, blank=True, default="")
    turn = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome, null=True)
    delivery = models.CharField(max_length=12, choices=Delivery, null=True)
    taken_in_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    renews = models.ForeignKey("Result", models.PROTECT, null=True, related_name="+")
    silent_on = models.DateField(null=True)
    to_follow = ArrayField(models.CharField(max_length=60), default=list)
    promised_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(default=False)
    helped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    restricted_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    draft = models.BinaryField(null=True)
    filed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(bundle=False) | Q(state=State.DRAFT), name="a_bundle_only_as_a_draft"),
            models.CheckConstraint(condition=Q(bundle=False) | Q(joint=None), name="no_bundle_within_a_bundle"),
            models.UniqueConstraint(fields=["joint", "item"], name="one_matter_a_part"),
            models.CheckConstraint(condition=Q(step_k=None) | Q(state=State.REVIEW), name="a_step_only_under_review"),
            models.CheckConstraint(
                condition=Q(silent_on=None) | Q(renews__isnull=False), name="silence_renews_a_result"
            ),
            models.UniqueConstraint(
                fields=["renews"], condition=Q(outcome=None) | Q(outcome="granted"), name="renewed_once"
            ),
            models.CheckConstraint(
                condition=Q(to_follow=[]) | Q(state__in=[State.REVIEW, State.ENDED], acceptance=Acceptance.CONDITIONAL),
                name="nothing_follows_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(promised_at=None) | Q(acceptance=Acceptance.CONDITIONAL), name="promised_on_a_condition"
            ),
            models.CheckConstraint(
                condition=Q(procedure="") | Q(state=State.REVIEW), name="a_procedure_only_under_review"
            ),
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(state__in=[State.DECIDED, State.CLOSED, State.ENDED]),
                name="an_outcome_only_at_the_end",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, filed_at=None) | ~Q(state=State.DRAFT) & Q(filed_at__isnull=False),
                name="filed_unless_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(delivery="delivered", state=State.CLOSED)
                | ~Q(delivery="delivered") & ~Q(state=State.CLOSED)
                | Q(delivery=None) & ~Q(state=State.CLOSED),
                name="closed_when_delivered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER) & Q(over_at__isnull=False) | ~Q(state__in=OVER) & Q(over_at=None),
                name="over_at_its_end",
            ),
            models.CheckConstraint(
                condition=Q(restricted_at=None) | Q(over_at__isnull=False), name="restricted_when_over"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, filed_by__isnull=False)
                | Q(erased_at__isnull=False, over_at__isnull=False)
                & Q(person=NOBODY, agent=None, filed_by=None, draft=None),
                name="nobody_is_left_when_erased",
            ),
        ]
        indexes = [
            models.Index(F("community"), F("id").desc(), name="application_community"),
            models.Index(F("person"), F("id").desc(), name="application_person"),
            models.Index(fields=["decided_by", "-id"], name="decided_at", condition=Q(decided_by__isnull=False)),
            models.Index(fields=["item", "decided_by"], name="under_review", condition=Q(state="review")),
            models.Index(fields=["item", "decided_by"], name="granted", condition=Q(outcome="granted")),
            models.Index(fields=["silent_on"], name="renewal", condition=Q(state__in=["filed", "review"])),
            models.Index(fields=["filed_by", "-id"], name="draft_by", condition=Q(state="draft")),
            models.Index(fields=["taken_in_by", "-id"], name="draft_at", condition=Q(state="draft")),
            models.Index(
                fields=["version", "over_at"], name="to_be_erased", condition=Q(over_at__isnull=False, erased_at=None)
            ),
        ]


class Step(models.Model):
    """One stay of a matter at a desk; made when the step is entered. The decision is the last, k = steps + 1."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps")
    k = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    entered = models.DateTimeField()
    left = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "k", "round"], name="one_stay_a_round"),
            models.UniqueConstraint(fields=["application"], condition=Q(left=None), name="one_open_step"),
        ]
        indexes = [models.Index(fields=["unit", "application"], name="step_at_unit")]


class Material(models.Model):
    """A paper of the matter as filed last: a file, known to the office, its original seen at a window, or declared.

    `handed_in`: the day on which it came first, whichever matter it was for. `rests_on`: the credential's source, or
    the earlier matter, "kind:id", where it was not handed in for this one.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="papers")
    code = models.CharField(max_length=60)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    known = models.BooleanField(default=False)
    seen = models.BooleanField(default=False)
    declared = models.BooleanField(default=False)
    handed_in = models.DateField()
    rests_on = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="one_paper_a_code"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(known=True) | Q(seen=True) | Q(declared=True),
                name="a_paper_is_there_somehow",
            ),
        ]


class Correction(models.Model):
    """The one correction notice (一次性告知): a second one cannot be, here too."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="correction")
    at = models.DateTimeField()
    items = models.BinaryField()


class Result(models.Model):
    """A granted result and the code under which its print can be checked by anybody."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="result")
    code = models.CharField(max_length=24, unique=True)
    issued = models.DateTimeField()
    until = models.DateField(null=True)
    revoked = models.DateTimeField(null=True)


class ServicesContent(Content):
    """What was filed, told and decided, sealed; its digest stands in the record."""
