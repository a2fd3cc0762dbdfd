"""PostgreSQL: a named server, or the one that lives in the data folder."""

import os
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from linli.config.settings.installation import DATA
from linli.kernel.database.server import socket_folder

NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def named(url: str) -> dict[str, Any]:
    """A server by its URL as libpq reads it (PostgreSQL 34.1.1.2): a socket's folder is a host, `%2Frun%2Fpostgresql`.

    Raises psycopg.ProgrammingError for what is no such URL.
    """
    told = conninfo_to_dict(url)
    known = {name: told.pop(key, "") for name, key in NAMES.items()}
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": told}


# Over a line that breaks nobody says so, and Linux would wait for two hours: here a dead one is noticed within seconds.
LINE = {
    "connect_timeout": "5", "tcp_user_timeout": "15000",
    "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2",
}  # fmt: skip
THREADS = int(os.environ.get("LINLI_THREADS", "4"))

if url := os.environ.get("LINLI_DATABASE_URL"):
    try:
        _server = named(url)
        _server["OPTIONS"] = LINE | _server["OPTIONS"]
    except ProgrammingError as error:
        raise SystemExit(f"LINLI_DATABASE_URL is no address of a PostgreSQL database: {error}".strip()) from None
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
