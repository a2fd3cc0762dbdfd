"""The worker: one loop that seals the record, lets followers act on it, and sweeps for what is late."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from django.db import InterfaceError, OperationalError, connection

from linli.kernel import sweeps
from linli.kernel.database.outage import check_pool, is_outage
from linli.kernel.record.followers import follow, followers, waiting
from linli.kernel.record.sequencer import sequence

PAUSE = 0.05  # seconds between two looks at an empty inbox
OUTAGE = 2.0  # seconds before a database that is away is asked again

log = logging.getLogger("linli.worker")


class Worker:
    """Runs until SIGTERM or SIGINT, and then finishes the batch at hand."""

    def __init__(self) -> None:
        self._end = threading.Event()
        self._sweeps = sweeps.Round()

    def run(self) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        while not self._end.is_set():
            try:
                if not self.turn():
                    self._end.wait(PAUSE)
            except (OperationalError, InterfaceError) as error:
                if not is_outage(error):
                    raise
                self._wait_for_database(error)

    def turn(self) -> int:
        """One look at everything; how much moved."""
        moved = sequence() + sum(follow(name) for name in followers()) if waiting() else 0
        self._sweeps.turn()
        return moved

    def _wait_for_database(self, error: Exception) -> None:
        log.warning("The database is away: %s", str(error).splitlines()[0] if str(error) else repr(error))
        connection.close()
        check_pool()
        self._end.wait(OUTAGE)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._end.set()
