"""A content table of the tests' own: its model lives outside the installation's registry unless a test needs it."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import connection

from linli.kernel.record.content import Content


class Note(Content):
    """What was said in a test."""

    class Meta(Content.Meta):
        app_label = "kernel"
        apps = Apps()


@pytest.fixture
def notes(transactional_db) -> Iterator[type[Note]]:
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    apps.register_model("kernel", Note)
    try:
        yield Note
    finally:
        del apps.all_models["kernel"]["note"]
        apps.clear_cache()
        with connection.schema_editor() as editor:
            editor.delete_model(Note)
