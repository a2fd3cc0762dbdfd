"""The body of a request is taken in whole before one of the few places at work is taken: who sends slowly waits alone.

The server has no limit of its own for a body that never comes: a few idle connections would hold every thread.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from threading import Semaphore
from typing import IO, Any

PIECE = 16 * 1024  # bytes
PATIENCE = 15.0  # seconds for a piece
IN_MEMORY = 256 * 1024  # bytes
LARGEST = 32 * 1024 * 1024  # bytes; Django refuses less than this by itself, by what the headers announce

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class Intake:
    """A WSGI application (PEP 3333) around another, which works on `places` requests at once."""

    def __init__(self, application: Application, places: int, readers: int) -> None:
        self.application = application
        self.places = Semaphore(places)
        self.readers = ThreadPoolExecutor(readers, thread_name_prefix="intake")

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        announced = environ.get("CONTENT_LENGTH") or "0"
        length = int(announced) if announced.isdecimal() else 0
        if 0 < length <= LARGEST:
            try:
                environ["wsgi.input"] = self._whole(environ["wsgi.input"], length)
            except TooSlow:
                start("408 Request Timeout", [("Connection", "close"), ("Content-Length", "0")])
                return [b""]
        with self.places:
            return self.application(environ, start)

    def _whole(self, sent: IO[bytes], length: int) -> IO[bytes]:
        """The body, or as much of it as came before the sender hung up. Raises TooSlow."""
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the request closes it
        left = length
        while left and (piece := self.readers.submit(sent.read, min(left, PIECE)).result(PATIENCE)):
            kept.write(piece)
            left -= len(piece)
        kept.seek(0)
        return kept
