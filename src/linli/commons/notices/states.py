"""What becomes of an objection."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """异议的处理结果. Moot: the matter ended before it was answered."""

    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Not upheld")
    MOOT = "moot", _("No longer needed")
