"""A pytest plugin: tests have a data folder and a PostgreSQL of their own, started for the run and stopped after it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
DATA = Path(os.environ.setdefault("DATA", str(ROOT / "var" / "test"))).absolute()
os.environ.setdefault("LINLI_REHEARSAL", "1")
os.environ.setdefault("LINLI_DATABASE", "postgres")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before Django is set up. xdist's workers adopt the server that the first process started."""
    if os.environ.get("LINLI_DATABASE_URL"):
        return
    from linli.kernel.database.server import Server

    server = Server(DATA)
    # Tests lose nothing of worth in a power cut; what crash tests prove, they prove on a server of their own.
    if server.start(fsync="off", synchronous_commit="off"):
        shutil.rmtree(DATA / "static", ignore_errors=True)  # collected for an earlier run: it knows no newer file
        if not os.environ.get("LINLI_KEEP_SERVER"):
            early_config.add_cleanup(server.stop)
