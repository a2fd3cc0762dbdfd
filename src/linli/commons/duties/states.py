"""What can be owed, and what can be timed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyKind(models.TextChoices):
    """What must be done."""

    ACCEPT = "accept", _("Accept")
    STEP = "step", _("Work on a step")
    DECIDE = "decide", _("Decide")
    DELIVER = "deliver", _("Deliver the result")
    CORRECT = "correct", _("Correct and send again")
    SUPPLY = "supply", _("Hand in what is to follow")
    OBJECTION = "objection", _("Look into an objection")
    ANSWER_RATING = "answer_rating", _("Answer a bad rating")
    CALL_OBJECTOR = "call_objector", _("Call back who objected")
    CALL_BACK = "call_back", _("Call back who rated badly")
    APPEAL = "appeal", _("Decide on an appeal against a rating")
    SPOT_CHECK = "spot_check", _("Check a declaration")
    CHECK_MANDATE = "check_mandate", _("Check a guardianship")
    CORRECT_DATA = "correct_data", _("Answer who says that something kept of them is wrong")
    TELL = "tell", _("Tell the resident")
    LATE = "late", _("See to what is late")
    REPAIR = "repair", _("Put right what has stopped")


class ClockKind(models.TextChoices):
    """What is timed."""

    ACCEPT = "accept", _("Acceptance")
    DEEMED = "deemed", _("Counts as accepted")
    CORRECTION = "correction", _("Correction")
    DECIDE_PROMISED = "decide_promised", _("Decision, as promised")
    DECIDE_STATUTORY = "decide_statutory", _("Decision, by law")
    STEP = "step", _("This step")
    NOTICE = "notice", _("Public notice")
    SUPPLY = "supply", _("What is to follow")
    DELIVER = "deliver", _("Delivery")
    ANSWER_RATING = "answer_rating", _("Answer to a rating")
    CALL_BACK = "call_back", _("Call back after a bad rating")
    SPOT_CHECK = "spot_check", _("Check of a declaration")
    CORRECT_DATA = "correct_data", _("Answer to a correction of personal data")


FOLLOWER = "follower"  # the kind of subject that a duty to repair points at
DECIDING = (ClockKind.DECIDE_PROMISED, ClockKind.DECIDE_STATUTORY)
