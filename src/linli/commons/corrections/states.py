"""How an asking to correct what is held of a person ends, and how much one may ask."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What was answered; none while it is open."""

    CORRECTED = "corrected", _("Corrected")
    PARTLY = "partly", _("Corrected in part")
    REFUSED = "refused", _("Not corrected")


class Means(TextChoices):
    """How who reads no message was told of the answer."""

    PHONE = "phone", _("Told by phone")
    WINDOW = "window", _("Handed over at the window")
    POST = "post", _("By post")
    HOME_VISIT = "home_visit", _("Brought home")


SEEN_AT_WINDOWS = ("profile", "household")  # of these a window names single things, of others only the kind
PROFILE = "profile"  # what an answer itself puts right; everything else has verbs of its own
MOST_OPEN = 10  # of one person at once
LONGEST = 1000  # characters of what is wrong, of what is right, and of a reason
LONGEST_ID = 200
