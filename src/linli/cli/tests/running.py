"""Runs the command as a user does: as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection


def linli(*words: str, data: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """`linli WORDS…` on the test's own database, or on an installation of its own in `data`."""
    given = {k: v for k, v in os.environ.items() if k not in ("LINLI_CLOCK", "LINLI_REHEARSAL", "LINLI_DATABASE")}
    if data:
        given["DATA"] = str(data)
    else:
        given["LINLI_DATABASE"] = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "linli.cli", *words]
    return subprocess.run(
        command, env=given | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def errors(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines on stderr of a refused command."""
    assert done.returncode == 1, done
    return done.stderr.splitlines()
