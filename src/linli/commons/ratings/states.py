"""The five levels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """好差评 (General Office of the State Council, December 2019): the two lowest of five are bad."""

    VERY_GOOD = 5, _("Very satisfied")
    GOOD = 4, _("Satisfied")
    FAIR = 3, _("Fairly satisfied")
    BAD = 2, _("Not satisfied")
    VERY_BAD = 1, _("Very dissatisfied")


class Ground(models.TextChoices):
    """Why a rating is appealed against (国办 December 2019: mistaken and malicious ones are taken out)."""

    MISTAKEN = "mistaken", _("Pressed by mistake")
    NOT_OURS = "not_ours", _("It is about something that we don't do")
    MALICIOUS = "malicious", _("It is not about this matter at all")


BAD = (Level.BAD, Level.VERY_BAD)
