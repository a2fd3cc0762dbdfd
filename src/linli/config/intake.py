"""The body of a request is taken in whole before one of the few places at work is taken: who sends slowly waits alone.

The server hands a request over as soon as its headers are there: a few idle connections would hold every place.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from threading import Semaphore
from typing import IO, Any

PIECE = 64 * 1024  # bytes
IN_MEMORY = 256 * 1024  # bytes
LARGEST = 32 * 1024 * 1024  # bytes; Django refuses less than this by itself, by what the headers announce

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class Intake:
    """A WSGI application (PEP 3333) around another, which works on `places` requests at once."""

    def __init__(self, application: Application, places: int) -> None:
        self.application = application
        self.places = Semaphore(places)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        announced = environ.get("CONTENT_LENGTH") or "0"
        length = int(announced) if announced.isdecimal() else 0
        if 0 < length <= LARGEST:
            environ["wsgi.input"] = _whole(environ["wsgi.input"], length)
        with self.places:
            return self.application(environ, start)


def _whole(sent: IO[bytes], length: int) -> IO[bytes]:
    """The body, or as much of it as came before the sender hung up."""
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the request closes it
    while length and (piece := sent.read(min(length, PIECE))):
        kept.write(piece)
        length -= len(piece)
    kept.seek(0)
    return kept
