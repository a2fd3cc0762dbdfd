"""PostgreSQL: a named server, or the one that lives in the data folder."""

import os
from typing import Any

import environ

from linli.config.settings.installation import DATA
from linli.kernel.database.server import socket_folder

THREADS = int(os.environ.get("LINLI_THREADS", "4"))

if url := os.environ.get("LINLI_DATABASE_URL"):
    _server: dict[str, Any] = dict(environ.Env.db_url_config(url))
    _server["ENGINE"] = "django.db.backends.postgresql"
else:
    _server = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("LINLI_DATABASE", "linli"),
        "USER": "linli",
        "HOST": str(socket_folder(DATA)),
        "PORT": "5432",
    }

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_server,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            **_server.get("OPTIONS", {}),
            # No health checks: they cost 1.5 times on a one-query page; after an outage the pool is checked once.
            "pool": {"min_size": 2, "max_size": THREADS + 2, "timeout": 3, "reconnect_timeout": 2},
            "server_side_binding": True,
            "prepare_threshold": 2,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
