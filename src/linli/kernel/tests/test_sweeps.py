"""Sweeps run again and again, and one that fails holds up no other."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from linli.kernel import sweeps


@pytest.fixture(autouse=True)
def _no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_sweeps", {})


def test_a_round_runs_a_sweep_once_in_its_time_and_run_all_at_once() -> None:
    runs: list[int] = []
    sweeps.sweep(lambda: runs.append(1))
    turns = sweeps.Round()
    turns.turn()
    turns.turn()
    assert len(runs) == 1
    sweeps.run_all()
    assert len(runs) == 2


def test_a_sweep_that_fails_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []

    @sweeps.sweep
    def broken() -> None:
        raise ValueError("no")

    @sweeps.sweep
    def sound() -> None:
        runs.append(1)

    sweeps.Round().turn()
    assert len(runs) == 1
    assert "broken failed" in caplog.text


def test_a_database_that_is_away_is_told_to_the_worker() -> None:
    @sweeps.sweep
    def away() -> None:
        raise OperationalError

    with pytest.raises(OperationalError):
        sweeps.Round().turn()
