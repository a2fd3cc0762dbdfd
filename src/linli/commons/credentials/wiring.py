"""Plugs in the registers as a source, the facts, and the page below the one about me."""

from django.utils.translation import gettext_lazy as _

from linli.commons.credentials import facts
from linli.commons.credentials.queries import SOURCES, registered
from linli.commons.people.queries import LINKS

__all__ = ["facts"]

SOURCES.append(registered)
LINKS.append((_("My credentials"), "award", "credentials:mine"))
