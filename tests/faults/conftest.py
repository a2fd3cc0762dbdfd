"""One installation for all tests that load, copy or tamper with one; it has lived through a rough hour."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.rough import RoughHour, live_through


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    # Not pytest's own folder: the server's account must be able to enter it.
    made = Path(tempfile.mkdtemp(prefix="linli-proof-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def rough(folder: Path) -> Iterator[RoughHour]:
    """Filings and verbs while other writers hold transactions open and the sequencer is killed."""
    it = Installation(folder / "original")
    try:
        it.start()
        yield live_through(it)
    finally:
        it.stop()
