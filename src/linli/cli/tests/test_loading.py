"""`linli load`: what the loaders say reaches stderr line by line, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.cli.tests.running import errors, linli
from linli.commons.places.models import Place

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    for kind in ("network", "catalogue"):
        assert errors(linli("load", kind, str(missing))) == [f"{missing}: there is no such file."]


def test_every_flaw_has_a_line_with_file_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "network.yaml"
    file.write_text("network: Bad Code\nplaces: nothing\nunits: nothing\n")
    lines = errors(linli("load", "network", str(file)))
    assert len(lines) > 1
    assert all(line.startswith(f"{file}:") and line.count(": ") >= 2 for line in lines)
    assert not Place.objects.exists()
