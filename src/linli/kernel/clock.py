"""The one clock. Every civic time comes from here; machine time remains for sessions, tokens, keys and `recorded`.

In a rehearsal the installation's clock runs apart from the machine's by an offset kept in the database, which every
process reads once when it first asks for the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

HERE = ZoneInfo("Asia/Shanghai")
_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)
_offset: timedelta | None = None


def now() -> datetime:
    """The installation's time, aware, UTC."""
    return _standing.get() or machine() + offset()


def today() -> date:
    """The installation's civil date."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as the clock on the wall shows it."""
    return moment.astimezone(HERE)


def machine() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far the installation's clock runs ahead of the machine's; nothing outside a rehearsal."""
    global _offset
    if _offset is None:
        _offset = _read() if settings.REHEARSAL else timedelta(0)
    return _offset


def set_offset(value: timedelta) -> None:
    """Keep the offset for every process that starts from now on. Raises RuntimeError outside a rehearsal."""
    global _offset
    if not settings.REHEARSAL:
        raise RuntimeError("Only a rehearsal may move the clock.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_clockoffset (one, seconds) VALUES (true, %s) "
            "ON CONFLICT (one) DO UPDATE SET seconds = excluded.seconds",
            [value.total_seconds()],
        )
    _offset = value


def _read() -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seconds FROM kernel_clockoffset")
        row = cursor.fetchone()
    return timedelta(seconds=float(row[0])) if row else timedelta(0)


def forget() -> None:
    """Read the kept offset again at the next question."""
    global _offset
    _offset = None


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Within, the clock stands at `at` (aware): for seeding and tests."""
    token = _standing.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _standing.reset(token)
