"""The street door: which address leads to which room."""

from importlib.util import find_spec

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path
from django_prometheus.exports import ExportToDjangoView

from linli.kernel.access.doors import door
from linli.kernel.ui.views import display
from linli.shell import pages
from linli.shell.api import api
from linli.shell.search import search

handler400 = "linli.kernel.ui.errors.bad_request"
handler403 = "linli.kernel.ui.errors.forbidden"
handler404 = "linli.kernel.ui.errors.not_found"
handler429 = "linli.kernel.ui.errors.too_fast"  # allauth asks for this name
handler500 = "linli.kernel.ui.errors.broken"

# Names that allauth itself asks for, and that lead nowhere here.
CLOSED = ("signup", "inactive", "email", "reset_password")

ROOMS = {
    "": "linli.capabilities.services.urls",
    "desk/": "linli.commons.duties.urls",
    "notices/": "linli.commons.notices.urls",
    "ratings/": "linli.commons.ratings.urls",
    "messages/": "linli.commons.messages.urls",
    "acting/": "linli.commons.mandates.urls",
    "credentials/": "linli.commons.credentials.urls",
    "corrections/": "linli.commons.corrections.urls",
    "me/corrections/": "linli.commons.corrections.urls.own",
    "staff/": "linli.commons.people.urls.staff",
    "accounts/": "linli.commons.people.urls.second_step",
    "audit/": "linli.commons.people.urls.audit",
    "me": "linli.commons.people.urls",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("search/", search, name="search"),
    path("display/", display, name="display"),
    path("styleguide/", pages.styleguide, name="styleguide"),
    path("styleguide/paper/", pages.paper, name="paper"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    *(path(f"accounts/{name}/", pages.closed, name=f"account_{name}") for name in CLOSED),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("metrics", door("public")(ExportToDjangoView), name="metrics"),
    path("api/v1/", api.urls),
    *(path(at, include(room)) for at, room in ROOMS.items() if find_spec(room)),
]
