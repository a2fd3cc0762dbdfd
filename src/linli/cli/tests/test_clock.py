"""The start of a rehearsal's clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from linli.cli.clock import start
from linli.cli.installation import Refused
from linli.cli.tests.running import errors, linli
from linli.commons.duties.facts import DutyTaken
from linli.kernel import clock
from linli.kernel.record.writing import By, Ref, record

pytestmark = pytest.mark.django_db
EARLY = "2026-09-30T16:30:00+08:00"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    clock.forget()
    yield
    clock.forget()


def happen(at: datetime) -> None:
    """Put a fact into the record."""
    record(DutyTaken("accept"), about=Ref("duty", "1"), by=By(None), at=at)


def test_it_starts_where_it_is_told_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_CLOCK", EARLY)
    start()
    clock.forget()  # as another process would, read it from the database
    passed = clock.now() - datetime.fromisoformat(EARLY)
    assert timedelta(0) <= passed < timedelta(seconds=30)


def test_without_being_told_it_keeps_its_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.set_offset(timedelta(days=-3))
    monkeypatch.delenv("LINLI_CLOCK", raising=False)
    start()
    assert clock.offset() == timedelta(days=-3)


def test_it_does_not_start_before_the_newest_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    happen(datetime(2026, 9, 30, 8, 30, 0, 500_000, UTC))
    monkeypatch.setenv("LINLI_CLOCK", EARLY)
    with pytest.raises(Refused, match=r"2026-09-30T16:30:01\+08:00.*make demo-reset") as refused:
        start()
    assert "\n" not in str(refused.value)
    assert clock.offset() == timedelta(0), "nothing was kept"
    monkeypatch.setenv("LINLI_CLOCK", "2026-09-30T16:30:01+08:00")
    start()


@pytest.mark.parametrize("text", ["noon", "2026-09-30T16:30:00", "2026-13-01T00:00:00Z"])
def test_what_is_no_time_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_CLOCK", text)
    with pytest.raises(Refused, match="LINLI_CLOCK"):
        start()


@pytest.mark.django_db(transaction=True)
def test_the_command_shows_the_clock_of_a_rehearsal_only_when_it_is_one() -> None:
    clock.set_offset(timedelta(days=1000))
    shown = datetime.fromisoformat(linli("clock", LINLI_REHEARSAL="1").stdout.splitlines()[-1])
    assert shown - datetime.now(UTC) > timedelta(days=999)
    real = datetime.fromisoformat(linli("clock").stdout.splitlines()[-1])
    assert abs(real - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_outside_a_rehearsal_the_clock_is_not_moved() -> None:
    assert len(errors(linli("clock", LINLI_CLOCK=EARLY))) == 1
