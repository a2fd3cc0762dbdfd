"""Home for whoever comes: a visitor, a resident, a worker; and whether the house stands."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.doors import door
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.middleware import led_to
from linli.kernel.access.models import User
from linli.kernel.ui import home as house
from linli.kernel.ui.views import page
from linli.shell import samples
from linli.shell.stations import stations

DESK = "/desk/"


@door("public")
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to their desk; a resident sees what waits; a visitor sees the doors."""
    user = request.user
    first = led_to(user)
    if first:  # signed in, and nothing is theirs to see before that is done
        return redirect(first)
    if posts(user):
        return HttpResponseRedirect(DESK)
    mine = house.rows(user) if isinstance(user, User) or user.is_authenticated else []
    context = {
        "greeting": greeting(clock.local(clock.now())),
        "waiting": [row for row in mine if row.waits],
        "running": [row for row in mine if not row.waits],
        "doors": house.doors(),
        "stations": stations(user),
        "board": _board(user),
    }
    return page(request, "shell/home.html", context)


def _board(user: Somebody) -> str:
    """The code of the community whose board concerns this user; "" where none is known."""
    person = person_of(user) if isinstance(user, User) else None
    return network().place_by_id(person.community_id).code if person and person.community_id else ""


def greeting(here: datetime) -> str:
    """What people say to each other at this hour."""
    words = {
        0: pgettext("at night", "Good evening"),
        5: pgettext("early", "Good morning"),
        9: _("Good morning"),
        12: _("Good day"),
        13: _("Good afternoon"),
        18: _("Good evening"),
    }
    return words[max(hour for hour in words if hour <= here.hour)]


@door("public")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, for those who build pages; shown where the house is rehearsed or developed."""
    if not samples.shown():
        raise Http404
    return page(request, "shell/styleguide.html", samples.context())


@door("public")
def paper(request: HttpRequest) -> HttpResponse:
    """A letter of the styleguide's."""
    if not samples.shown():
        raise Http404
    return page(request, "shell/sample_paper.html", {"large": request.GET.get("large") == "1"})


@door("public")
def closed(request: HttpRequest) -> HttpResponse:
    """Ways in that this installation doesn't have: accounts are made at the window."""
    raise Http404


@door("public")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@door("public")
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every table that this version needs; else 503."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return HttpResponse("migrations wait\n", status=503, content_type="text/plain", headers={"Retry-After": "5"})
    return HttpResponse("ready\n", content_type="text/plain")
