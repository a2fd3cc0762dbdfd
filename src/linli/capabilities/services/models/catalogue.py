"""The catalogue: an item (事项) and its published versions, which never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.capabilities.services.states import Channel

KINDS = {
    "licence": _("Administrative licence"),  # 行政许可: the licensing law binds these only
    "benefit": _("Administrative benefit"),  # 行政给付
    "confirmation": _("Administrative confirmation"),  # 行政确认
    "public_service": _("Public service"),  # 公共服务
}
GROUPS = {  # situations in life, in the order in which they are listed
    "work": _("Work and unemployment"),
    "hardship": _("Living in hardship"),
    "disability": _("Living with a disability"),
    "residence": _("Living here"),
    "family": _("Family and children"),
    "ageing": _("Growing old"),
    "health": _("Health"),
}
AUDIENCES = {"individual": _("A person"), "household": _("A household")}
HANDLING = {"on_the_spot": _("On the spot"), "promised": _("Within a period")}
CHANNELS = tuple(Channel.values)
ROLES = ("generalist", "specialist", "approver", "head")  # the roles that have a desk
STEP_KINDS = ("desk", "notice", "visit")
NEEDS = ("necessary", "may_follow", "declaration")
SOURCES = ("applicant", "shared_data")
CLOCK_UNITS = ("hour", "working_day", "natural_day")
PROFILE: dict[str, tuple[str, str | None]] = {  # what is known of people; type and format of a field that asks for it
    "name": ("string", None),
    "identity_number": ("string", "cn-id"),
    "phone": ("string", "cn-mobile"),
    "bank_card": ("string", "bank-card"),
    "address": ("string", None),
    "birth_date": ("string", "date"),
    "gender": ("string", None),
    "household_size": ("integer", None),  # oneself counted
    "household": ("array", None),
}
MEMBER: dict[
    str, str | None
] = {  # what is known of who lives with somebody, and the format of a field that asks for it
    "name": None,
    "relation": None,
    "identity_number": "cn-id",
    "birth_date": "date",
}
SECRET = ("identity_number", "phone", "bank_card")  # of these, what is sensitive wherever it is asked for
LONG_UNITS = ("natural_day", "month", "year")  # of validity and retention, which no clock counts


class Item(models.Model):
    """政务服务事项, known by its code for ever."""

    code = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One published version; a trigger refuses to change or delete it. Number counts from 1 within its item."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "number"], name="one_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.item.code} {self.number}"
