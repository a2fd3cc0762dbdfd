"""A pytest plugin: one migrated template database per set of migrations; each worker clones it and drops its clone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

BUILDING = 7001  # advisory lock: one worker builds the template, the others wait


def _fingerprint() -> str:
    from django.apps import apps

    seen = hashlib.sha256()
    for app in apps.get_app_configs():
        for file in [*sorted(Path(app.path, "migrations").glob("*.py")), *sorted(Path(app.path).glob("**/*.sql"))]:
            seen.update(file.name.encode() + file.read_bytes())
    return seen.hexdigest()[:12]


def _use(database: str) -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = database  # the pool is made anew from settings_dict
    # Where a test empties tables under a running worker, the worker gives way: it tries again, a test would fail.
    connection.settings_dict["OPTIONS"]["options"] = "-c deadlock_timeout=20s"


def _build(cursor: Any, template: str) -> None:
    from django.core.management import call_command

    cursor.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'linli\\_tpl\\_%' AND datistemplate")
    for (old,) in cursor.fetchall():
        cursor.execute(f'ALTER DATABASE "{old}" IS_TEMPLATE false')
        cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{template}" TEMPLATE template0')
    _use(template)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    _use("postgres")
    cursor.execute(f'ALTER DATABASE "{template}" IS_TEMPLATE true')


def _clone(template: str, name: str) -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        try:
            cursor.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [template])
            row = cursor.fetchone()
            if row is None or not row[0]:  # absent, or half-built by a killed run
                _build(cursor, template)
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILDING])


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's: the tests run on PostgreSQL, in a clone that is ready in a tenth of a second."""
    from django.db import connection, connections

    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = f"linli_test_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():
        _clone(f"linli_tpl_{_fingerprint()}", name)
        _use(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Each test begins without what an earlier one left in memory."""
    from linli.kernel import clock
    from linli.kernel.database.generation import forget_all

    forget_all()
    clock._offset = timedelta(0)  # nobody has moved the clock; a test without a database may ask for the day
