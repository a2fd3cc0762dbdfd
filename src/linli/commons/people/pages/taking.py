"""A copy of all that is held of me, as one file to download: for the password once more."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.commons.people.actions.exporting import exported
from linli.commons.people.models import Person
from linli.commons.people.pages.data import person_behind, sections, show
from linli.commons.people.queries.export import archive
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.clock import today

STYLES = ("tokens.css", "print.css")


@require_POST
@door("signed_in")
def download(request: HttpRequest) -> HttpResponse | FileResponse:
    """The archive. A session may have been left open at a station: the password is asked for once more."""
    person = person_behind(request)
    assert isinstance(request.user, User)
    given = request.POST.get("password", "")
    if not given or not request.user.check_password(given):
        told = _("This is not your password. Please try again.") if given else _("Please enter your password.")
        return show(request, person, wrong=told, status=422)
    exported(request.user, "page")
    packed = archive(person, _pages(request, person))
    name = f"linli-{today().isoformat()}.zip"
    response = FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


def _pages(request: HttpRequest, person: Person) -> dict[str, bytes]:
    """The readable pages, in letters of both sizes, and what they are styled with."""
    pages = {}
    for name, large in (("index.html", False), ("index-large.html", True)):
        context = {"name": person.name, "sections": sections(person, None), "large": large, "afar": True}
        pages[name] = render_to_string("people/data_file.html", context, request, using="house").encode()
    for style in STYLES:
        found = finders.find(f"ui/{style}")
        if isinstance(found, str):
            pages[f"style/{style}"] = Path(found).read_bytes()
    return pages
