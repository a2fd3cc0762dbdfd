"""The progress bar."""

from __future__ import annotations

import pytest

from linli.cli.demo.progress import Progress


def test_without_a_terminal_each_tenth_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Seeding") as progress:
        for done in range(1, 151):
            progress.step(done, 150)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Seeding: 0%"
    assert lines[-1] == "Seeding: 100%"
    assert len(lines) == 11


def test_nothing_to_do_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Seeding") as progress:
        progress.step(0, 0)
    assert capsys.readouterr().err.splitlines()[-1] == "Seeding: 100%"


def test_where_lines_would_be_in_the_way_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Loading", lines=False) as progress:
        progress.step(1, 2)
    assert capsys.readouterr().err == ""
