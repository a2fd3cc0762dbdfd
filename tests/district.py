"""The district as it was loaded once in this process: its rows are kept, and laid out again for every test."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from linli.kernel.database.generation import bump, forget_all

_rows: dict[str, bytes] = {}  # of each table that the loading filled, in the form of COPY
_numbers: list[tuple[str, int]] = []  # how far each sequence had come


def lay_out(load: Callable[[], None]) -> None:
    """Have the district in an empty database: loaded the first time, afterwards copied; whoever is there already, and
    what another clock would load, is not ours: then it is loaded as ever."""
    before = _filled()
    if not _rows:
        load()
        _keep(before)
    elif before & _rows.keys():
        load()
    else:
        _put_back()


def _filled() -> set[str]:
    """The tables that have rows."""
    names = sorted(set(connection.introspection.table_names()) - {"django_migrations"})
    parts = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return {name for (name,) in cursor.fetchall()}


def _keep(before: set[str]) -> None:
    with connection.cursor() as cursor:
        for table in sorted(_filled() - before - {"kernel_generation"}):
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                _rows[table] = b"".join(map(bytes, copy))
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        _numbers[:] = cursor.fetchall()


def _put_back() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, rows in _rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
        names, numbers = [name for name, _n in _numbers], [number for _name, number in _numbers]
        cursor.execute(
            "SELECT setval(quote_ident(s.sequencename), greatest(k.number, coalesce(s.last_value, 1))) "
            "FROM pg_sequences s JOIN unnest(%s::text[], %s::bigint[]) AS k (name, number) ON k.name = s.sequencename",
            [names, numbers],
        )
        bump()
    forget_all()
