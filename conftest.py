"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from linli.kernel.testing.database import django_db_setup

__all__ = ["django_db_setup"]  # here it wins over pytest-django's own, which is registered after our plugins

pytest_plugins = ["tests.cast"]


@pytest.fixture(autouse=True)
def _language_of_the_house() -> Iterator[None]:
    """A request leaves its language active in the thread: no test starts with another one's."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()
