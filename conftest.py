"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from linli.kernel.testing.database import django_db_setup

__all__ = ["django_db_setup"]  # here it wins over pytest-django's own, which is registered after our plugins

pytest_plugins = ["tests.cast"]


WHOLE = ("tests/contract/test_doors.py", "src/linli/cli/tests/test_backup.py")  # what they share takes minutes to make


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Any process takes any test, but all of a file in WHOLE."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in WHOLE else nodeid

    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def _language_of_the_house() -> Iterator[None]:
    """A request leaves its language active in the thread: no test starts with another one's."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()
