"""Apps, middleware, templates, policy and static files."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from linli.config.settings.installation import DATA, DEBUG, ROOT

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_prometheus",
    "linli.kernel",
    "linli.commons.places",
    "linli.commons.people",
    "linli.commons.calendar",
    "linli.commons.messages",
    "linli.commons.duties",
    "linli.commons.notices",
    "linli.commons.credentials",
    "linli.commons.ratings",
    "linli.commons.mandates",
    "linli.commons.corrections",
    "linli.capabilities.services",
    "linli.shell",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "linli.kernel.database.outage.Outage",
    "linli.kernel.database.generation.HeldForRequest",
    "linli.kernel.access.log.Traces",
    "linli.kernel.access.middleware.Private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.kernel.ui.middleware.Language",
    "linli.kernel.api.middleware.Manners",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.kernel.access.second_step.Seen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.kernel.ui.middleware.Tries",
    "linli.kernel.ui.middleware.Refusals",
    "linli.kernel.access.middleware.NoNul",
    "linli.kernel.access.middleware.Doors",
]

ROOT_URLCONF = "linli.shell.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"

_SRC = Path(__file__).resolve().parents[2]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "linli.kernel.ui.environment.HouseTemplates",
        "NAME": "house",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "linli.kernel.ui.environment.environment",
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "auto_reload": DEBUG,
            "cache_size": 1000,
            "context_processors": ["linli.kernel.ui.context.page"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "DIRS": [_SRC / "kernel" / "djtemplates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "linli.kernel.ui.environment.HouseForms"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
NPM_ROOT = ROOT / "assets" / "node_modules"
NPM_FILES = [
    "htmx.org/dist/htmx.min.js",
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "linli.kernel.ui.npm.Npm"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "linli.kernel.ui.storage.House"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map")

# The names of an installation in service, which is reached by TLS only.
HOSTS = [host for host in os.environ.get("LINLI_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = ["*"] if DEBUG else [*HOSTS, "localhost", "127.0.0.1", "[::1]", ".local"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SESSION_ENGINE = "linli.kernel.access.sessions"
SESSION_SERIALIZER = "linli.kernel.access.sessions.Sealed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(HOSTS)
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "linli.kernel.ui.errors.forged"
