"""A matter's states and the moves between them, to be read aloud. What is true at the same time is a field beside."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """办件状态."""

    DRAFT = "draft", _("Draft")
    FILED = "filed", _("Filed")
    CORRECTION = "correction", _("To be corrected")
    REVIEW = "review", _("Under review")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")
    ENDED = "ended", _("Ended")


class Outcome(models.TextChoices):
    """办理结果."""

    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class Channel(models.TextChoices):
    """申请渠道. Only staff may say another than online."""

    ONLINE = "online", _("Online")
    WINDOW = "window", _("At the window")
    PHONE = "phone", _("By phone")
    HOME_VISIT = "home_visit", _("Home visit")


class Acceptance(models.TextChoices):
    """受理方式."""

    ORDINARY = "ordinary", _("Accepted")
    DEEMED = "deemed", _("Counts as accepted")
    CONDITIONAL = "conditional", _("Accepted; papers follow")


class Delivery(models.TextChoices):
    """送达."""

    READY = "ready", _("Ready to be delivered")
    DELIVERED = "delivered", _("Delivered")


class Means(models.TextChoices):
    """How a result, or what must be told, reached the person."""

    ONLINE = "online", _("Online")
    WINDOW = "window", _("Handed over at the window")
    PHONE = "phone", _("Told by phone")
    POST = "post", _("By post")
    HOME_VISIT = "home_visit", _("Brought home")


class Ground(models.TextChoices):
    """不予受理的情形 (compare 行政许可法 Art. 32)."""

    NOT_REQUIRED = "not_required", _("No application is needed for this")
    NOT_THIS_BODY = "not_this_body", _("Another body has the power")
    INCOMPLETE_AFTER_NOTICE = "incomplete_after_notice", _("Still incomplete after the correction notice")


class Left(models.TextChoices):
    """Why a part of several items has no matter of its own, or no longer."""

    NEEDED = "needed", _("Not begun: what it needs was not granted")
    GIVEN_UP = "given_up", _("Left out")


# 须告知: what a person without an account is told by somebody.
MUST_BE_TOLD = (
    "services.CorrectionRequested", "services.AcceptedConditionally", "services.ApplicationDeemedAccepted",
    "services.ApplicationSuspended", "services.ApplicationResumed", "services.ApplicationExtended",
    "services.ApplicationGranted", "services.ApplicationRefused", "services.ApplicationRenewed",
    "services.ApplicationNotAccepted", "services.ApplicationLapsed", "services.PromiseLapsed",
    "services.ResultRevoked",
)  # fmt: skip
# Of these there is still to tell once the matter is over: with them it ends, or they come after its end.
TOLD_WHEN_OVER = MUST_BE_TOLD[-4:]
PROMISE = "promise"  # the ground on which no limit counts until the person has promised what is to follow
LIVE = (State.FILED, State.CORRECTION, State.REVIEW)
OVER = (State.CLOSED, State.ENDED)

# (from, verb) -> to. A move that isn't here cannot happen, from any door.
MOVES: dict[tuple[str, str], str] = {
    (State.DRAFT, "submit"): State.FILED,
    (State.FILED, "help-first"): State.FILED,
    (State.FILED, "accept"): State.REVIEW,
    (State.FILED, "accept-conditionally"): State.REVIEW,
    (State.FILED, "deem"): State.REVIEW,
    (State.FILED, "request-correction"): State.CORRECTION,
    (State.FILED, "not-accept"): State.ENDED,
    (State.FILED, "withdraw"): State.ENDED,
    (State.FILED, "renew"): State.DECIDED,
    (State.CORRECTION, "resubmit"): State.FILED,
    (State.CORRECTION, "withdraw"): State.ENDED,
    (State.CORRECTION, "lapse"): State.ENDED,
    (State.REVIEW, "help-first"): State.REVIEW,
    (State.REVIEW, "promise"): State.REVIEW,
    (State.REVIEW, "supply"): State.REVIEW,
    (State.REVIEW, "complete-step"): State.REVIEW,
    (State.REVIEW, "send-back"): State.REVIEW,
    (State.REVIEW, "answer-objection"): State.REVIEW,
    (State.REVIEW, "suspend"): State.REVIEW,
    (State.REVIEW, "resume"): State.REVIEW,
    (State.REVIEW, "extend"): State.REVIEW,
    (State.REVIEW, "grant"): State.DECIDED,
    (State.REVIEW, "refuse"): State.DECIDED,
    (State.REVIEW, "renew"): State.DECIDED,
    (State.REVIEW, "withdraw"): State.ENDED,
    (State.REVIEW, "lapse"): State.ENDED,
    (State.DECIDED, "deliver"): State.CLOSED,
    (State.CLOSED, "rate"): State.CLOSED,
    (State.CLOSED, "call-rater"): State.CLOSED,
    (State.CLOSED, "answer-rating"): State.CLOSED,
    (State.CLOSED, "follow-up"): State.CLOSED,
    (State.CLOSED, "appeal-rating"): State.CLOSED,
    (State.CLOSED, "decide-appeal"): State.CLOSED,
    (State.CLOSED, "check-declaration"): State.CLOSED,
}
BY_THE_CLOCK = ("lapse", "deem", "renew")
VERBS = tuple(dict.fromkeys(verb for _from, verb in MOVES if verb not in BY_THE_CLOCK))
