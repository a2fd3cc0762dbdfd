"""A pytest plugin: tests that really commit leave no record behind.

Django's flush leaves the record's tables alone, and their triggers refuse TRUNCATE. A superuser may switch triggers
off for one transaction; the product never does.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

TABLES = "record_inbox, record_entry, record_block, record_head, record_cursor, record_parked"


def reset() -> None:
    """Empty the record."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {TABLES} RESTART IDENTITY")


@pytest.fixture(autouse=True)
def _record_starts_empty(request: pytest.FixtureRequest) -> Iterator[None]:
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or bool(marker and marker.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        reset()
