"""Floor E: an empty Django project, as `startproject` makes it, with one view that says as good as nothing."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
APPS = [f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles")]


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=304)


urlpatterns = [path("", nothing)]
settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="nothing is signed here", MIDDLEWARE=MIDDLEWARE,
    INSTALLED_APPS=APPS,
)  # fmt: skip
application = get_wsgi_application()
