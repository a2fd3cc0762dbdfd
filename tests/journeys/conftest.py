"""A real browser before the real server: what production runs, over the test database."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import Program
from tests.journeys.serving import serving

# Playwright's synchronous API keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-prefers-reduced-motion"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return {"executable_path": path, "args": ARGUMENTS}
    pytest.exit("The browser journeys need a browser: install chromium and fonts-noto-cjk.", returncode=1)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    here = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    return browser_context_args | here


@pytest.fixture(autouse=True)
def _closed_afterwards(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page that stays open goes on asking a server that has ended, and slows every later journey."""
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()


@pytest.fixture(scope="session", autouse=True)
def statics(django_db_setup: None) -> None:
    """What the pages load, where the server looks for it."""
    from django.conf import settings

    from linli.cli.statics import collect

    collect(settings.DATA)


@pytest.fixture(scope="module")
def site(statics: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of web and worker over the test database. Its tests are `django_db(transaction=True)`.

    It ends with its file: a test that moves the clock must not meet a worker of another time.
    """
    from django.conf import settings
    from django.db import connection

    with django_db_blocker.unblock():
        database = str(connection.settings_dict["NAME"])
    with serving(database, Path(settings.DATA) / "journeys.log") as address:
        yield address


@pytest.fixture
def district(site: str, transactional_db: None) -> None:
    """The network, the catalogue and the cast, where the site sees them.

    The site outlives the tests and keeps what seldom changes under the number of its generation, which emptied tables
    would count from 1 again: the number that this one gets has never been there.
    """
    from linli.kernel.database.models import Generation
    from tests.cast import load_district

    load_district()
    Generation.objects.update(number=time.time_ns())


@pytest.fixture
def rehearsed(statics: None, transactional_db: None) -> Iterator[Any]:
    """The cast, for a test that serves its own moments; the clock is put right again afterwards."""
    from linli.kernel import clock
    from tests.cast import Cast, load_district

    load_district()
    yield Cast()
    clock.set_offset(timedelta())


@pytest.fixture
def program(transactional_db: None) -> Iterator[Program]:
    """A program before an installation of its own, which it can start anew at another moment."""
    from django.conf import settings
    from django.db import connection

    from linli.kernel import clock
    from tests.cast import Cast, load_district

    load_district()
    log = Path(settings.DATA) / "by-api.log"
    with ExitStack() as stack:

        def start(moment: str) -> str:
            stack.close()
            clock.set_offset(datetime.fromisoformat(moment) - clock.machine())
            return stack.enter_context(serving(str(connection.settings_dict["NAME"]), log))

        yield Program(Cast(), start)
    clock.forget()
