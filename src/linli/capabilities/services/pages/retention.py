"""How long matters are kept, and what retention comes to next: a line an item, nobody's name."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.retention import Ahead, ahead
from linli.kernel.access.doors import door
from linli.kernel.clock import today
from linli.kernel.texts import said
from linli.kernel.ui.views import page

LOOK = 30  # days ahead


@door("services.retention")
def retention(request: HttpRequest) -> HttpResponse:
    """Of each item: what is over, what is locked away, what is erased now and within the next days."""
    until = today() + timedelta(days=LOOK)
    rows = [(said(one.item.name), kept(one), one) for one in ahead(until)]
    context = {"rows": rows, "until": until, "soon": sum(one.later for _name, _kept, one in rows), "days": LOOK}
    return page(request, "services/retention.html", context)


def kept(one: Ahead) -> str:
    """How long, in words."""
    if one.period is None:
        return _("no period published: never erased")
    return _("kept for: %(period)s") % {"period": period(one.period)}


urlpatterns = [path("retention/", retention, name="retention")]
