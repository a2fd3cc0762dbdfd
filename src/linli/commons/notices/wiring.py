"""Plugs in facts, the sweep, and what is found by words."""

from django.utils.translation import gettext_lazy as _

from linli.commons.notices import facts, jobs
from linli.commons.notices.queries import find
from linli.kernel.ui.finding import Group, let_find

__all__ = ["facts", "jobs"]

let_find(Group("notices", 30, "megaphone", _("Public notices"), find))
